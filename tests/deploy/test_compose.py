"""The image and the Compose file against what they start: settings, commands, ports, files, health checks."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import typer
import yaml

from kb.settings import SECRETS, Settings
from web.cli.command import app

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:-|:\?)(?P<rest>[^}]*))?\}")
NEEDED = {"DANESH_SECRET_KEY", "POSTGRES_PASSWORD"}


def interpolated(value: str, given: dict[str, str]) -> str:
    """What Compose makes of a value; raises KeyError with the message for a needed variable that is not set."""

    def fill(match: re.Match[str]) -> str:
        if given.get(match["name"]):
            return given[match["name"]]
        if match["how"] == ":?":
            raise KeyError(match["rest"])
        return match["rest"] or ""

    return VARIABLE.sub(fill, value).replace("$$", "$")


def instructions(name: str) -> list[str]:
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return re.findall(rf"^{name}\s+(.+)$", joined, re.MULTILINE)


def docker_environment() -> dict[str, str]:
    words = [word for line in instructions("ENV") for word in shlex.split(line)]
    return dict(word.split("=", 1) for word in words)


def copied() -> list[str]:
    return [source for line in instructions("COPY") for source in line.split()[:-1]]


def test_the_services_are_there() -> None:
    assert SERVICES.keys() == {"web", "worker", "postgres", "qdrant"}
    assert OURS.keys() == {"web", "worker"}
    assert SERVICES["web"]["command"].startswith("danesh serve --no-worker --host 0.0.0.0")
    assert SERVICES["worker"]["command"] == "danesh worker"


def test_every_danesh_variable_is_a_setting() -> None:
    known = {f"DANESH_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"\bDANESH_[A-Z_]+", TEXT)) | set(re.findall(r"\bDANESH_[A-Z_]+", DOCKERFILE))
    assert named - known == set()
    settings = OURS["worker"]["environment"]
    assert settings.items() <= OURS["web"]["environment"].items(), "web and worker must agree"
    # Set once in the image: where the model is.
    assert known - settings.keys() == {"DANESH_CACHE"}


def test_the_environment_makes_valid_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in OURS["web"]["environment"].items():
        monkeypatch.setenv(name, interpolated(value, dict.fromkeys(NEEDED, "s3cret")))
    settings = Settings()
    assert settings.sqlalchemy_url == "postgresql+psycopg://danesh:s3cret@postgres:5432/danesh"
    assert settings.qdrant_url == "http://qdrant:6333"
    defaults = Settings.model_construct()
    for name in ("public_url", "brand", "support_addresses", "keep_raw_days", "encoder", "threads"):
        assert getattr(settings, name) == getattr(defaults, name), "an unset variable means the default"
    for name in ("chat_model", "chat_base_url", "chat_api_key", "chat_timeout"):
        assert getattr(settings, name) == getattr(defaults, name), "an unset variable means the default"


def test_secrets_come_from_outside_and_say_what_to_do() -> None:
    found = {match["name"]: match for match in VARIABLE.finditer(TEXT)}
    assert {name for name, match in found.items() if match["how"] == ":?"} == NEEDED
    for name in NEEDED:
        assert name in found[name]["rest"], "the message names the variable to set"
    for secret in SECRETS:
        match = found.get(f"DANESH_{secret.upper()}")
        assert match is None or match["how"] == ":?" or not match["rest"], "no secret has a default"


@pytest.mark.parametrize("name", OURS)
def test_commands_are_commands(name: str) -> None:
    program, command, *options = shlex.split(SERVICES[name]["command"])
    assert program == "danesh"
    group = typer.main.get_command(app)
    found = group.get_command(typer.Context(group), command)  # type: ignore[attr-defined]
    assert found is not None
    found.make_context(command, options)  # raises on an unknown option or a wrong value


def test_the_images_own_command_is_a_command() -> None:
    program, command, *options = yaml.safe_load(instructions("CMD")[0])
    assert program == "danesh"
    group = typer.main.get_command(app)
    group.get_command(typer.Context(group), command).make_context(command, options)  # type: ignore[attr-defined]


def test_ports_agree() -> None:
    group = typer.main.get_command(app)
    serve = group.get_command(typer.Context(group), "serve")  # type: ignore[attr-defined]
    context = serve.make_context("serve", shlex.split(SERVICES["web"]["command"])[2:])
    port = str(context.params["port"])
    assert instructions("EXPOSE") == [port]
    assert [published.rpartition(":")[2] for published in SERVICES["web"]["ports"]] == [port]
    assert f"127.0.0.1:{port}/api/v1/health" in " ".join(SERVICES["web"]["healthcheck"]["test"])
    assert all(published.startswith("127.0.0.1:") for published in SERVICES["web"]["ports"])
    assert not [name for name in SERVICES if "ports" in SERVICES[name] and name != "web"]


def test_addresses_name_services() -> None:
    settings = OURS["web"]["environment"]
    assert "@postgres:5432/danesh" in settings["DANESH_DATABASE_URL"]
    assert SERVICES["postgres"]["environment"]["POSTGRES_DB"] == "danesh"
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == "danesh"
    for service in OURS.values():
        waits = {name: how["condition"] for name, how in service["depends_on"].items()}
        assert waits == {"postgres": "service_healthy", "qdrant": "service_healthy"}


def test_volumes_are_declared_and_hold_the_state() -> None:
    mounts = {
        name: dict(volume.split(":") for volume in service["volumes"]) for name, service in SERVICES.items()
    }
    assert {volume for mount in mounts.values() for volume in mount} == COMPOSE["volumes"].keys()
    home = docker_environment()["DANESH_HOME"]
    for name in OURS:
        assert mounts[name] == {"home": home}
        assert SERVICES[name]["environment"]["DANESH_HOME"] == home
    assert instructions("VOLUME") == [home]
    cache = PurePosixPath(docker_environment()["DANESH_CACHE"])
    assert not cache.is_relative_to(home), "a volume would hide the model that is in the image"


def test_what_listens_has_a_health_check() -> None:
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"worker"}
    for service in SERVICES.values():
        assert service["restart"] == "unless-stopped"


def test_images_are_pinned() -> None:
    for image in [*instructions("FROM"), *(service["image"] for service in SERVICES.values())]:
        assert re.fullmatch(r"[a-z/]+:v?\d+(\.\d+)+[\w.-]*", image), image


def test_the_image_is_made_as_make_setup_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert re.findall(r"pip==[\d.]+", DOCKERFILE) == re.findall(r"pip==[\d.]+", makefile)
    installs = re.findall(r"pip install ([^\n&\\]+)", DOCKERFILE)[1:]
    assert [line.split("--quiet ")[-1].strip() for line in installs] == [
        "--constraint requirements/constraints.txt torch",
        "--constraint requirements/constraints.txt .",
        "--no-deps --requirement requirements/no-deps.txt",
    ]
    assert instructions("USER")[-1] != "root"


def test_everything_copied_exists_and_reaches_the_builder() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")]
    for source in copied():
        assert (ROOT / source).exists(), source
        assert any(source == one or source.startswith(one) for one in allowed), source
    for room in ("kb/", "ingest/", "assistant/", "web/"):
        assert room in copied()


def test_the_model_is_written_by_the_modules_copied_before_it(tmp_path: Path) -> None:
    before = DOCKERFILE.partition("from kb.inference.bundled import folder")[0]
    for source in re.findall(r"kb/[\w/.]+", before):
        if source.endswith(".py"):
            (tmp_path / "kb").mkdir(exist_ok=True)
            (tmp_path / source).write_text((ROOT / source).read_text())
        elif source != "kb/":
            for module in (ROOT / source).glob("*.py"):
                (tmp_path / source).mkdir(parents=True, exist_ok=True)
                (tmp_path / source / module.name).write_text(module.read_text())
    asked = "import kb, kb.inference.packed; from kb.inference.bundled import folder; print(kb.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == str(tmp_path / "kb" / "__init__.py"), run.stderr


@pytest.fixture
def answering() -> Iterator[Any]:
    """A server on port 6333's stand-in that gives one raw answer; returns a function that starts it."""
    open_sockets = []

    def start(answer: bytes) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        open_sockets.append(listening)

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return int(listening.getsockname()[1])

    yield start
    for one in open_sockets:
        one.close()


