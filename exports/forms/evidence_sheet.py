"""The sheets “Minh chứng” and “Gợi ý”."""

from collections.abc import Iterator

from criteria.edition import Criterion, Edition, Item
from exports.dossier import EvidenceEntry, EvidenceStatus
from exports.forms.assessment_sheet import mark_words, subtitle
from exports.forms.heights import row_height
from exports.forms.layout import EVIDENCE_COLUMNS, EVIDENCE_ROWS, TABLE_HEADER_ROW, Column
from exports.forms.page import Page
from exports.forms.validations import day_rule, length_rule, list_rule

_STYLES = {"code": "fill_code", "status": "fill_choice", "number": "fill_code"}
_HINTS = (
    Column("code", "Mã", 8),
    Column("title", "Tiêu chí", 56),
    Column("evidence", "Gợi ý minh chứng", 66),
)
_GUIDANCE = Column("guidance", "Hướng dẫn thêm", 44)


def write_evidence(page: Page, edition: Edition, evidence: tuple[EvidenceEntry, ...]) -> None:
    """Rows for evidence: what there is, and empty ones up to EVIDENCE_ROWS."""
    page.titles("DANH MỤC MINH CHỨNG", subtitle(edition))
    hint = (
        "Mỗi minh chứng một dòng, một mã (MC.1.4.01: nhóm 1, tiêu chí 1.4, số 01). "
        "Dùng cho nhiều tiêu chí: ghi các mã, cách nhau bằng dấu chấm phẩy."
    )
    page.text(2, 0, hint, "subtitle")
    page.columns(EVIDENCE_COLUMNS)
    page.sheet.freeze_panes(TABLE_HEADER_ROW + 1, 2)
    first = TABLE_HEADER_ROW + 1
    last = first + max(EVIDENCE_ROWS, len(evidence) + 50) - 1
    for row in range(first, last + 1):
        entry = evidence[row - first] if row - first < len(evidence) else None
        _row(page, row, entry)
    _rules(page, first, last)
    page.sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:C{last + 1}"})
    page.finish()


def _row(page: Page, row: int, entry: EvidenceEntry | None) -> None:
    cells: list[tuple[str, float]] = []
    for number, column in enumerate(EVIDENCE_COLUMNS):
        if column.key == "day":
            page.day(row, number, entry.day if entry else None)
            continue
        text = _shown(entry, column.key) if entry else ""
        page.text(row, number, text, _STYLES.get(column.key, "fill_text"))
        cells.append((text, column.width))
    if entry:
        page.sheet.set_row(row, row_height(*cells, least=18))


def _shown(entry: EvidenceEntry, key: str) -> str:
    if key == "links":
        return "; ".join(entry.links)
    if key == "status":
        return entry.status.label
    return str(getattr(entry, key))


def _rules(page: Page, first: int, last: int) -> None:
    for number, column in enumerate(EVIDENCE_COLUMNS):
        if column.key == "day":
            rule = day_rule(column.title)
        elif column.key == "status":
            rule = list_rule(column.title, [one.label for one in EvidenceStatus])
        else:
            rule = length_rule(column.title, column.limit)
        page.sheet.data_validation(first, number, last, number, rule)


def write_hints(page: Page, edition: Edition) -> None:
    """What evidence the index, or the Sở's overlay, suggests for each item."""
    page.titles("GỢI Ý MINH CHỨNG", subtitle(edition))
    known = mark_words(edition.evidence_mark)
    if known:
        page.text(2, 0, f"Chỉ là gợi ý ({known}), không phải quy định.", "subtitle")
    nodes = [node for node in _nodes(edition) if node.evidence or node.guidance]
    columns = (*_HINTS, _GUIDANCE) if any(node.guidance for node in nodes) else _HINTS
    page.columns(columns)
    for row, node in enumerate(nodes, start=TABLE_HEADER_ROW + 1):
        evidence = "\n".join(f"- {one}" for one in node.evidence)
        texts = (node.code, node.title.value, evidence, node.guidance)[: len(columns)]
        cells = [(text, column.width) for text, column in zip(texts, columns, strict=True)]
        page.sheet.set_row(row, row_height(*cells, least=20))
        for number, text in enumerate(texts):
            page.text(row, number, text, "code" if number == 0 else "text")
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:A{TABLE_HEADER_ROW + len(nodes) + 1}"})
    page.finish()


def _nodes(edition: Edition) -> Iterator[Criterion | Item]:
    for criterion in edition.criteria.values():
        if not criterion.own_item:
            yield criterion
        yield from criterion.items
