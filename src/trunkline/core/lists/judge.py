"""What the lists say about a caller: refused or not, by which entry, and how much preferred."""

from __future__ import annotations

from trunkline.core.lists.index import Caller, CallerLists, Entry
from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a caller."""

    refused: str = ""
    "'' | blacklist | white_list_only"
    by: Entry | None = None
    "the blacklist's entry that refuses"
    admitted_by: Entry | None = None
    "the white list's entry without which the caller would have been refused"
    vip: Entry | None = None


def judge(lists: CallerLists, caller: Caller, now: int, *, white_list_only: bool) -> Verdict:
    """The white list beats the blacklist, however specific either is; a number for white-listed callers only refuses
    all others. Being a VIP protects from neither."""
    white = lists.find("white", caller, now)
    black = lists.find("black", caller, now)
    if white is None and (black is not None or white_list_only):
        return Verdict("blacklist" if black else "white_list_only", by=black)
    admitted_by = white if black is not None or white_list_only else None
    return Verdict(admitted_by=admitted_by, vip=lists.find("vip", caller, now))