@pytest.mark.parametrize(
    ("answer", "healthy"),
    [
        (b"HTTP/1.0 200 OK\r\ncontent-length: 20\r\n\r\nall shards are ready", True),
        (b"HTTP/1.0 503 Service Unavailable\r\n\r\n", False),
        (b"", False),
    ],
)
def test_qdrants_health_check_reads_the_answer(answering: Any, answer: bytes, healthy: bool) -> None:
    _, *command = SERVICES["qdrant"]["healthcheck"]["test"]
    port = str(answering(answer))
    run = subprocess.run(
        [part.replace("$$", "$").replace("6333", port) for part in command], check=False, timeout=20
    )
    assert (run.returncode == 0) is healthy


@pytest.mark.parametrize(("status", "healthy"), [(b"200 OK", True), (b"503 Service Unavailable", False)])
def test_webs_health_check_reads_the_answer(answering: Any, status: bytes, healthy: bool) -> None:
    _, program, *options = SERVICES["web"]["healthcheck"]["test"]
    assert program == "python"
    port = str(answering(b"HTTP/1.0 " + status + b"\r\n\r\n"))
    command = [sys.executable, *(part.replace("8000", port) for part in options)]
    run = subprocess.run(command, check=False, timeout=20, capture_output=True)
    assert (run.returncode == 0) is healthy
