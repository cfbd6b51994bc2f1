"""A Sở's own template: what it may say, and what it says wrongly."""

import re
import time

import pytest

from exports.documents.decree import violations
from exports.documents.docx import inspect_template, render_docx
from exports.documents.errors import TemplateRefused
from exports.documents.template import DEFAULT, MAX_TAGS
from exports.documents.template_names import NAMES
from exports.documents.word_blocks import STYLES
from tests.exports.documents.files import changed, packed, parts_of, words_of
from tests.exports.documents.samples import report
from tests.exports.documents.templates import (
    DOCUMENT,
    OURS,
    only_finding,
    said,
    with_paragraph,
    with_xml,
)


def one_cell(xml: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/>{xml}</w:tc></w:tr></w:tbl>"


def test_our_own_template_has_no_finding_and_prints_as_a_template() -> None:
    assert inspect_template(OURS) == ()
    assert render_docx(report(), OURS) == render_docx(report())


def test_prints_values_lists_and_conditions() -> None:
    template = with_xml(
        said("{# ghi chú #}Số của văn bản: {{ so_ky_hieu }}.")
        + said("{%p for noi in cac_noi_nhan %}")
        + said("Gửi {{ noi }}")
        + said("{%p endfor %}")
        + said("{% if ban_nhap %}Là nháp{% else %}Là bản chính{% endif %}")
        + said("{% if not ban_nhap %}Không nháp{% endif %}")
    )
    words = words_of(render_docx(report(), template))
    assert "Số của văn bản: Số: 05/BC-THMH." in words
    assert "Gửi - Như trên; Gửi - Lãnh đạo trường; Gửi - Lưu: VT, CĐS." in words
    assert "Là bản chính Không nháp" in words
    assert "ghi chú" not in words
    assert "Là nháp" in words_of(render_docx(report(draft="BẢN NHÁP"), template))


def test_prints_a_table_of_the_template_row_by_row() -> None:
    cell = "<w:tc><w:tcPr/>{}</w:tc>"
    table = (
        "<w:tbl><w:tblPr/><w:tblGrid/>"
        + "".join(
            f"<w:tr>{cell.format(said(text))}</w:tr>"
            for text in (
                "{%tr for dong in khoi.cac_dong %}",
                "{% for o in dong.cac_o %}[{{ o }}]{% endfor %}{% if dong.la_cong %}*{% endif %}",
                "{%tr endfor %}",
            )
        )
        + "</w:tbl>"
    )
    template = with_xml(
        said("{%p for khoi in cac_khoi %}")
        + said("{%p if khoi.la_bang %}")
        + table
        + said("{%p endif %}")
        + said("{%p endfor %}")
    )
    assert inspect_template(template) == ()
    words = words_of(render_docx(report(), template))
    assert "[1.1.1][Phụ huynh học sinh tham gia hoạt động][6][5,5]" in words
    assert "[Cộng nhóm 1][100][75,5/100]*" in words


def test_finds_a_tag_that_word_cut_into_runs() -> None:
    cut = ("A{", "{ so_ky", "_hieu }", "}B")
    pieces = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in cut)
    template = with_xml(f"<w:p>{pieces}</w:p>")
    assert "ASố: 05/BC-THMHB" in words_of(render_docx(report(), template))


def test_adds_the_styles_that_a_template_lacks() -> None:
    parts = parts_of(OURS)
    styles = re.sub(
        r'<w:style [^>]*w:styleId="TD.*?</w:style>', "", parts["word/styles.xml"].decode()
    )
    assert "TDThanBai" not in styles
    made = render_docx(report(), packed(parts | {"word/styles.xml": styles.encode()}))
    assert 'w:styleId="TDThanBai"' in parts_of(made)["word/styles.xml"].decode()


def test_a_value_is_never_read_as_a_tag_or_as_markup() -> None:
    evil = "{{ so_ky_hieu }} {% for x in cac_khoi %} </w:t><w:br/> & <b> {_{ \ue0000\ue001"
    made = render_docx(report(name=evil))
    assert "{{ so_ky_hieu }} {% for x in cac_khoi %} </w:t><w:br/> & <b> {_{ □0□" in words_of(made)
    assert violations(made) == ()


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("{{ so_ky_hieuu }}", "không có giá trị nào tên «so_ky_hieuu». Có phải là «so_ky_hieu»?"),
        ("{{ abc }}", "không có giá trị nào tên «abc»"),
        ("{{ nguoi_ky.ten }}", "không có giá trị nào tên «nguoi_ky.ten»"),
        ("{% for x in nguoi_ky %}{% endfor %}", "«nguoi_ky» không phải là danh sách"),
        ("{{ cac_noi_nhan }}", "dùng sai cách"),
        ("{{ than_bai }}", "dùng sai cách"),
        ("{{p nguoi_ky }}", "dùng sai cách"),
        ("{% if ban_nhap %}", "chưa được đóng"),
        ("{% endif %}", "không khớp"),
        ("{% else %}", "không khớp"),
        ("{% for x in cac_noi_nhan %}{% endif %}{% endfor %}", "không khớp"),
        ("{{ nguoi_ky", "lẻ"),
        ("nguoi_ky }}", "lẻ"),
        ("{{ " + "a" * 300 + " }}", "lẻ"),
        ("{%tr if ban_nhap %}{%tr endif %}", "phải đứng trong một bảng"),
        ("chữ {%p if ban_nhap %}{%p endif %}", "phải đứng một mình"),
        ("{% for nguoi_ky in cac_noi_nhan %}{% endfor %}", "hãy đặt khác"),
    ],
)
def test_names_what_is_wrong_with_a_tag(tag: str, words: str) -> None:
    assert any(words in finding for finding in inspect_template(with_paragraph(tag)))
    with pytest.raises(TemplateRefused, match="Không dùng được mẫu"):
        render_docx(report(), with_paragraph(tag))


