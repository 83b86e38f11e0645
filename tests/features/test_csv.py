"""CSV as spreadsheets read it: numbers of telephones stay what they are, and nothing from outside is run."""

from __future__ import annotations

import csv
import io

import pytest

from trunkline.features.kit.csv import line, local_time

pytestmark = pytest.mark.features


def cell(value: object) -> str:
    """What a program finds in the one cell of a line."""
    ((found,),) = csv.reader(io.StringIO(line([value])))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "+8613800000001",  # else shown as 8.6138E+12
        "8613800000001",
        "01088888888",  # else without its 0
        "1,2",  # keys pressed
        "1-2",  # else 2 January
        "3/4",
        "+5",
        "12E5",
        "-0012",
    ],
)
def test_what_only_looks_like_a_number_stays_text(text: str) -> None:
    assert cell(text) == "\t" + text


@pytest.mark.parametrize(
    "value", ["12.5", "-3", "0", "0.0", "4000", "13800000001", "192.0.2.1", "张三", "", local_time(0, "Asia/Shanghai")]
)
def test_numbers_times_and_words_are_as_they_are(value: str) -> None:
    assert cell(value) == value


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://example.com")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1+1",
        "－1+1",
        "＠SUM(1)",
        "  =1+1",
    ],
)
def test_a_formula_from_outside_is_not_run(text: str) -> None:
    assert cell(text) == "'" + text


def test_a_cell_cannot_end_itself_where_columns_are_parted_by_semicolons() -> None:
    assert line(["a;=1+1", 'b";=1+1']) == '"a;=1+1","b"";=1+1"\r\n'


def test_nothing_and_other_values() -> None:
    assert line([None, 5, 0.5]) == '"","5","0.5"\r\n'
