"""The table of results: what stands where, what may be typed, and how it looks to a reader."""

import weakref
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from criteria.edition import Edition
from criteria.loader import shipped
from exports.province.layout import Column, Holds, SideName, columns_of
from exports.province.results import FIRST_ROW, SIDE_ROW, TITLE_ROW, write_results
from exports.province.shapes import NOTHING, Part, SchoolRow
from scoring.answers import Verdict
from tests.exports.province.samples import HEADING, schools
from tests.office import Office

EDITIONS = ("thangdo.qd-4725", "thangdo.truong-hoc-so")
HEAD, FIRST = TITLE_ROW + 1, FIRST_ROW + 1


def sheet(*parts: Part, blank: bool = False, name: str = "Kết quả") -> Worksheet:
    target = BytesIO()
    write_results(target, HEADING, parts, blank=blank)
    page = load_workbook(target)[name]
    assert isinstance(page, Worksheet)
    return page


def place_of(edition: Edition, side: SideName, key: str) -> int:
    columns = columns_of(edition)
    return next(n for n, one in enumerate(columns, 1) if one.side is side and one.key == key)


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> Edition:
    return shipped(request.param)


def test_the_header_names_the_sides_the_codes_and_the_edition(edition: Edition) -> None:
    page = sheet(Part(edition, 2, schools(edition, 2)))
    titles = [cell.value for cell in page[HEAD]]
    assert titles[:4] == ["TT", "Mã trường", "Tên trường", "Cấp học"]
    assert titles[-4:] == ["Số QĐ công nhận", "Ngày QĐ", "Mức công nhận", "Ghi chú"]
    for side, first in ((SideName.SELF, 4), (SideName.EXTERNAL, 4 + (len(titles) - 8) // 2)):
        assert page.cell(SIDE_ROW + 1, first + 1).value == side.heading
        codes = titles[first : first + (len(titles) - 8) // 2]
        assert [one for one in codes if one in edition.items] == list(edition.items)
        assert f"{side.short} mức" in codes
        groups = [f"{side.short} nhóm {one.code}" for one in edition.groups if one.max]
        assert [one for one in codes if one in groups] == groups
    assert len(set(titles)) == len(titles) - len(edition.items) - len(edition.facts)
    block = [page.cell(line, 1).value for line in range(1, SIDE_ROW + 1)]
    assert f"Bộ chỉ số: {edition.ref} · SHA-256 {edition.ref.sha256}" in block


def test_what_is_known_stands_in_its_own_cell_as_text_number_or_day(edition: Edition) -> None:
    rows = list(schools(edition, 3))
    page = sheet(Part(edition, 3, iter(rows)))
    for line, row in enumerate(rows, FIRST):
        assert (page.cell(line, 2).value, page.cell(line, 2).data_type) == (row.code, "s")
        assert page.cell(line, 3).value == row.name
        for side, held in ((SideName.SELF, row.own), (SideName.EXTERNAL, row.external)):
            for code, award in held.awards.items():
                found = page.cell(line, place_of(edition, side, code)).value
                if isinstance(award, Verdict):
                    assert found == award.label
                else:
                    assert Decimal(str(found)) == award
            for code, total in held.groups.items():
                found = page.cell(line, place_of(edition, side, code)).value
                assert Decimal(str(found)) == total
        decided = page.cell(line, len(columns_of(edition)) - 2).value
        assert isinstance(decided, datetime)
        assert decided.date() == row.decided_on


def test_a_text_that_begins_like_a_formula_stays_text() -> None:
    edition = shipped(EDITIONS[0])
    page = sheet(Part(edition, 1, schools(edition, 1)))
    cell = page.cell(FIRST, place_of(edition, SideName.SELF, "lms_name"))
    assert (cell.value, cell.data_type) == ("=Phần mềm minh họa", "s")


def test_nothing_known_is_an_empty_cell() -> None:
    edition = shipped(EDITIONS[0])
    row = SchoolRow("01", "Trường minh họa", "Tiểu học", NOTHING, NOTHING, "", None, None, "")
    page = sheet(Part(edition, 1, [row]))
    assert [cell.value for cell in page[FIRST][4:]] == [None] * (len(columns_of(edition)) - 4)


def test_a_zero_is_written() -> None:
    edition = shipped(EDITIONS[0])
    own = replace_award(edition, "1.3.1", Decimal(0))
    page = sheet(Part(edition, 1, [own]))
    assert page.cell(FIRST, place_of(edition, SideName.SELF, "1.3.1")).value == 0


def replace_award(edition: Edition, item: str, award: Decimal) -> SchoolRow:
    row = next(schools(edition, 1))
    return row._replace(own=row.own._replace(awards={**row.own.awards, item: award}))


def test_every_cell_to_fill_says_what_it_takes_and_stops_what_it_does_not(
    edition: Edition,
) -> None:
    page = sheet(Part(edition, 5, schools(edition, 5)), blank=True)
    last = FIRST + 4
    for place, column in enumerate(columns_of(edition), 1):
        if column.item is None and column.fact is None:
            continue
        letter = get_column_letter(place)
        rules = [one for one in page.data_validations.dataValidation
                 if f"{letter}{FIRST}:{letter}{last}" in str(one.sqref)]  # fmt: skip
        assert len(rules) == 1, column.title
        rule = rules[0]
        assert rule.showErrorMessage
        assert rule.error
        _fits(column, rule.type, rule.formula1, rule.formula2)
        assert page.column_dimensions[_kept(page, letter)].protection.locked is False


def _kept(page: Worksheet, letter: str) -> str:
    """Keys of openpyxl: runs of like columns stand under their first letter."""
    number = column_index_from_string(letter)
    for name, one in page.column_dimensions.items():
        if (one.min or 0) <= number <= (one.max or 0):
            return str(name)
    raise AssertionError(letter)


def _fits(column: Column, kind: str, first: str | None, second: str | None) -> None:
    if column.item is not None and column.item.max is None:
        assert (kind, first) == ("list", '"Đạt,Không đạt"')
    elif column.item is not None and kind == "decimal":
        assert column.item.max is not None
        assert (first, Decimal(str(second))) == ("0", column.item.max.value)


def test_a_number_that_is_not_confirmed_is_marked_in_sight_and_in_its_comment() -> None:
    edition = shipped(EDITIONS[0])
    page = sheet(Part(edition, 1, schools(edition, 1)))
    sure = page.cell(HEAD, place_of(edition, SideName.SELF, "1.3.1"))
    single = page.cell(HEAD, place_of(edition, SideName.SELF, "1.3.2"))
    inferred = page.cell(HEAD, place_of(edition, SideName.EXTERNAL, "2.3.3"))
    assert not sure.font.italic
    assert single.font.italic
    assert inferred.font.italic
    level = page.cell(HEAD, next(n for n, one in enumerate(columns_of(edition), 1)
                                 if one.holds is Holds.LEVEL))  # fmt: skip
    assert level.font.italic is not (edition.unmet_cap.mark.confirmed)
    assert level.comment is not None
    assert "Mức 3: Mức đáp ứng tốt" in level.comment.text
    for cell, words in ((sure, "đã xác nhận"), (single, "một nguồn"), (inferred, "suy luận")):
        assert cell.comment is not None
        assert words in cell.comment.text
        assert edition.items[str(cell.value)].title.value in cell.comment.text


def test_the_guide_tells_every_item_with_its_maximum_and_mark(edition: Edition) -> None:
    page = sheet(Part(edition, 1, schools(edition, 1)), name="Hướng dẫn")
    told = {row[1]: row for row in page.iter_rows(values_only=True) if row[1] in edition.items}
    assert list(told) == list(edition.items)
    for code, item in edition.items.items():
        mark = item.max.mark if item.max else item.title.mark
        assert told[code][2] == item.title.value
        assert told[code][4] == mark.known.label


def test_each_of_several_editions_has_a_sheet() -> None:
    parts = [Part(one, 1, schools(one, 1)) for one in map(shipped, EDITIONS)]
    target = BytesIO()
    write_results(target, HEADING, parts, blank=True)
    names = load_workbook(target).sheetnames
    assert names == [f"Kết quả {one}" for one in EDITIONS] + ["Hướng dẫn"]


def test_facts_that_share_a_title_are_told_apart_by_their_level() -> None:
    edition = shipped(EDITIONS[0])
    titles = [one.title for one in columns_of(edition) if one.holds is Holds.FACT]
    assert "Số máy tính dùng được trong phòng máy (Tiểu học)" in titles
    assert len(set(titles)) * 2 == len(titles)


def test_libreoffice_opens_it_and_finds_the_same_values(soffice: Office, tmp_path: Path) -> None:
    edition = shipped(EDITIONS[0])
    rows = list(schools(edition, 20))
    path = tmp_path / "bang.xlsx"
    with path.open("wb") as target:
        write_results(target, HEADING, [Part(edition, 20, iter(rows))], blank=False)
    out = tmp_path / "out"
    out.mkdir()
    page = load_workbook(soffice.convert([path], "xlsx", out)[0])["Kết quả"]
    for line, row in enumerate(rows, FIRST):
        assert page.cell(line, 2).value == row.code
        award = page.cell(line, place_of(edition, SideName.EXTERNAL, "1.3.2")).value
        assert Decimal(str(award)) == row.external.awards["1.3.2"]


def test_a_row_that_was_written_is_let_go() -> None:
    """Memory does not grow with the schools: the earlier rows are gone as the next ones come."""
    edition = shipped(EDITIONS[0])
    alive: list[weakref.ref[dict[str, Decimal | Verdict]]] = []

    class Awards(dict[str, Decimal | Verdict]):
        """A dictionary that can be watched."""

    def rows() -> Iterator[SchoolRow]:
        for one in schools(edition, 50):
            watched = Awards(one.own.awards)
            alive.append(weakref.ref(watched))
            yield one._replace(own=one.own._replace(awards=watched))
            del one, watched
            assert sum(ref() is not None for ref in alive) < 5

    write_results(BytesIO(), HEADING, [Part(edition, 50, rows())], blank=False)
    assert len(alive) == 50
