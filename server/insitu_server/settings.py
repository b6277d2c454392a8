"""Every setting of the server, once: flags, environment, configuration file, and the README's table are read from here.

A flag wins over the environment (``INSITU_PORT``), the environment over the file (TOML, named by ``--config`` or
``INSITU_CONFIG``), the file over the default.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX: Final = "INSITU_"
_KIB: Final = 1024
_MIB: Final = 1024 * 1024
#: What a chunk's message has besides its payload.
_FRAME: Final = 1024


class Settings(BaseSettings):
    """How the server listens, whom it lets in, and how much they may use."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, validate_default=True)

    host: str = Field(
        "127.0.0.1", description="Address to listen on. Any but loopback needs TLS and a token."
    )
    port: int = Field(
        50051, ge=0, le=65535, description="Port to listen on; 0 takes a free one, which is printed."
    )
    tls_cert: Path | None = Field(None, description="Certificate chain, PEM.")
    tls_key: Path | None = Field(None, description="The certificate's private key, PEM.")
    tls_client_ca: Path | None = Field(
        None, description="Authorities of client certificates, PEM: clients must show one."
    )
    token: SecretStr | None = Field(None, description="Bearer token that every call must carry.")
    token_file: Path | None = Field(None, description="File that holds the token.")
    insecure: bool = Field(False, description="Listen beyond loopback without TLS and token.")

    max_message_bytes: int = Field(
        8 * _MIB, ge=64 * _KIB, le=2**31 - 1, description="Largest message in and out."
    )
    max_batch_calls: PositiveInt = Field(4096, description="Most calls in one request.")
    max_items: PositiveInt = Field(
        16384, description="Most arguments, list items, sites or queries in one request's lists."
    )
    max_inline_bytes: int = Field(
        256 * _KIB, ge=0, description="Values up to this size come inside a stream's reply."
    )
    chunk_bytes: int = Field(_MIB, ge=4 * _KIB, description="Payload of one message of Read and Write.")

    lease_seconds: PositiveFloat = Field(
        600.0, description="How long a session lives without a call, unless it asks."
    )
    lease_min_seconds: PositiveFloat = Field(1.0, description="Shortest lease a session may ask for.")
    lease_max_seconds: PositiveFloat = Field(86400.0, description="Longest lease a session may ask for.")
    max_sessions: PositiveInt = Field(1024, description="Most sessions at a time.")
    max_session_bytes: PositiveInt | None = Field(
        None, description="Most bytes of one session; the machine's memory if unset."
    )
    max_session_tensors: PositiveInt = Field(1_000_000, description="Most handles and names of one session.")
    max_bytes: PositiveInt | None = Field(
        None, description="Most bytes of all sessions; the machine's memory if unset."
    )
    recycle_bytes: int = Field(256 * _MIB, ge=0, description="Freed memory kept for reuse.")

    files_dir: Path | None = Field(
        None, description="Folder for files of tensors, made if it is not there; no files are kept if unset."
    )
    max_files: PositiveInt = Field(1024, description="Most files in it.")
    max_files_bytes: PositiveInt | None = Field(
        None, description="Most bytes of all files; what the disk has room for if unset."
    )

    workers: PositiveInt | None = Field(None, description="Threads for long work; one a CPU if unset.")
    offload_elements: PositiveInt = Field(
        65536, description="Calls on more elements than this run in a worker thread."
    )
    grace_seconds: float = Field(25.0, ge=0, description="How long calls in flight may go on after SIGTERM.")

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level that is logged."
    )
    log_format: Literal["console", "json"] = Field("console", description="Log for people or for machines.")

    keepalive_seconds: PositiveFloat = Field(
        60.0, description="A connection without traffic is pinged this often."
    )
    keepalive_timeout_seconds: PositiveFloat = Field(
        20.0, description="A ping unanswered for so long closes it."
    )
    min_ping_seconds: PositiveFloat = Field(
        10.0, description="A client that pings an idle connection more often is cut off."
    )
    max_concurrent_streams: PositiveInt = Field(1024, description="Most calls at a time on one connection.")
    max_metadata_bytes: int = Field(16 * _KIB, ge=8 * _KIB, description="Most bytes of one call's metadata.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from: flags, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        path = os.environ.get(f"{PREFIX}CONFIG")
        if path:
            if not Path(path).is_file():
                raise ValueError(f"there is no configuration file {path}")
            sources.append(TomlConfigSettingsSource(settings_cls, toml_file=path))
        return tuple(sources)

    @model_validator(mode="after")
    def _check(self) -> Settings:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key go together: give both or neither")
        if self.tls_client_ca is not None and self.tls_cert is None:
            raise ValueError("tls_client_ca needs tls_cert and tls_key")
        if self.token is not None and self.token_file is not None:
            raise ValueError("give token or token_file, not both")
        token = self.read_token()
        if token is not None and not (token.isascii() and token.isprintable() and token):
            raise ValueError("the token must be printable ASCII, and at least one character of it")
        safe = self.tls_cert is not None and token is not None
        if not (self.insecure or safe or is_loopback(self.host)):
            raise ValueError(
                f"host {self.host} can be reached from outside: give tls_cert, tls_key and a token, or say --insecure"
            )
        if self.chunk_bytes + _FRAME > self.max_message_bytes:
            raise ValueError(f"chunk_bytes must be at least {_FRAME} less than max_message_bytes")
        if not self.lease_min_seconds <= self.lease_seconds <= self.lease_max_seconds:
            raise ValueError("lease_seconds must lie between lease_min_seconds and lease_max_seconds")
        return self

    def read_token(self) -> str | None:
        """Return the token that calls must carry, None if there is none."""
        if self.token_file is not None:
            return self.token_file.read_text().strip()
        return None if self.token is None else self.token.get_secret_value()

    @property
    def session_bytes(self) -> int:
        """The most bytes that one session may have."""
        return self.max_session_bytes or self.server_bytes

    @property
    def server_bytes(self) -> int:
        """The most bytes that all sessions together may have."""
        return self.max_bytes or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def flag(name: str) -> str:
    """Return the command line's spelling of a setting."""
    return f"--{name.replace('_', '-')}"


def shown_default(value: Any) -> str:
    """Return a default as the table shows it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def settings_table() -> str:
    """Return every setting as a Markdown table: flag, environment variable, default, meaning."""
    lines = ["| Flag | Environment | Default | Meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = shown_default(field.default)
        shown = f"`{default}`" if default else ""
        lines.append(f"| `{flag(name)}` | `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"
