"""Settings from the environment, then `danesh.toml`, then defaults; each with its meaning.

All state lives under `home`; nothing else reads the environment.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import tempfile
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kb import patterns
from kb.brands import Brand
from kb.brands import parsed as parsed_brands
from kb.errors import SettingInvalidError
from kb.setting_values import (
    Domains,
    MailServer,
    MaskPatterns,
    OwnContacts,
    Roles,
    RoleTable,
    SecureUrl,
)

Origin = Literal["environment", "danesh.toml", "default"]
SECRETS = frozenset(
    {
        "secret_key", "database_url", "chat_api_key", "qdrant_api_key", "imap_password", "inbound_secret",
        "smtp_url", "oidc_client_secret", "metrics_token",
    }
)  # fmt: skip
SHORTEST_SECRET = 16  # characters of a secret that strangers may try to guess


def _default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "danesh"


class Settings(BaseSettings):
    """One installation's settings; `DANESH_` before each name in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="DANESH_",
        env_ignore_empty=True,  # Compose files hand on what was not set as an empty text
        toml_file="danesh.toml",
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(Path("var"), description="folder that holds all state: database, index, quarantine")
    cache: Path = Field(default_factory=_default_cache, description="folder for model files; can be deleted")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the home folder")
    qdrant_url: str = Field("", description="Qdrant server; empty: Qdrant Edge in the home folder")
    qdrant_api_key: str = Field("", description="key for the Qdrant server, where it asks for one")
    encoder: str = Field(
        "", description="sentence-transformers model name or folder; empty: the bundled model"
    )
    chat_model: str = Field("", description="LangChain chat model such as openai:NAME; empty: quoted answers")
    chat_base_url: str = Field(
        "", description="address of the chat model's server; empty: its provider's own"
    )
    chat_api_key: str = Field("", description="key for the chat model; empty: the provider's own variable")
    answer_seconds: float = Field(
        6.0, gt=0, description="seconds a question may take with a chat model before quotes are shown"
    )
    chat_timeout: float = Field(
        20.0, gt=0, description="seconds a chat model may take before quotes are shown"
    )
    secret_key: str = Field("", description="signs sessions; empty: made once and kept in the home folder")
    public_url: str = Field("http://127.0.0.1:8000", description="address people reach this installation at")
    support_addresses: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses or domains that agents write from"
    )
    brand: str = Field("Danesh", description="name shown on every page")
    brands: Annotated[dict[str, Any], NoDecode] = Field(
        {},
        description='name, logo, accent, accent_dark, contacts, url by host name, "*" for others: JSON or table',
    )
    keep_raw_days: int = Field(180, ge=0, description="days unmasked messages are kept; 0: for ever")
    mask_patterns: MaskPatterns = Field(
        {},
        description='what else is masked: JSON from name to regular expression, such as {"order": "#?[0-9]{6,}"}',
    )
    own_contacts: OwnContacts = Field(
        (),
        description="contacts that are never masked, the organisation's own, apart by semicolons; /…/: an expression",
    )
    imap_url: str = Field(
        "", description="mailbox to read, such as imaps://user@host/INBOX; imap:// for STARTTLS; empty: none"
    )
    imap_password: str = Field("", description="password of the mailbox")
    imap_password_file: str = Field("", description="file that holds the password, read at each sign-in")
    imap_auth: Literal["password", "xoauth2"] = Field(
        "password", description="how to sign in; xoauth2: the password is an access token"
    )
    imap_ca_file: str = Field(
        "", description="certificates (PEM) the mail server's is checked with; empty: the system's"
    )
    imap_poll: float = Field(
        60.0, gt=0, description="seconds between looks at a mailbox whose server cannot push (IDLE)"
    )
    watch_folder: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="folders whose new and changed files are imported, separated by commas"
    )
    inbound_secret: str = Field(
        "", description="signs what other systems send to /api/v1/inbound; empty: API keys only"
    )
    smtp_url: MailServer = Field(
        "", description="server for outgoing mails, such as smtp://user:password@host:587; empty: no mails"
    )
    smtp_from: str = Field("", description="sender of outgoing mails, such as Barg <help@barg.example>")
    second_factor_roles: Roles = Field(
        (), description="roles that must sign in with a second factor, separated by commas"
    )
    oidc_issuer: SecureUrl = Field("", description="OpenID Connect provider to sign in at; empty: none")
    oidc_client_id: str = Field("", description="name of this installation at the provider")
    oidc_client_secret: str = Field("", description="its secret there; empty: a public client")
    oidc_name: str = Field("", description="name of the provider on the sign-in page; empty: its host")
    oidc_scope: str = Field("openid email profile", description="what the provider is asked for")
    oidc_domains: Domains = Field(
        (), description="mail domains whose people may come from the provider without being added first"
    )
    oidc_role_claim: str = Field("groups", description="claim of the provider that roles follow")
    oidc_roles: RoleTable = Field(
        {},
        description='role by value of that claim, as JSON such as {"support": "agent"}; {}: set on the desk',
    )
    metrics_token: str = Field("", description="shown as a bearer token to read /metrics; empty: no metrics")
    widget_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="sites whose pages may use the widget, such as https://shop.example, by commas"
    )
    threads: int = Field(0, ge=0, description="threads the encoder uses; 0: one for each core")

    @field_validator("support_addresses", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            return value
        return tuple(part.strip().lower() for part in parts if part.strip())

    @field_validator("widget_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = tuple(part.strip().rstrip("/").lower() for part in value.split(",") if part.strip())
        for origin in found:
            if not re.fullmatch(r"https?://[^/\s?#@*]+", origin):
                raise ValueError(f"{origin!r} is no origin; write https://shop.example, without a path")
        return found

    @field_validator("watch_folder", mode="before")
    @classmethod
    def _split_folders(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("brands", mode="before")
    @classmethod
    def _decoded_brands(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError("it is not a JSON object from host name to brand") from error

    @field_validator("brands")
    @classmethod
    def _readable_brands(cls, value: dict[str, Any]) -> dict[str, Any]:
        parsed_brands(value)
        return value

    @field_validator("imap_url")
    @classmethod
    def _no_password(cls, value: str) -> str:
        if ":" in value.partition("://")[2].partition("/")[0].rpartition("@")[0]:
            raise ValueError("the password does not belong in it; put it into DANESH_IMAP_PASSWORD")
        return value

    @field_validator("inbound_secret")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < SHORTEST_SECRET:
            raise ValueError(f"it needs at least {SHORTEST_SECRET} characters")
        return value

    @field_validator("public_url", "chat_base_url", "qdrant_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, `danesh.toml`."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address in SQLAlchemy's form, psycopg 3 for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{(self.home / 'danesh.sqlite3').absolute()}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @property
    def index_folder(self) -> Path:
        """Where Qdrant Edge keeps its shard."""
        return self.home.absolute() / "index"

    @property
    def branding(self) -> dict[str, Brand]:
        """The brands by host name."""
        return parsed_brands(self.brands)

    @property
    def masking(self) -> patterns.Patterns:
        """What is masked besides personal data, and what is not."""
        return patterns.compiled(self.mask_patterns, self.own_contacts)

    def signing_key(self) -> str:
        """Return the secret key, making one in the home folder the first time it is needed."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            # A draft that only its owner can read, named anew for each process and thread.
            with tempfile.NamedTemporaryFile("w", prefix="secret_key.", dir=self.home) as draft:
                draft.write(secrets.token_urlsafe(48))
                draft.flush()
                os.fsync(draft.fileno())  # a key that a power loss emptied would sign for everybody
                with contextlib.suppress(FileExistsError):  # another one was first: its key counts
                    os.link(draft.name, path)
        return path.read_text().strip()


def load(**overrides: object) -> Settings:
    """Read the settings.

    Raises:
        SettingInvalidError: a value, or the file, cannot be used; the message names the variable or the file.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "DANESH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingInvalidError(name=name, reason=first["msg"].removeprefix("Value error, ")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingInvalidError(name="danesh.toml", reason=str(error)) from error


def origins(settings: Settings) -> dict[str, Origin]:
    """Say for each setting where its value came from."""
    toml = TomlConfigSettingsSource(Settings)()
    found: dict[str, Origin] = {}
    for name in type(settings).model_fields:
        if os.environ.get(f"DANESH_{name.upper()}"):
            found[name] = "environment"
        else:
            found[name] = "danesh.toml" if name in toml else "default"
    return found
