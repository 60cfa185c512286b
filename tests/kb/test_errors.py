"""Every failure has one sentence, and what it is about stands in it."""

from __future__ import annotations

import inspect
import pkgutil
import string
from collections.abc import Iterator
from importlib import import_module

import pytest

import kb
from kb.errors import DaneshError, NotFoundError


def every(of: type[DaneshError] = DaneshError) -> Iterator[type[DaneshError]]:
    for module in pkgutil.walk_packages(kb.__path__, "kb."):
        if "migrations" not in module.name:
            import_module(module.name)
    for one in of.__subclasses__():
        yield one
        yield from every(one)


@pytest.mark.parametrize("error", sorted(set(every()), key=lambda one: one.__name__))
def test_the_docstring_is_a_sentence_with_its_values(error: type[DaneshError]) -> None:
    assert error.__name__.endswith("Error")
    names = {name for _, name, _, _ in string.Formatter().parse(inspect.getdoc(error) or "") if name}
    message = str(error(**dict.fromkeys(names, "{a value}\nof two lines")))
    assert message.endswith((".", "?", "!"))
    assert message.count("{a value}") >= len(names)


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert str(NotFoundError(what="article", id="{id}")) == "There is no article with id {id}."
