"""What the operator chooses: flags, else ``TRUNKLINE_*`` variables, else ``trunkline.toml``, else the defaults here.

One rule for names: the setting ``sip_port`` is ``--sip-port``, ``TRUNKLINE_SIP_PORT`` and ``sip_port = 5060``.
``docs/settings.md`` is made from this file by ``tools/gen_settings.py``; a test fails when it is out of date.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "TRUNKLINE_"
CONFIG_FILE = "trunkline.toml"
LOOPBACK = "127.0.0.1"
DEFAULT_RTP_PORTS = "10000-14999"
SMALLEST_RTP_RANGE = 20


class SettingsError(Exception):
    """A setting cannot be used. ``code`` is stable; ``remedy`` tells the operator what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]\n  What to do: {self.remedy}"


@dataclass(frozen=True, slots=True)
class PortRange:
    """UDP ports from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def _port_range(value: object) -> object:
    if isinstance(value, PortRange):
        return value
    found = re.fullmatch(r"\s*(\d{1,5})\s*-\s*(\d{1,5})\s*", str(value))
    if found is None:
        raise ValueError("write two ports with a hyphen between them, such as 10000-14999")
    first, last = int(found[1]), int(found[2])
    if not 1024 <= first < last <= 65535:
        raise ValueError("the first port must be at least 1024 and smaller than the last, which is at most 65535")
    if last - first + 1 < SMALLEST_RTP_RANGE:
        raise ValueError(f"at least {SMALLEST_RTP_RANGE} ports are needed: each call takes four")
    return PortRange(first, last)


def _path(value: object) -> object:
    return Path(value).expanduser() if isinstance(value, str) and value else value


Port = Annotated[int, Field(ge=1, le=65535)]
Folder = Annotated[Path, BeforeValidator(_path)]
Ports = Annotated[PortRange, BeforeValidator(_port_range), PlainSerializer(str)]


def home() -> Path:
    """The checkout this runs from; the working folder when the package was installed some other way."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").exists() and (root / "run").exists() else Path.cwd()


