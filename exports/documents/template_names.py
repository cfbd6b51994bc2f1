"""The names that a Word template may use, what each stands for, and their values for a content.

A shape is TEXT, LINES (text with our own line breaks), BLOCKS (whole paragraphs and tables),
FLAG (only for conditions), a tuple with one shape (a list of it) or a dict (a record).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from exports.documents import layout
from exports.documents.content import Heading, Paragraph, Table
from exports.documents.seal import seal_xml
from exports.documents.word_blocks import addressees_xml, body_xml, lines_xml, rule_xml

if TYPE_CHECKING:
    from exports.documents.content import Block, Content

TEXT = "text"
LINES = "lines"
BLOCKS = "blocks"
FLAG = "flag"

Shape: TypeAlias = "str | tuple[Shape] | dict[str, Shape]"

_ROW: dict[str, Shape] = {
    "cac_o": (TEXT,),
    "la_nhom": FLAG,
    "la_tieu_chi": FLAG,
    "la_thanh_phan": FLAG,
    "la_cong": FLAG,
}
_BLOCK: dict[str, Shape] = {
    "chu": TEXT,
    "la_muc_1": FLAG,
    "la_muc_2": FLAG,
    "la_muc_3": FLAG,
    "la_doan": FLAG,
    "la_bang": FLAG,
    "cac_cot": (TEXT,),
    "cac_dong": (_ROW,),
}
NAMES: dict[str, Shape] = {
    "quoc_hieu": TEXT,
    "tieu_ngu": TEXT,
    "co_quan_chu_quan": TEXT,
    "co_quan_ban_hanh": TEXT,
    "so_ky_hieu": TEXT,
    "dia_danh_ngay": TEXT,
    "ten_loai": TEXT,
    "trich_yeu": TEXT,
    "kem_theo": TEXT,
    "cac_kinh_gui": (TEXT,),
    "cac_chuc_vu": (TEXT,),
    "nguoi_ky": TEXT,
    "nhan_noi_nhan": TEXT,
    "cac_noi_nhan": (TEXT,),
    "ban_nhap": TEXT,
    "tieu_de": TEXT,
    "bo_chi_so": TEXT,
    "than_bai": BLOCKS,
    "khoi_kinh_gui": BLOCKS,
    "vach_co_quan": BLOCKS,
    "vach_tieu_ngu": BLOCKS,
    "vach_trich_yeu": BLOCKS,
    "chu_quan_ngat_dong": LINES,
    "ban_hanh_ngat_dong": LINES,
    "trich_yeu_ngat_dong": LINES,
    "dau_ban_chot": BLOCKS,
    "cac_khoi": (_BLOCK,),
}
# Without these a report would come out without its content, its number or its signer; a template
# that lacks one is refused. Each line: any of these names will do.
REQUIRED = (
    ("than_bai", "cac_khoi"),
    ("co_quan_ban_hanh", "ban_hanh_ngat_dong"),
    ("so_ky_hieu",),
    ("dia_danh_ngay",),
    ("trich_yeu", "trich_yeu_ngat_dong"),
    ("kem_theo",),
    ("cac_chuc_vu",),
    ("nguoi_ky",),
    ("cac_noi_nhan",),
    ("ban_nhap",),
)


def values(content: Content) -> dict[str, Any]:
    """All names of NAMES with what they stand for; texts are not yet escaped."""
    header = content.header
    lines = layout.header_layout(header)
    return {
        "quoc_hieu": header.nation,
        "tieu_ngu": header.motto,
        "co_quan_chu_quan": header.superior,
        "co_quan_ban_hanh": header.issuer,
        "so_ky_hieu": header.number,
        "dia_danh_ngay": header.place_date,
        "ten_loai": header.kind,
        "trich_yeu": header.subject,
        "kem_theo": header.enclosed_with,
        "cac_kinh_gui": header.addressees,
        "cac_chuc_vu": content.signature.authority,
        "nguoi_ky": content.signature.name,
        "nhan_noi_nhan": content.recipients_title,
        "cac_noi_nhan": content.recipients,
        "ban_nhap": content.draft,
        "tieu_de": content.metadata.title,
        "bo_chi_so": content.metadata.edition,
        "than_bai": body_xml(content),
        "khoi_kinh_gui": addressees_xml(header.addressees),
        "vach_co_quan": rule_xml(lines.issuer_rule, layout.ISSUER_COLUMN),
        "vach_tieu_ngu": rule_xml(lines.motto_rule, layout.NATION_COLUMN),
        "vach_trich_yeu": rule_xml(lines.subject_rule, layout.TEXT_WIDTH),
        "chu_quan_ngat_dong": lines_xml(lines.superior),
        "ban_hanh_ngat_dong": lines_xml(lines.issuer),
        "trich_yeu_ngat_dong": lines_xml(lines.subject),
        "dau_ban_chot": seal_xml(content.seal),
        "cac_khoi": tuple(map(_block, content.body)),
    }


def _block(block: Block) -> dict[str, Any]:
    level = block.level if isinstance(block, Heading) else 0
    table = block if isinstance(block, Table) else None
    return {
        "chu": "" if isinstance(block, Table) else block.text,
        "la_muc_1": level == 1,
        "la_muc_2": level == 2,  # noqa: PLR2004 (the level is the name)
        "la_muc_3": level == 3,  # noqa: PLR2004 (the level is the name)
        "la_doan": isinstance(block, Paragraph),
        "la_bang": table is not None,
        "cac_cot": tuple(column.title for column in table.columns) if table else (),
        "cac_dong": tuple(
            {
                "cac_o": row.cells,
                "la_nhom": row.kind == "group",
                "la_tieu_chi": row.kind == "criterion",
                "la_thanh_phan": row.kind == "item",
                "la_cong": row.kind == "total",
            }
            for row in (table.rows if table else ())
        ),
    }
