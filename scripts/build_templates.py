"""Write exports/templates/van-ban.docx, the template that documents are printed with.

    python scripts/build_templates.py

A Sở that wants its own letterhead starts from this file in Word. Sizes and lengths come from
exports/documents/layout.py, so that the .docx agrees with the PDF; the paragraph styles carry
Vietnamese names, so that whoever edits the template finds them in Word's list.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from exports.documents import layout  # noqa: E402 (run by path)
from exports.documents.word_blocks import twips  # noqa: E402 (run by path)

TARGET = ROOT / "exports" / "templates" / "van-ban.docx"
# Any fixed day: the file must not change when nothing in it did.
WRITTEN = (2025, 1, 1, 0, 0, 0)

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."

LINE = round(240 * layout.LINE_SPACING)
BOLD = "<w:b/><w:bCs/>"
ITALIC = "<w:i/><w:iCs/>"
CENTER = '<w:jc w:val="center"/>'


@dataclass(frozen=True)
class Style:
    """One paragraph style; paragraph and run are its properties as XML, in the schema's order."""

    identity: str
    name: str
    size: float
    paragraph: str
    run: str = ""
    base: str = "Normal"

    def xml(self) -> str:
        """Print the style."""
        size = round(self.size * 2)
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.identity}">'
            f'<w:name w:val="{self.name}"/><w:basedOn w:val="{self.base}"/><w:qFormat/>'
            f"<w:pPr>{self.paragraph}</w:pPr>"
            f'<w:rPr>{self.run}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )


