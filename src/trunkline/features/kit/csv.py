"""CSV files for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi.responses import StreamingResponse

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")  # Excel takes the wide ones too
"""How a text begins that a spreadsheet runs."""
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,10})(\.[0-9]+)?")
"""Shown by a spreadsheet as it is written; what is longer becomes 8.6E+12."""
_LIKE_A_NUMBER = re.compile(r"[+-]?[0-9]+(([,/-][0-9]+)*|(\.[0-9]+)?([eE][+-]?[0-9]+)?)")
"""What a spreadsheet makes a number or a date of: of a telephone's number, of keys pressed."""


def line(values: Iterable[object]) -> str:
    """One line. Before a text that a spreadsheet would run as a formula stands a ' (CWE-1236), before one that it would
    take for another number than is written a tab, which it does not show. All cells are quoted: some part columns by
    semicolons."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([_cell(value) for value in values])
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    if _LIKE_A_NUMBER.fullmatch(value):
        return "\t" + value
    return "'" + value if _FORMULA.match(value) else value


def local_time(at: int | None, timezone: str) -> str:
    """Unix milliseconds as the tenant's local date and time."""
    if at is None:
        return ""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M:%S")


def response(name: str, header: Sequence[str], lines: AsyncIterator[str]) -> StreamingResponse:
    """A download that is made while it is sent. Begins with a BOM, without which Excel reads Chinese as Latin."""

    async def body() -> AsyncIterator[str]:
        yield "\ufeff" + line(header)
        async for part in lines:
            yield part

    return StreamingResponse(
        body(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )
