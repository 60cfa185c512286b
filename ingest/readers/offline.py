"""unstructured without the internet: the one place that makes it so.

unstructured downloads spaCy's small English model at first use and reports its own loading to its makers.
Here its tokenizer gets spaCy's rule-based multi-language sentence splitter, which comes with spaCy itself, and
reporting and notices are switched off. Invariant: `partitioner` is the only way the readers reach unstructured.
"""

from __future__ import annotations

import importlib
import logging
import os
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Read by unstructured when it is imported and at every use.
_SILENT = {"SCARF_NO_ANALYTICS": "true", "DO_NOT_TRACK": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}
_LONGEST_TEXT = 10**6


def partitioner(name: str) -> Callable[..., list[Any]]:
    """Give unstructured's `partition_<name>`, loaded at first use (seconds), safe without a network.

    Args:
        name: "docx", "html", "pdf", "pptx" or "text".

    Returns:
        The function; it gives unstructured's elements.
    """
    _prepare()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its dependencies about each other
        module = importlib.import_module(f"unstructured.partition.{name}")
    function: Callable[..., list[Any]] = getattr(module, f"partition_{name}")
    return function


@cache
def _prepare() -> None:
    os.environ.update(_SILENT)
    from unstructured.nlp import tokenize

    tokenize._get_nlp = _sentence_splitter  # noqa: SLF001  it has no setting for another model
    # They tell the user about fonts and language defaults, item by item; what matters becomes a reason.
    for chatty in ("unstructured", "pdfminer", "pypdf"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


@cache
def _sentence_splitter() -> Any:
    """The rule-based splitter of spaCy: no model, any language."""
    import spacy

    splitter = spacy.blank("xx")
    splitter.add_pipe("sentencizer")
    splitter.max_length = _LONGEST_TEXT
    return splitter