def _network_address() -> str:
    """This machine's address in its network: the one it would send from. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1 of RFC 5737: belongs to nobody
        except OSError:
            return LOOPBACK
        address: str = probe.getsockname()[0]
        return address


class Settings(BaseSettings):
    """All settings. Relative paths given by the operator count from the working folder."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=True
    )

    data: Folder = Field(
        default_factory=lambda: home() / "data",
        description="Folder for everything that is kept: database, recordings, prompts, logs.",
        json_schema_extra={"shown": "`data` beside `run`"},
    )
    host: str = Field(
        LOOPBACK,
        description="Address to listen on for pages, SIP and audio. `127.0.0.1` reaches this machine only; "
        "`0.0.0.0` opens all its addresses. Browsers elsewhere also need `tls_cert`: without https they allow "
        "no microphone.",
    )
    http_port: Port = Field(8080, description="TCP port of the pages and the API.")
    sip_port: Port = Field(5060, description="UDP and TCP port for SIP phones and trunks.")
    rtp_ports: Ports = Field(
        default=PortRange(10000, 14999),
        description="UDP ports for audio, first and last with a hyphen. Each call takes four.",
        json_schema_extra={"shown": f"`{DEFAULT_RTP_PORTS}`"},
    )
    external_address: str | None = Field(
        None,
        description="Address by which phones outside reach this machine when it is behind NAT. Empty: not behind NAT.",
    )
    messages_days: int = Field(
        180, ge=0, le=36_500, description="Messages between people are deleted after so many days. 0: never."
    )
    registration_s: int = Field(
        120,
        ge=30,
        le=120,
        description="Seconds for which browsers' phones register at a time; one that has gone without a word is taken "
        "off when they are over.",
    )
    alarms_days: int = Field(
        365, ge=0, le=36_500, description="Alarms that are over are deleted after so many days. 0: never."
    )
    webhook_networks: str = Field(
        "",
        description="Networks of your own, such as `10.1.0.0/16,192.0.2.7/32`, into which alarms may send requests. "
        "Empty: only to public addresses, so that nobody who may write alarm rules reaches your machines through it.",
    )
    tls_cert: Folder | None = Field(
        None, description="Certificate chain (PEM) for https. Needs `tls_key`. Empty: plain http."
    )
    tls_key: Folder | None = Field(None, description="Private key (PEM) of `tls_cert`.")
    database_url: str = Field(
        "",
        description="Database: `postgresql://USER:PASSWORD@HOST/NAME`, or `sqlite:///FILE`. Empty: SQLite in `data`.",
        json_schema_extra={"secret": True},
    )
    demo: bool = Field(
        True, description="Make a demo tenant with agents, queues and the hotline 4000 when the database is new."
    )
    try_it: bool = Field(
        True, description="Offer the page `/try`, where a browser plays the caller, as long as the demo is on."
    )
    default_tenant: Annotated[str, Field(pattern=r"^[a-z0-9]{1,20}$")] = Field(
        "demo", description="Tenant meant by a sign-in name without `@tenant`."
    )
    admin_password: SecretStr | None = Field(
        None,
        description="Password of the first administrator, used once, when the database is new; 8 characters or more. "
        "Empty: one is made up and printed once.",
        json_schema_extra={"secret": True},
    )
    asterisk_dir: Folder = Field(
        default_factory=lambda: home() / "var" / "asterisk",
        description="Folder to unpack Asterisk into, when the machine has none that is new enough.",
        json_schema_extra={"shown": "`var/asterisk` beside `run`"},
    )
    mirror: str | None = Field(
        None,
        description="Debian mirror to fetch Asterisk from. Empty: the one in the machine's apt configuration.",
    )
    switch_http_port: Port = Field(
        8088, description="TCP port on 127.0.0.1 between Trunkline and Asterisk (ARI, browsers' SIP)."
    )
    switch_ami_port: Port = Field(5038, description="TCP port on 127.0.0.1 between Trunkline and Asterisk (AMI).")
    node: Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")] = Field(
        "tl1", description="Name of this machine, part of channel ids: different on each machine of one installation."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is written to `data/logs`: `debug`, `info`, `warning` or `error`."
    )

    # -- checks of single values ---------------------------------------------------------------------------------

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        value = value.strip().strip("[]")
        if value == "localhost":
            return LOOPBACK
        try:
            ipaddress.ip_address(value)
        except ValueError:
            raise ValueError("give an IP address of this machine, 0.0.0.0 for all of them, or localhost") from None
        return value

    @field_validator("webhook_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in filter(None, (part.strip() for part in value.split(","))):
            try:
                ipaddress.ip_network(part, strict=False)
            except ValueError:
                raise ValueError("write networks with commas between them, such as 10.1.0.0/16") from None
        return value

    @field_validator("external_address", "mirror", "tls_cert", "tls_key", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("admin_password", mode="before")
    @classmethod
    def _password(cls, value: object) -> object:
        if value == "":
            return None
        if isinstance(value, str) and len(value) < 8:
            raise ValueError("choose a password of at least 8 characters")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value:
            return value
        for given, driver in DATABASE_DRIVERS.items():
            if value.startswith(f"{given}://"):
                return driver + value[len(given) :]
        raise ValueError("start it with postgresql:// or sqlite:///")

    @field_validator("tls_cert", "tls_key")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is not None and not os.access(value, os.R_OK):
            raise ValueError("this file does not exist or cannot be read")
        return value

    def model_post_init(self, context: Any, /) -> None:
        """Fill in what follows from other settings."""
        for name in ("data", "asterisk_dir"):
            object.__setattr__(self, name, Path(getattr(self, name)).absolute())
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite+aiosqlite:///{self.data / 'trunkline.db'}")

    # -- what follows from them ----------------------------------------------------------------------------------

    @property
    def data_dir(self) -> Path:
        """Folder of everything that is kept, absolute."""
        return self.data

    @property
    def recordings_dir(self) -> Path:
        """Recordings: tenant/yyyy/mm/dd/recording id."""
        return self.data / "recordings"

    @property
    def prompts_dir(self) -> Path:
        """Prompts: tenant/language/name."""
        return self.data / "prompts"

    @property
    def music_library_dir(self) -> Path:
        """Music that tenants have handed in."""
        return self.data / "music_library"

    @property
    def music_dir(self) -> Path:
        """Music on hold of our own."""
        return self.data / "music"

    @property
    def switch_dir(self) -> Path:
        """Asterisk's configuration, logs and secrets."""
        return self.data / "switch"

    @property
    def run_dir(self) -> Path:
        """Process ids, lock and state of what runs now."""
        return self.data / "run"

    @property
    def logs_dir(self) -> Path:
        """Log files."""
        return self.data / "logs"

    @property
    def web_dist(self) -> Path:
        """The built pages."""
        return home() / "web" / "dist"

    @property
    def secure(self) -> bool:
        """Whether pages come over https."""
        return self.tls_cert is not None

    @property
    def url(self) -> str:
        """Where a person on this machine opens the pages. localhost, because there the microphone is allowed."""
        host = "localhost" if self.host in (LOOPBACK, "0.0.0.0", "::", "::1") else self.host  # noqa: S104 - compared only
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self.secure else 'http'}://{host}:{self.http_port}"

    @property
    def sip_address(self) -> str:
        """host:port under which phones reach this machine: the address told, or listened on, or that of the network."""
        host = self.external_address or self.host
        if host in ("0.0.0.0", "::"):  # noqa: S104 - compared only
            host = _network_address()
        host = f"[{host}]" if ":" in host else host
        return host if self.sip_port == 5060 else f"{host}:{self.sip_port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what load_settings hands in: it knows where each value came from, for the error message."""
        return (init_settings,)


DATABASE_DRIVERS = {
    "postgresql+psycopg": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "sqlite": "sqlite+aiosqlite",
}
