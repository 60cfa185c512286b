"""What docs/operations.md says of settings and commands is what there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import typer
import yaml

from kb.settings import Settings
from web.cli.command import app

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
DEFAULTS = {"home": "`var`", "cache": "`danesh` in the XDG cache folder"}


def settings_table() -> str:
    """The table of settings as it should stand in the page."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{field.default:g}`" if isinstance(field.default, float) else f"`{field.default}`"
        shown = DEFAULTS.get(name) or (default if field.default not in ("", ()) else "empty")
        rows.append(f"| `DANESH_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def commands() -> dict[str, Any]:
    group = typer.main.get_command(app)
    return dict(group.commands)  # type: ignore[attr-defined]


def documented() -> dict[str, tuple[str, str]]:
    """Command to its usage and its options, as the page has them."""
    rows = re.findall(r"^\| `danesh (\w+)([^`]*)` \| (.*?) \| .+ \|$", OPERATIONS, re.MULTILINE)
    return {name: (usage, options) for name, usage, options in rows}


def test_every_setting_is_documented() -> None:
    table = settings_table()
    assert table in OPERATIONS, f"docs/operations.md needs this table:\n\n{table}\n"


def test_every_command_is_documented() -> None:
    assert list(documented()) == list(commands()), "the same commands, in the order of `danesh --help`"


def test_every_option_is_documented() -> None:
    for name, command in commands().items():
        usage, options = documented()[name]
        known = [
            option
            for one in command.params
            if one.param_type_name == "option"
            for option in (*one.opts, *one.secondary_opts)
        ]
        assert re.findall(r"`(--[\w-]+)`", options) == known, name
        assert len(usage.split()) == sum(one.param_type_name == "argument" for one in command.params), name


def test_commands_and_variables_named_anywhere_exist() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = set(compose["services"])
    known = set(commands())
    variables = {f"DANESH_{name.upper()}" for name in Settings.model_fields}
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        text = page.read_text()
        code = " ".join(re.findall(r"`[^`]+`", text)) + "\n".join(re.findall(r"```.*?```", text, re.DOTALL))
        for named in re.findall(r"\bdanesh ([a-z]+)\b", code):
            assert named in known, f"{page.name}: danesh {named}"
        for variable in re.findall(r"\bDANESH_[A-Z_]+\b", text):
            assert variable in variables or variable.startswith("DANESH_TEST_"), f"{page.name}: {variable}"
        for service in re.findall(r"docker compose run --rm (?:--volume \S+ )?(\w+)", text):
            assert service in services, f"{page.name}: {service}"


def test_every_library_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = project["dependencies"] + project["optional-dependencies"]["dev"]
    alone = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "no-deps.txt").read_text(), re.MULTILINE)
    wanted = {re.split(r"[\[<>=;! ]", one)[0].lower() for one in (*direct, *alone)}
    page = (ROOT / "docs" / "decisions" / "0009-demo-and-libraries.md").read_text()
    listed = re.findall(r"^\| ([\w.-]+) \| .+ \| .+ \| .+ \|$", page, re.MULTILINE)
    assert sorted(set(listed) - {"library"}) == sorted(wanted)