def spacing(before: int, after: int = 0, line: int = 240, rule: str = "auto") -> str:
    """Distances of a paragraph, in twips; line in 240ths of a line, or twips if exact."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


HEAD, BODY = layout.SIZE_HEADER, layout.SIZE_TEXT
GAP = layout.PARAGRAPH_GAP * 20
FIRST = f'<w:ind w:firstLine="{twips(layout.FIRST_LINE)}"/>'
# A table that follows has no distance of its own.
HEADING = f"<w:keepNext/>{spacing(GAP, 60, line=LINE)}{FIRST}"
LETTERHEAD = f"{spacing(0)}{CENTER}"
SMALL = 1

STYLES = (
    Style(
        "TDThanBai", "TD Thân bài", BODY, f'{spacing(GAP, line=LINE)}{FIRST}<w:jc w:val="both"/>'
    ),
    Style("TDDeMuc1", "TD Đề mục I", BODY, f'{HEADING}<w:outlineLvl w:val="0"/>', BOLD),
    Style("TDDeMuc2", "TD Đề mục 1", BODY, f'{HEADING}<w:outlineLvl w:val="1"/>', BOLD),
    Style("TDDeMuc3", "TD Đề mục a)", BODY, f'{HEADING}<w:outlineLvl w:val="2"/>'),
    Style("TDBang", "TD Bảng", layout.SIZE_TABLE, spacing(40, 40)),
    Style(
        "TDBangTieuDe",
        "TD Bảng, tiêu đề",
        layout.SIZE_TABLE,
        f"<w:keepNext/>{spacing(40, 40)}{CENTER}",
        BOLD,
    ),
    Style("TDSauBang", "TD Sau bảng", SMALL, spacing(0, line=120, rule="exact")),
    Style("TDVach", "TD Vạch kẻ", SMALL, spacing(60, line=80, rule="exact")),
    Style("TDQuocHieu", "TD Quốc hiệu", HEAD, LETTERHEAD, BOLD),
    Style("TDTieuNgu", "TD Tiêu ngữ", BODY, LETTERHEAD, BOLD),
    Style("TDCoQuanChuQuan", "TD Cơ quan chủ quản", HEAD, LETTERHEAD),
    Style("TDCoQuanBanHanh", "TD Cơ quan ban hành", HEAD, LETTERHEAD, BOLD),
    Style("TDSoKyHieu", "TD Số, ký hiệu", HEAD, LETTERHEAD),
    Style("TDDiaDanh", "TD Địa danh, ngày", BODY, LETTERHEAD, ITALIC),
    Style("TDTenLoai", "TD Tên loại", BODY, f"<w:keepNext/>{spacing(320)}{CENTER}", BOLD),
    Style("TDTrichYeu", "TD Trích yếu", BODY, f"<w:keepNext/>{LETTERHEAD}", BOLD),
    Style("TDKemTheo", "TD Kèm theo", BODY, LETTERHEAD, ITALIC),
    Style("TDKinhGui", "TD Kính gửi", BODY, spacing(GAP, line=LINE)),
    Style("TDBanNhap", "TD Bản nháp", BODY, f"{spacing(GAP)}{CENTER}", BOLD),
    Style("TDNoiNhan", "TD Nơi nhận", layout.SIZE_RECIPIENTS_TITLE, spacing(0), f"{BOLD}{ITALIC}"),
    Style("TDNoiNhanMuc", "TD Nơi nhận, mục", layout.SIZE_RECIPIENTS, spacing(0)),
    Style("TDChucVu", "TD Chức vụ người ký", BODY, f"<w:keepNext/>{LETTERHEAD}", BOLD),
    Style("TDNguoiKy", "TD Người ký", BODY, f"{spacing(twips(28))}{CENTER}", BOLD),
    Style("TDSoTrang", "TD Số trang", BODY, LETTERHEAD),
    Style(
        "TDTruocKy",
        "TD Trước chữ ký",
        SMALL,
        f"<w:keepNext/>{spacing(0, line=240, rule='exact')}",
    ),
    Style("TDCuoi", "TD Cuối", SMALL, spacing(0, line=20, rule="exact")),
)


def styles() -> str:
    """The part word/styles.xml."""
    font = "".join(f' w:{kind}="Times New Roman"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f"{DECLARATION}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{font}/>"
        f'<w:color w:val="000000"/><w:sz w:val="{BODY * 2}"/><w:szCs w:val="{BODY * 2}"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"</w:style>{''.join(style.xml() for style in STYLES)}</w:styles>"
    )


def paragraph(identity: str, text: str) -> str:
    """One paragraph of the template."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{identity}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def cell(width: int, content: str) -> str:
    """One cell of a frame."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def frame(widths: tuple[int, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table without rules, whose rows stay whole."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(map(cell, widths, row))}</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    )


def tag(text: str) -> str:
    """A tag that stands for its whole paragraph."""
    return paragraph("Normal", text)


def document() -> str:
    """The part word/document.xml."""
    return (
        f"{DECLARATION}<w:document {NAMESPACES}><w:body>{letterhead()}{opening()}"
        f"{tag('{{p than_bai }}')}{paragraph('TDTruocKy', '')}{closing()}"
        f"{paragraph('TDCuoi', '')}{section()}</w:body></w:document>"
    )


def letterhead() -> str:
    """Who issues it, under which number, where and when, beside the nation's name."""
    return frame(
        (twips(layout.ISSUER_COLUMN), twips(layout.NATION_COLUMN)),
        (
            (
                tag("{%p if co_quan_chu_quan %}")
                + paragraph("TDCoQuanChuQuan", "{{ chu_quan_ngat_dong }}")
                + tag("{%p endif %}")
                + paragraph("TDCoQuanBanHanh", "{{ ban_hanh_ngat_dong }}")
                + tag("{{p vach_co_quan }}"),
                paragraph("TDQuocHieu", "{{ quoc_hieu }}")
                + paragraph("TDTieuNgu", "{{ tieu_ngu }}")
                + tag("{{p vach_tieu_ngu }}"),
            ),
            (
                paragraph("TDSoKyHieu", "{{ so_ky_hieu }}"),
                paragraph("TDDiaDanh", "{{ dia_danh_ngay }}"),
            ),
        ),
    )


def opening() -> str:
    """From the kind of document to whom it is addressed."""
    return (
        tag("{%p if ban_nhap %}")
        + paragraph("TDBanNhap", "{{ ban_nhap }}")
        + tag("{%p endif %}")
        + paragraph("TDTenLoai", "{{ ten_loai }}")
        + paragraph("TDTrichYeu", "{{ trich_yeu_ngat_dong }}")
        + tag("{{p vach_trich_yeu }}")
        + tag("{%p if kem_theo %}")
        + paragraph("TDKemTheo", "{{ kem_theo }}")
        + tag("{%p endif %}")
        + tag("{{p khoi_kinh_gui }}")
    )


