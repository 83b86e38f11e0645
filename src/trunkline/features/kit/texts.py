"""Texts in the languages of the product, by code: api/locales/<language>.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("zh-CN", "zh-TW", "en")
FOLDER = Path(__file__).parents[2] / "api" / "locales"


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts, read once."""

    by_language: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Texts:
        return cls({name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in LANGUAGES})

    def say(self, language: str, code: str, params: Mapping[str, object] | None = None) -> str:
        """The text of a code; the code itself when there is none."""
        text = self.by_language.get(language, self.by_language["zh-CN"]).get(code)
        if text is None:
            return code
        for name, value in (params or {}).items():
            text = text.replace("{" + name + "}", str(value))
        return text


def language_of(accept_language: str) -> str:
    """The language of ours that an Accept-Language header prefers; Chinese when it names none of them."""
    best, best_weight = "zh-CN", 0.0
    for part in accept_language[:200].split(","):
        tag, _, weight_text = part.strip().partition(";q=")
        name = _language(tag.strip().lower())
        try:
            weight = float(weight_text) if weight_text else 1.0
        except ValueError:
            continue
        if name and weight > best_weight:
            best, best_weight = name, weight
    return best


def _language(tag: str) -> str:
    if tag in ("zh-tw", "zh-hk", "zh-mo") or tag.startswith("zh-hant"):
        return "zh-TW"
    if tag.startswith("zh"):
        return "zh-CN"
    return "en" if tag.startswith("en") else ""
