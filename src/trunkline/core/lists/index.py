"""Caller lists as they are asked at each arrival: blacklist, white list and VIP list of one tenant.

What a call costs: two look-ups of the number in a dict; one look-up for each length of a pattern's fixed beginning or
end, at most four times the digits of the number, whatever the number of entries; a binary search in the ranges of as
many digits. Beyond that only entries that fit are looked at, and wildcards that share the fixed part and differ after
it. A wildcard with neither beginning nor end (``?1*?``) is tried each time; such ones are rare.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trunkline.core.lists.patterns import Pattern, ends, matches
from trunkline.core.records import dataclass

KINDS = ("black", "white", "vip")


class Entry(NamedTuple):
    """One line of a caller list. A named tuple, because very many are made at once."""

    id: str
    kind: str
    "black | white | vip"
    form: str
    pattern: str
    "see core.lists.patterns"
    number_id: str | None = None
    "only for callers of this inbound number (DNIS); None = of any"
    line: str = ""
    "only for callers of inbound numbers of this line of business; empty = of any"
    expires_at: int | None = None
    "Unix milliseconds UTC: counts no more from then on; None = for ever"
    reason: str = ""
    flow_id: str | None = None
    "black: the flow that a listed caller gets; None = is hung up at once"
    level: str = ""
    "vip: shown to the agent"
    priority: int = 0
    "vip: added to the call's priority"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls what: the number in the form it came in, and as it is written in the country where that differs."""

    number: str
    "E.164 with + or as delivered; empty when withheld"
    national: str = ""
    "digits with trunk prefix; empty for callers from abroad"
    number_id: str = ""
    line: str = ""


_Rank = tuple[int, bool, int, str]
"""What makes an entry the most specific for a caller, the greatest first: least digits left open, then a known length,
then being for one DNIS, then for one line, and of equals the newest (ids grow with time)."""


def _rank(entry: Entry, length: int) -> _Rank:
    """length: of the number that fits the entry."""
    left = length - Pattern(entry.form, entry.pattern).fixed if entry.form in ("wildcard", "range") else -1
    scope = 2 if entry.number_id is not None else 1 if entry.line else 0
    return -left, "*" not in entry.pattern, scope, entry.id


class CallerLists:
    """All entries of a tenant that are switched on. Never changed after it is made."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        by_kind: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
        for entry in entries:
            by_kind[entry.kind].append(entry)
        self._indexes = {kind: _Index(listed) for kind, listed in by_kind.items() if listed}

    def __bool__(self) -> bool:
        return bool(self._indexes)

    def find(self, kind: str, caller: Caller, now: int) -> Entry | None:
        """The most specific entry of a list that counts for a caller now, or None."""
        index = self._indexes.get(kind)
        if index is None:
            return None
        best: tuple[_Rank, Entry] | None = None
        for entry, length in index.candidates(caller):
            if _counts(entry, caller, now):
                rank = _rank(entry, length)
                if best is None or rank > best[0]:
                    best = rank, entry
        return best[1] if best else None


def _counts(entry: Entry, caller: Caller, now: int) -> bool:
    return (
        (entry.expires_at is None or now < entry.expires_at)
        and (entry.number_id is None or entry.number_id == caller.number_id)
        and (not entry.line or entry.line == caller.line)
    )


class _Index:
    """The entries of one list by what can be looked up of a number."""

    def __init__(self, entries: list[Entry]) -> None:
        self._exact: dict[str, list[Entry]] = {}
        "by number; withheld under the empty one"
        self._heads: dict[str, list[Entry]] = {}
        self._tails: dict[str, list[Entry]] = {}
        ranges: dict[tuple[bool, int], list[Entry]] = {}
        for entry in entries:
            if entry.form == "wildcard":
                head, tail = _fixed_ends(entry.pattern)
                if len(head) >= len(tail):
                    self._heads.setdefault(head, []).append(entry)
                else:
                    self._tails.setdefault(tail, []).append(entry)
            elif entry.form == "range":
                low = entry.pattern.partition("-")[0]
                ranges.setdefault((low.startswith("+"), len(low)), []).append(entry)
            else:
                key = "" if entry.form == "anonymous" else entry.pattern.removeprefix("sip:")
                self._exact.setdefault(key, []).append(entry)
        self._head_lengths = sorted({len(head) for head in self._heads})
        self._tail_lengths = sorted({len(tail) for tail in self._tails})
        self._ranges = {key: _Ranges(found) for key, found in ranges.items()}

    def candidates(self, caller: Caller) -> Iterator[tuple[Entry, int]]:
        """Every entry whose pattern fits the caller's number, with the length of the form that it fits."""
        for entry in self._exact.get(caller.number, ()):
            yield entry, len(caller.number)
        for number in dict.fromkeys((caller.number, caller.national)):
            if number:
                for entry in self._fitting(number, exact=number != caller.number):
                    yield entry, len(number)

    def _fitting(self, number: str, *, exact: bool) -> Iterator[Entry]:
        if exact:
            yield from self._exact.get(number, ())
        for lengths, ends_of in ((self._head_lengths, self._heads), (self._tail_lengths, self._tails)):
            for length in lengths:
                if length > len(number):
                    break
                part = number[:length] if ends_of is self._heads else number[len(number) - length :]
                for entry in ends_of.get(part, ()):
                    if matches(entry.pattern, number):
                        yield entry
        ranges = self._ranges.get((number.startswith("+"), len(number)))
        if ranges is not None and number.isascii() and number.removeprefix("+").isdigit():
            yield from ranges.around(int(number))


def _fixed_ends(glob: str) -> tuple[str, str]:
    """What a wildcard fixes at the beginning and at the end."""
    first = min(place for place in (glob.find("*"), glob.find("?")) if place >= 0)
    last = max(glob.rfind("*"), glob.rfind("?"))
    return glob[:first], glob[last + 1 :]


class _Ranges:
    """Ranges of numbers with the same number of digits, by their first, under a tree of their highest last."""

    def __init__(self, listed: list[Entry]) -> None:
        found = sorted(((*ends(each.pattern), each) for each in listed), key=lambda item: item[:2])
        self._listed = [each for _, _, each in found]
        self._lows = [low for low, _, _ in found]
        size = 1
        while size < len(found):
            size *= 2
        self._size = size
        self._tops = [-1] * size + [high for _, high, _ in found] + [-1] * (size - len(found))
        for node in range(size - 1, 0, -1):
            self._tops[node] = max(self._tops[2 * node], self._tops[2 * node + 1])

    def around(self, value: int) -> Iterator[Entry]:
        """The ranges that hold a number: O(log n) for each."""
        end = bisect_right(self._lows, value)
        waiting = [(1, 0, self._size)]
        while waiting:
            node, start, length = waiting.pop()
            if start >= end or self._tops[node] < value:
                continue
            if length == 1:
                yield self._listed[start]
            else:
                half = length // 2
                waiting += [(2 * node, start, half), (2 * node + 1, start + half, half)]