def closing() -> str:
    """The recipients beside the signature."""
    half = twips(layout.TEXT_WIDTH / 2)
    return frame(
        (half, half),
        (
            (
                tag("{%p if cac_noi_nhan %}")
                + paragraph("TDNoiNhan", "{{ nhan_noi_nhan }}")
                + tag("{%p endif %}")
                + tag("{%p for noi in cac_noi_nhan %}")
                + paragraph("TDNoiNhanMuc", "{{ noi }}")
                + tag("{%p endfor %}")
                + tag("{{p dau_ban_chot }}")
                + paragraph("TDCuoi", ""),
                tag("{%p for dong in cac_chuc_vu %}")
                + paragraph("TDChucVu", "{{ dong }}")
                + tag("{%p endfor %}")
                + paragraph("TDNguoiKy", "{{ nguoi_ky }}"),
            ),
        ),
    )


def section() -> str:
    """The page: its size, margins, header and footers."""
    margins = " ".join(
        f'w:{side}="{twips(length)}"'
        for side, length in (
            ("top", layout.MARGIN_TOP),
            ("right", layout.MARGIN_RIGHT),
            ("bottom", layout.MARGIN_BOTTOM),
            ("left", layout.MARGIN_LEFT),
            ("header", 10),
            ("footer", 10),
            ("gutter", 0),
        )
    )
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
        '<w:footerReference w:type="default" r:id="rId5"/>'
        '<w:footerReference w:type="first" r:id="rId5"/>'
        f'<w:pgSz w:w="{twips(layout.PAGE_WIDTH)}" w:h="{twips(layout.PAGE_HEIGHT)}"/>'
        f'<w:pgMar {margins}/><w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def header() -> str:
    """The page number, on all pages but the first."""
    field = "".join(
        f"<w:r>{piece}</w:r>"
        for piece in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return (
        f'{DECLARATION}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="TDSoTrang"/></w:pPr>'
        f"{field}</w:p></w:hdr>"
    )


def footer() -> str:
    """The words that mark a draft, on every page."""
    draft = (
        tag("{%p if ban_nhap %}") + paragraph("TDBanNhap", "{{ ban_nhap }}") + tag("{%p endif %}")
    )
    return f"{DECLARATION}<w:ftr {NAMESPACES}>{draft}{paragraph('TDCuoi', '')}</w:ftr>"


def settings() -> str:
    """The part word/settings.xml."""
    setting = 'w:uri="http://schemas.microsoft.com/office/word"'
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" {setting} w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="vi-VN"/></w:settings>'
    )


def content_types() -> str:
    """The kinds of all parts."""
    kinds = {
        "/word/document.xml": f"{WORD_TYPE}document.main+xml",
        "/word/styles.xml": f"{WORD_TYPE}styles+xml",
        "/word/settings.xml": f"{WORD_TYPE}settings+xml",
        "/word/header1.xml": f"{WORD_TYPE}header+xml",
        "/word/footer1.xml": f"{WORD_TYPE}footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def relations(targets: tuple[tuple[str, str], ...], first: int = 1) -> str:
    """Relations rId`first` and up."""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, first)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{DECLARATION}<Relationships xmlns="{space}">{lines}</Relationships>'


def build() -> bytes:
    """The whole file."""
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    empty_core = (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties"/>'
    )
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            ((f"{OFFICE}/officeDocument", "word/document.xml"), (core, "docProps/core.xml"))
        ),
        "docProps/core.xml": empty_core,
        "word/document.xml": document(),
        "word/_rels/document.xml.rels": relations(
            (
                (f"{OFFICE}/styles", "styles.xml"),
                (f"{OFFICE}/settings", "settings.xml"),
                (f"{OFFICE}/header", "header1.xml"),
                (f"{OFFICE}/footer", "footer1.xml"),
            ),
            first=2,
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/header1.xml": header(),
        "word/footer1.xml": footer(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return buffer.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(build())
