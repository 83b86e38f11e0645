"""CSV files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi.responses import StreamingResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(values: Iterable[object]) -> str:
    """One line. A text that a spreadsheet would run as a formula gets a ' before it (CWE-1236)."""
    out = io.StringIO()
    csv.writer(out).writerow([_cell(value) for value in values])
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    return text[0] in "+-" and text[1:].isdigit()


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
