"""Tables that people send: CSV as spreadsheets of any country write it, and XLSX. Cells are text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

MOST_ROWS = 100_000
MOST_COLUMNS = 50
_MOST_CELL = 1000
_MOST_XML = 200_000_000
"""Bytes that a part of an XLSX file may unpack to: a small file can hold a great deal of nothing."""
_ENCODINGS = ("utf-8-sig", "gb18030", "big5", "latin-1")
_DELIMITERS = ",;\t"


class BadTable(ValueError):
    """The file cannot be read as a table. ``code`` is stable."""

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read(content: bytes) -> list[list[str]]:
    """The rows of a file with its blank ones at the end left out; every row has as many cells as the widest. A leading
    tab or ' that a spreadsheet put before a number is taken off. Raises BadTable."""
    rows = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    found: list[list[str]] = []
    for row in rows:
        if len(found) > MOST_ROWS:
            raise BadTable("table.too_many_rows", most=MOST_ROWS)
        if len(row) > MOST_COLUMNS:
            raise BadTable("table.too_many_columns", most=MOST_COLUMNS)
        found.append([_clean(cell) for cell in row])
    while found and not any(found[-1]):
        found.pop()
    if not found:
        raise BadTable("table.empty")
    width = max(map(len, found))
    return [row + [""] * (width - len(row)) for row in found]


def _clean(cell: str) -> str:
    text = cell.strip()[:_MOST_CELL]
    return text[1:] if text.startswith("'") else text


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decode(content)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise BadTable("table.unreadable") from None


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadTable("table.unreadable")


def _xlsx(content: bytes) -> Iterator[list[str]]:
    """The first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            shared = _shared_texts(book)
            yield from _sheet(_part(book, _first_sheet(book)), shared)
    except (
        zipfile.BadZipFile,
        KeyError,
        ET.ParseError,
        NotImplementedError,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        if isinstance(error, BadTable):
            raise
        raise BadTable("table.unreadable") from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]  # zlib, by which zipfile unpacks
        raise BadTable("table.unreadable") from None


def _part(book: zipfile.ZipFile, name: str) -> io.BytesIO:
    with book.open(name) as part:
        unpacked = part.read(_MOST_XML + 1)
    if len(unpacked) > _MOST_XML:
        raise BadTable("table.too_many_rows", most=MOST_ROWS)
    return io.BytesIO(unpacked)


def _first_sheet(book: zipfile.ZipFile) -> str:
    """Its place in the file, by the workbook's list and the relations that it names."""
    workbook, relations = _tree(book, "xl/workbook.xml"), _tree(book, "xl/_rels/workbook.xml.rels")
    sheet = next(element for element in workbook.iter() if _name(element) == "sheet")
    wanted = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
    target = next(each.attrib["Target"] for each in relations if each.attrib["Id"] == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tree(book: zipfile.ZipFile, name: str) -> ET.Element:
    # Expat itself bounds how much entities may grow to (since 2.4), and fetches nothing from outside.
    return ET.parse(_part(book, name)).getroot()  # noqa: S314 - see above


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text(item) for item in _tree(book, "xl/sharedStrings.xml") if _name(item) == "si"]


def _text(item: ET.Element) -> str:
    """Of a cell or shared text, in runs or not; without readings (rPh)."""
    parts = []
    for child in item:
        if _name(child) == "t":
            parts.append(child.text or "")
        elif _name(child) == "r":
            parts += [run.text or "" for run in child if _name(run) == "t"]
    return "".join(parts)


def _sheet(part: io.BytesIO, shared: list[str]) -> Iterator[list[str]]:
    for _, element in ET.iterparse(part):  # noqa: S314 - see _tree
        if _name(element) != "row":
            continue
        cells: list[str] = []
        for cell in element:
            if _name(cell) != "c":
                continue
            column = _column(cell.attrib.get("r", ""), len(cells))
            if column >= MOST_COLUMNS:
                raise BadTable("table.too_many_columns", most=MOST_COLUMNS)
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, shared))
        yield cells
        element.clear()


def _column(reference: str, fallback: int) -> int:
    """C7 -> 2."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return fallback
    place = 0
    for letter in letters.group():
        place = place * 26 + ord(letter) - 64
    return max(place - 1, fallback)


def _value(cell: ET.Element, shared: list[str]) -> str:
    kind = cell.attrib.get("t", "n")
    if kind == "inlineStr":
        return "".join(_text(each) for each in cell if _name(each) == "is")
    text = next((each.text or "" for each in cell if _name(each) == "v"), "")
    if kind == "s":
        return shared[int(text)] if text and int(text) < len(shared) else ""
    if kind == "b":
        return "1" if text == "1" else "0"
    return _number(text) if kind == "n" else text


def _number(text: str) -> str:
    """1.3900001111E10 -> 13900001111: a telephone number that a spreadsheet took for a quantity."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else text
