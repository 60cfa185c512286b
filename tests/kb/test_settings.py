"""Settings: where a value comes from, what is said when it cannot be used, and the one signing key."""

from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.errors import SettingInvalidError
from kb.settings import SECRETS, Settings, load, origins


def toml(text: str) -> None:
    Path("danesh.toml").write_text(text, encoding="utf-8")


def test_the_environment_beats_the_file_and_the_file_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    toml('brand = "From the file"\nthreads = 3\n')
    monkeypatch.setenv("DANESH_THREADS", "5")
    settings = load()
    assert (settings.brand, settings.threads, settings.keep_raw_days) == ("From the file", 5, 180)
    found = origins(settings)
    assert (found["brand"], found["threads"], found["keep_raw_days"]) == (
        "danesh.toml",
        "environment",
        "default",
    )
    assert found.keys() == Settings.model_fields.keys()


def test_an_argument_beats_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANESH_BRAND", "Environment")
    assert load(brand="Argument").brand == "Argument"


def test_every_name_of_the_contract_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        "DANESH_HOME": "h", "DANESH_CACHE": "c", "DANESH_DATABASE_URL": "postgresql://x/y",
        "DANESH_QDRANT_URL": "http://q:6333", "DANESH_ENCODER": "some/model", "DANESH_CHAT_MODEL": "openai:x",
        "DANESH_CHAT_BASE_URL": "http://c/v1", "DANESH_SECRET_KEY": "s", "DANESH_PUBLIC_URL": "https://help.example",
    }  # fmt: skip
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    settings = load()
    for name, value in names.items():
        assert str(getattr(settings, name.removeprefix("DANESH_").lower())) == value


def test_a_variable_that_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose files hand on what the caller did not set as an empty text."""
    for name in ("DANESH_THREADS", "DANESH_KEEP_RAW_DAYS", "DANESH_HOME", "DANESH_PUBLIC_URL"):
        monkeypatch.setenv(name, "")
    settings = load()
    assert settings.threads == 0
    assert settings.keep_raw_days == 180
    assert settings.home == Path("var")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert origins(settings)["threads"] == "default"


@pytest.mark.parametrize(
    ("name", "value"),
    [("DANESH_THREADS", "many"), ("DANESH_KEEP_RAW_DAYS", "-1"), ("DANESH_CHAT_TIMEOUT", "0")],
)
def test_the_error_names_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalidError) as caught:
        load()
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["brand = \n", "= 3", 'brand = "open'])
def test_a_broken_file_is_named(text: str) -> None:
    toml(text)
    with pytest.raises(SettingInvalidError, match=r"danesh\.toml"):
        load()


def test_a_file_in_another_encoding_is_named() -> None:
    Path("danesh.toml").write_bytes('brand = "دانش"'.encode("cp1256"))
    with pytest.raises(SettingInvalidError, match=r"danesh\.toml"):
        load()


@pytest.mark.parametrize(
    "given", ["Help@Shop.example, shop.example ,", '["Help@Shop.example", " shop.example "]']
)
def test_support_addresses_are_a_list_in_small_letters(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    if given.startswith("["):
        toml(f"support_addresses = {given}")
    else:
        monkeypatch.setenv("DANESH_SUPPORT_ADDRESSES", given)
    assert load().support_addresses == ("help@shop.example", "shop.example")


def test_the_default_database_is_a_file_in_the_home_folder(tmp_path: Path) -> None:
    assert Settings(home=Path("here")).sqlalchemy_url == f"sqlite:///{tmp_path}/here/danesh.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_postgresql_address_gets_our_driver(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://u:p@h/d")
    assert settings.sqlalchemy_url == "postgresql+psycopg://u:p@h/d"


def test_addresses_end_without_a_slash() -> None:
    assert Settings(public_url="https://help.example/").public_url == "https://help.example"


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    assert Settings.model_fields.keys() >= SECRETS


def test_the_signing_key_is_made_once_and_for_its_owner_only(settings: Settings) -> None:
    own = settings.model_copy(update={"secret_key": ""})
    key = own.signing_key()
    assert len(key) >= 40
    assert own.signing_key() == key
    assert settings.signing_key() == "only for tests"
    assert stat.S_IMODE((own.home / "secret_key").stat().st_mode) == 0o600


def test_threads_that_need_the_signing_key_at_once_get_the_same(tmp_path: Path) -> None:
    for attempt in range(20):
        settings = Settings(home=tmp_path / str(attempt), secret_key="")
        with ThreadPoolExecutor(8) as pool:
            keys = {future.result() for future in [pool.submit(settings.signing_key) for _ in range(8)]}
        assert len(keys) == 1
        assert [path.name for path in settings.home.iterdir()] == ["secret_key"]


def test_processes_that_need_the_signing_key_at_once_get_the_same(tmp_path: Path) -> None:
    script = f"from kb.settings import Settings; print(Settings(home={str(tmp_path / 'h')!r}).signing_key())"
    running = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in running}) == 1
    assert [process.returncode for process in running] == [0] * 4
