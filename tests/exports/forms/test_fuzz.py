"""Whatever arrives, the reader answers: a form, or a refusal with sentences. Nothing else."""

import datetime as dt
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from exports.forms.errors import FormRefused
from exports.forms.filled import FilledForm, assemble
from exports.forms.layout import SheetName
from exports.forms.reader import read_form
from tests.exports.forms import archives, desk
from tests.exports.forms.samples import find_any

READ_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    *(f"xl/worksheets/sheet{number}.xml" for number in range(2, 9)),
)


@cache
def good_form() -> bytes:
    return desk.good_form()


@cache
def good_parts() -> dict[str, bytes]:
    return archives.parts(good_form())


def answered(content: bytes) -> FilledForm | None:
    """What the reader makes of it; every refusal must say something."""
    try:
        form = read_form(content, find_any)
    except FormRefused as refused:
        problems = refused.problems
    else:
        assemble(form)
        return form
    assert problems
    assert all(problem.message and problem.code for problem in problems)
    return None


MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=6)),
    min_size=1,
    max_size=4,
)


def mutated(content: bytes, mutations: list[tuple[float, bytes]]) -> bytes:
    for place, new in mutations:
        at = int(place * len(content))
        content = content[:at] + new + content[at + max(1, len(new)) :]
    return content


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    assert answered(content) is None


@settings(max_examples=300)
@given(MUTATIONS)
def test_a_form_with_bytes_changed(mutations: list[tuple[float, bytes]]) -> None:
    answered(mutated(good_form(), mutations))


@settings(max_examples=400)
@given(st.sampled_from(READ_PARTS), MUTATIONS)
def test_a_form_with_bytes_of_a_part_changed(
    name: str, mutations: list[tuple[float, bytes]]
) -> None:
    found = dict(good_parts())
    found[name] = mutated(found[name], mutations)
    answered(archives.packed(found))


CELL_XML = st.sampled_from(
    [
        b'<c r="D8" t="s"><v>-1</v></c>',
        b'<c r="D8" t="n"><v>1e999</v></c>',
        b'<c r="D8" t="n"><v>NaN</v></c>',
        b'<c r="D8" t="n"><v>0x1</v></c>',
        b'<c r="D8" t="n"><v>1_0</v></c>',
        b'<c r="D8" t="n"><v></v></c>',
        b'<c r="D8" t="n"><v>\xd9\xa3</v></c>',
        b'<c r="D8" t="b"><v>maybe</v></c>',
        b'<c r="D8" t="zzz"><v>6</v></c>',
        b'<c r="D8" t="d"><v>2026-13-40</v></c>',
        b'<c r="D8" t="inlineStr"><is><t>_xD800_</t></is></c>',
        b'<c r="D8" t="inlineStr"><is><r><t>5</t></r><rPh><t>9</t></rPh></is></c>',
        b'<c r="D0"><v>5</v></c>',
        b'<c r="ZZZ9999999"><v>5</v></c>',
        b'<c r="D8" s="99999999999999999999"><v>5</v></c>',
        b'<c r="D8" s="-1"><v>5</v></c>',
        b'<c r="D8" t="e"><v/></c>',
        b'<c r="D8"><f t="shared" si="0"/><v>6</v></c>',
        b"<c><c><v>1</v></c></c>",
        b'<row r="99999999999"><c><v>1</v></c></row>',
        b'<row r="-5"><c><v>1</v></c></row>',
    ]
)


@given(st.lists(CELL_XML, min_size=1, max_size=3))
def test_a_form_with_odd_cells(cells: list[bytes]) -> None:
    found = dict(good_parts())
    part = found[archives.ASSESSMENT_PART]
    found[archives.ASSESSMENT_PART] = part.replace(
        b"</sheetData>", b"".join(cells) + b"</sheetData>"
    )
    answered(archives.packed(found))


TYPED = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
    st.sampled_from(
        [
            "=1+1",
            "=A1",
            "#REF!",
            "1,5",
            "75%",
            "Đạt",
            "x",
            "-1",
            "\uff11\uff12",
            "\u0663",
            "½",
            "1e5",
        ]
    ),
)
CELLS = st.sampled_from(
    [
        (SheetName.ASSESSMENT, desk.award_cell("1.1")),
        (SheetName.ASSESSMENT, desk.award_cell("1.3.1")),
        (SheetName.ASSESSMENT, desk.award_cell("1.4")),
        (SheetName.ASSESSMENT, desk.award_cell("1.4").replace("D", "A")),
        (SheetName.ASSESSMENT, desk.award_cell("1.4").replace("D", "H")),
        (SheetName.FACTS, desk.fact_cell("teachers_total")),
        (SheetName.FACTS, desk.fact_cell("lms_in_use")),
        (SheetName.FACTS, desk.fact_cell("lms_origin")),
        (SheetName.FACTS, desk.fact_cell("lms_name")),
        (SheetName.INFO, desk.info_cell("name")),
        (SheetName.INFO, desk.info_cell("day")),
        *((SheetName.EVIDENCE, desk.evidence_cell(key, 1)) for key in ("code", "links", "status")),
        (SheetName.EVIDENCE, desk.evidence_cell("day", 1)),
        (SheetName.REPORT, "B6"),
        *((SheetName.IDENTITY, f"B{row}") for row in range(1, 7)),
    ]
)


@given(st.dictionaries(CELLS, TYPED, min_size=1, max_size=4))
def test_a_form_with_anything_typed(places: dict[tuple[SheetName, str], object]) -> None:
    answered(desk.changed(places))