@pytest.mark.parametrize(
    "tag",
    [
        "{{ nguoi_ky.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ nguoi_ky['x'] }}",
        "{{ nguoi_ky()}}",
        "{{ nguoi_ky|upper }}",
        "{{ 'a' * 10**9 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999s' | format(1) }}",
        "{{ 'x'|center(10**9) }}",
        "{% for x in range(10**9) %}{% endfor %}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% raw %}{% endraw %}",
        "{{ lipsum }}",
        "{{ nguoi_ky if 1 else 2 }}",
        "{% if 1 == 1 %}{% endif %}",
        "{{p than_bai + than_bai }}",
        "{% for x in cac_noi_nhan recursive %}{% endfor %}",
    ],
)
def test_nothing_but_names_lists_and_conditions_is_understood(tag: str) -> None:
    assert inspect_template(with_paragraph(tag)) != ()


def test_a_list_inside_a_list_must_belong_to_it() -> None:
    tags = "{% for a in cac_khoi %}{% for b in cac_khoi %}x{% endfor %}{% endfor %}"
    assert "phải thuộc «a»" in only_finding(with_paragraph(tags))


def test_tags_are_counted_and_nesting_is_bounded() -> None:
    many = "{% if ban_nhap %}{% endif %}" * (MAX_TAGS // 2)
    assert any("thẻ." in finding for finding in inspect_template(with_paragraph(many)))
    deep = "{% if ban_nhap %}" * 30 + "{% endif %}" * 30
    assert any("lồng quá" in finding for finding in inspect_template(with_paragraph(deep)))


def test_the_heaviest_template_that_is_accepted_prints_in_seconds() -> None:
    loop = (
        "{% for k in cac_khoi %}{% for d in k.cac_dong %}{% for o in d.cac_o %}{{ o }}"
        "{% endfor %}{% endfor %}{% endfor %}"
    )
    template = with_xml("".join(said(loop) for _ in range(50)))
    assert inspect_template(template) == ()
    started = time.perf_counter()
    render_docx(report(criteria=12), template)
    assert time.perf_counter() - started < 5


def test_a_loop_over_half_a_paragraph_is_found_before_it_breaks_the_file() -> None:
    halves = said("{% for x in cac_noi_nhan %}{{ x }}") + said("y{% endfor %}z") + said("")
    assert inspect_template(with_xml(halves)) == ()  # turned around it is whole again
    torn = said("{% for x in cac_noi_nhan %}") + one_cell(said("{% endfor %}"))
    assert "hai đoạn khác nhau" in only_finding(with_xml(torn))


def test_a_cell_that_would_lose_its_last_paragraph_is_found() -> None:
    lines = said("{%p if ban_nhap %}") + said("nháp") + said("{%p endif %}")
    assert "không còn đoạn nào" in only_finding(with_xml(one_cell(lines)))


@pytest.mark.parametrize("tag", ["{{p than_bai }}", "{{ so_ky_hieu }}", "{{ nguoi_ky }}"])
def test_a_template_that_would_drop_content_is_refused(tag: str) -> None:
    template = changed(OURS, DOCUMENT, tag, "")
    assert "thiếu thẻ" in only_finding(template)


def test_many_stray_braces_take_no_quadratic_time() -> None:
    started = time.perf_counter()
    assert inspect_template(with_paragraph("{{ " * 400_000)) != ()
    assert inspect_template(with_xml(said("{") * 20_000)) == ()
    assert time.perf_counter() - started < 10


def test_attributes_of_a_template_hold_no_tags() -> None:
    template = with_xml('<w:p><w:pPr><w:pStyle w:val="{{ nguoi_ky.__class__ }}"/></w:pPr></w:p>')
    made = render_docx(report(), template)
    assert '"{{ nguoi_ky.__class__ }}"' in parts_of(made)[DOCUMENT].decode()


def test_the_guide_names_every_value_and_no_other() -> None:
    guide = (DEFAULT.parent / "README.md").read_text(encoding="utf-8")
    values = guide.split("## Các giá trị")[1].split("Mẫu phải có")[0]
    named = set(re.findall(r"`([a-z][a-z0-9_]+)`", values))
    inner = {name for name in named if name.startswith(("la_", "cac_cot", "cac_dong", "cac_o"))}
    assert named - inner - {"chu"} == set(NAMES)


def test_the_guide_names_every_style_of_the_text() -> None:
    guide = (DEFAULT.parent / "README.md").read_text(encoding="utf-8")
    styles = parts_of(OURS)["word/styles.xml"].decode()
    for identity in STYLES:
        name = re.search(rf'w:styleId="{identity}"><w:name w:val="([^"]+)"', styles)
        assert name
        assert f"«{name[1]}»" in guide
