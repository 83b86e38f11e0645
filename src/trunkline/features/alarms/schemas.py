"""Bodies of alarms."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from trunkline.features.kit.fields import Id, Line100, Line200, Millis, Model, Name, Out, Seconds
from trunkline.features.kit.lists import ListQuery

_EMAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?$")
_URL = re.compile(r"^https?://(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}))(:[0-9]{1,5})?(/[!-~]*)?$")
_HOST = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})$")


def _email(value: str) -> str:
    if not _EMAIL.match(value):
        raise PydanticCustomError("email", "not an address")
    return value


def _url(value: str) -> str:
    if value and (not _URL.match(value) or "@" in value.partition("//")[2].partition("/")[0]):
        raise PydanticCustomError("web_address", "not an address")
    port = re.search(r"^https?://[^/]*:([0-9]+)", value)
    if port is not None and not 0 < int(port[1]) < 65_536:
        raise PydanticCustomError("web_address", "not a port")
    return value


def _host(value: str) -> str:
    if value and not _HOST.match(value):
        raise PydanticCustomError("server", "not a host")
    return value


_strip = BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)
Email = Annotated[str, _strip, StringConstraints(max_length=200), AfterValidator(_email)]
MaybeEmail = Annotated[str, _strip, StringConstraints(max_length=200), AfterValidator(lambda v: _email(v) if v else v)]
Url = Annotated[str, _strip, StringConstraints(max_length=500), AfterValidator(_url)]
Host = Annotated[str, _strip, StringConstraints(max_length=255), AfterValidator(_host)]
Severity = Literal["info", "warning", "critical"]
Figure = Literal[
    "waiting",
    "longest_wait",
    "agents_ready",
    "agents_signed_in",
    "service_level",
    "answer_rate",
    "abandonment_rate",
    "abandoned",
    "offered",
    "asa",
    "lost",
    "agent_in_state",
    "trunk_down",
    "trunk_calls",
    "switch_away",
    "disk_free",
]
State = Literal["ready", "not_ready", "ringing", "talking", "holding", "wrap_up"]
Threshold = Annotated[float, Field(ge=0, le=1_000_000)]
Minute = Annotated[int, Field(ge=0, le=1439)]


def _states() -> list[State]:
    return ["not_ready"]


class RuleIn(Model):
    """A new rule. Thresholds are in the figure's unit: count, percent, seconds or GB."""

    name: Name
    active: bool = True
    figure: Figure
    above: bool = True
    "alarm when the value is too high; false: too low"
    raise_at: Threshold = 1
    clear_at: Threshold = 0
    "above: less than raise_at; else more"
    raise_for_s: Seconds = 0
    clear_for_s: Seconds = 0
    severity: Severity = "warning"
    queue_ids: list[Id] = Field(default_factory=list, max_length=100)
    "none: all"
    each: bool = False
    "every queue by itself"
    period: Literal["now", "today"] = "now"
    "of figures: the running quarter-hour and the one before, or today"
    states: list[State] = Field(default_factory=_states, max_length=6)
    "of agents, for agent_in_state"
    hours_id: Id | None = None
    "raised within these opening hours only"
    quiet_from: Minute | None = None
    "minutes from local midnight"
    quiet_to: Minute | None = None
    emails: list[Email] = Field(default_factory=list, max_length=20)
    webhook_url: Url = ""
    tell_cleared: bool = True
    "mails and requests tell of the end too"
    mail_every_min: Annotated[int, Field(ge=1, le=1440)] = 10
    "not more than one mail to each receiver in so long; the next one tells of all"


class RulePatch(RuleIn, partial=True):
    """What changes of a rule."""


class Rule(Out):
    """A rule."""

    id: str
    name: str
    active: bool
    figure: Figure
    above: bool
    raise_at: float
    clear_at: float
    raise_for_s: int
    clear_for_s: int
    severity: Severity
    queue_ids: list[str]
    each: bool
    period: Literal["now", "today"]
    states: list[State]
    hours_id: str | None
    quiet_from: int | None
    quiet_to: int | None
    emails: list[str]
    webhook_url: str
    tell_cleared: bool
    mail_every_min: int
    unit: Literal["count", "percent", "s", "flag", "GB"]
    open: int
    "alarms of it that are open"


class AlarmQuery(ListQuery):
    """Filters of the history."""

    severity: Severity | None = None
    rule_id: Id | None = None
    state: Literal["open", "cleared"] | None = None
    from_: Millis | None = Field(None, alias="from")
    to: Millis | None = None


AlarmListing = Annotated[AlarmQuery, Query()]


class Alarm(Out):
    """Something that was raised."""

    id: str
    rule_id: str
    name: str
    figure: str
    above: bool
    severity: Severity
    subject: str
    subject_name: str
    value: float
    threshold: float
    raised_at: int
    acknowledged_at: int | None
    acknowledged_by: str
    "name"
    note: str
    cleared_at: int | None
    why: str
    "calm | rule_removed; empty while it is open"


class Acknowledgement(Model):
    """Taking care of an alarm."""

    note: Annotated[Line200, Field(description="What is done about it.")] = ""


class DeliveryQuery(ListQuery):
    """Filters of what was sent."""

    channel: Literal["email", "webhook"] | None = None
    state: Literal["waiting", "sent", "failed"] | None = None
    rule_id: Id | None = None


DeliveryListing = Annotated[DeliveryQuery, Query()]


class Delivery(Out):
    """A mail or request."""

    id: str
    alarm_id: str | None
    rule_name: str
    about: Literal["raised", "cleared", "test"]
    channel: Literal["email", "webhook"]
    target: str
    state: Literal["waiting", "sent", "failed"]
    tries: int
    next_at: int | None
    error: str
    "in words; empty when all went well"
    created_at: int
    done_at: int | None


class ChannelsIn(Model):
    """How alarms are sent. A secret that is left out stays as it is; an empty one takes it away."""

    host: Host = ""
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: Line100 = ""
    secret: Line100 | None = None
    sender: MaybeEmail = ""
    webhook_secret: Line100 | None = None


class ChannelsOut(Out):
    """How alarms are sent; secrets are not given out."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    username: str
    has_secret: bool
    sender: str
    has_webhook_secret: bool


class Trial(Out):
    """What became of a trial."""

    channel: Literal["email", "webhook"]
    target: str
    sent: bool
    error: str


class Trials(Out):
    """All channels of a rule but the screen."""

    trials: list[Trial]


class Preview(Out):
    """How often a rule would have rung."""

    known: bool
    "false: nothing is kept of what it watches"
    days: int
    times: int
    raised_ms: int
    "how long in all"
    last: list[int]
    "when, the newest first; at most 20"
