"""Types of fields, strict enough that nothing the database refuses gets so far."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError, PydanticUndefined

from trunkline.numbers import dialable


class Model(BaseModel):
    """Body of a request. With ``class XPatch(XIn, partial=True)`` every field may be left out; see changes()."""

    model_config = ConfigDict(extra="forbid")

    def __init_subclass__(cls, partial: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, partial: bool = False, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if partial:
            for info in cls.model_fields.values():
                info.default = PydanticUndefined
                info.default_factory = _nothing
            cls.model_rebuild(force=True)

    def changes(self) -> dict[str, Any]:
        """The fields that were given, each of them whole: what was left out inside one has its default."""
        whole = self.model_dump(by_alias=True)
        return {name: whole[name] for name in self.model_dump(exclude_unset=True, by_alias=True)}


class Out(BaseModel):
    """Body of a response."""

    model_config = ConfigDict(from_attributes=True)


def _nothing() -> Any:
    return None


def _no_control(value: str) -> str:
    return _refuse_control(value, "")


def no_control_but_lines(value: str) -> str:
    return _refuse_control(value, "\n\r\t")


def _refuse_control(value: str, allowed: str) -> str:
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in allowed:
            raise PydanticCustomError("control_character", "control character")
    return value


FORMS: dict[str, str] = {}
"""Pattern of a field -> code of the text that says, with an example, what is wanted. Every pattern is here."""


def form(pattern: str, code: str) -> StringConstraints:
    """A text of a certain form; who writes something else is told by the text of code what is wanted."""
    assert FORMS.setdefault(pattern, code) == code, pattern
    return StringConstraints(pattern=pattern)


_stripped = BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)

Id = Annotated[str, form(r"^[0-9a-z]{26}$", "field.unknown_reference")]
Name = Annotated[str, _stripped, StringConstraints(min_length=1, max_length=100), AfterValidator(_no_control)]
ShortName = Annotated[str, _stripped, StringConstraints(min_length=1, max_length=60), AfterValidator(_no_control)]
Line20 = Annotated[str, _stripped, StringConstraints(max_length=20), AfterValidator(_no_control)]
Line60 = Annotated[str, _stripped, StringConstraints(max_length=60), AfterValidator(_no_control)]
Line100 = Annotated[str, _stripped, StringConstraints(max_length=100), AfterValidator(_no_control)]
Line200 = Annotated[str, _stripped, StringConstraints(max_length=200), AfterValidator(_no_control)]
Line400 = Annotated[str, _stripped, StringConstraints(max_length=400), AfterValidator(_no_control)]
Paragraphs = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(no_control_but_lines)]
Account = Annotated[
    str,
    BeforeValidator(lambda value: value.strip().lower() if isinstance(value, str) else value),
    form(r"^[a-z0-9][a-z0-9._-]{0,59}$", "field.form_account"),
]
Password = Annotated[str, StringConstraints(min_length=8, max_length=200), AfterValidator(_no_control)]
Slug = Annotated[str, form(r"^[a-z0-9]{1,20}$", "field.form_slug")]
Code = Annotated[str, form(r"^[a-z][a-z0-9_]{0,29}$", "field.form_code")]
Extension = Annotated[str, form(r"^[0-9]{2,6}$", "field.form_extension")]
CallerId = Annotated[str, form(r"^(\+?[0-9]{2,32})?$", "field.form_caller_id")]
DialledNumber = Annotated[str, _stripped, form(r"^\+?[0-9*#]{1,32}$", "field.form_dialled")]
OutsideNumber = Annotated[
    str,
    BeforeValidator(lambda value: dialable(value) or value.strip() if isinstance(value, str) else value),
    form(r"^(\+?[0-9*#]{3,32})?$", "field.form_outside"),
]
"""A number that is rung over a trunk, as people write it, brought into the form that is dialled; may be empty."""
Country = Annotated[str, form(r"^[A-Z]{2}$", "field.form_country")]
PromptName = Annotated[str, form(r"^[a-z0-9][a-z0-9_-]{0,59}$", "field.unknown_reference_prompt")]
Language = Literal["zh-CN", "zh-TW", "en"]
SpokenLanguage = Literal["zh", "en"]
"""What callers hear."""
Millis = Annotated[int, Field(ge=0, le=2**53)]
Seconds = Annotated[int, Field(ge=0, le=86_400)]
Position = Annotated[int, Field(ge=0, le=100_000)]
Priority = Annotated[int, Field(ge=-1000, le=1000)]
Search = Annotated[str, _stripped, StringConstraints(max_length=100), AfterValidator(_no_control)]

_timezones = frozenset(available_timezones())


def _known_timezone(value: str) -> str:
    if value not in _timezones:
        raise PydanticCustomError("timezone", "unknown time zone")
    return value


Timezone = Annotated[str, StringConstraints(max_length=50), AfterValidator(_known_timezone)]
