"""Which body a row means: its code tells."""

from app.bodies.load.plan import Draft, Planned
from app.bodies.load.reading import Row
from app.bodies.load.words import squeezed
from app.bodies.models import BodyKind
from app.bodies.text import MAX_CODE
from app.storage.ids import new_id


def recognise(draft: Draft, row: Row) -> None:
    """Plan a line for the row, or name its fault."""
    code = _code(draft, row)
    if code is None:
        return
    if code in draft.by_code:
        before = draft.by_code[code].row.place("code")
        draft.fault(row, "code", "twice", f"Mã “{code}” đã có ở {before}. Hãy bỏ một dòng.")
        return
    bodies = draft.state.by_code.get(code, [])
    if len(bodies) > 1:
        draft.fault(row, "code", "ambiguous", draft.ambiguous(code, bodies))
        return
    line = _known(draft, row, code, bodies[0]) if bodies else _new(draft, row, code)
    if line is not None:
        draft.by_code[code] = line
        draft.plan.lines.append(line)


def _code(draft: Draft, row: Row) -> str | None:
    entry = row.entries.get("code")
    if entry is None:
        draft.fault(row, "code", "missing", "Thiếu mã đơn vị. Hãy ghi mã, hoặc xóa cả dòng.")
        return None
    code = entry.text
    if len(code) > MAX_CODE or " " in code:
        message = f"Mã “{code[:MAX_CODE]}” không hợp lệ: tối đa {MAX_CODE} ký tự, viết liền."
        draft.fault(row, "code", "code", message)
        return None
    return draft.unnumbered(row, "code", code) if entry.number else code


def _known(draft: Draft, row: Row, code: str, body_id: str) -> Planned | None:
    body = draft.state.bodies[body_id]
    kind = _kind(draft, row)
    if "kind" in row.entries and kind is None:
        return None
    if kind is not None and kind.code != body.kind:
        was = draft.state.kinds[body.kind].title
        message = (
            f"{draft.state.name(body_id)} đang là {was}, không phải {kind.title}. Nếu đơn vị đã "
            "đổi loại hình, hãy ghi việc thay thế; nếu nhập sai, hãy đính chính đơn vị."
        )
        draft.fault(row, "kind", "other-kind", message)
        return None
    return Planned(row, "same", body_id, code, body.kind, draft.state.name(body_id))


def _new(draft: Draft, row: Row, code: str) -> Planned | None:
    kind = _kind(draft, row)
    if kind is None:
        if "kind" not in row.entries:
            message = f"Đơn vị mới “{code}” chưa ghi loại đơn vị."
            draft.fault(row, "kind", "missing", message)
        return None
    if kind.issues_codes:
        message = f"Không lập {kind.title} bằng danh sách. Hãy lập riêng rồi nạp lại."
        draft.fault(row, "kind", "top-kind", message)
        return None
    if code in draft.state.taken:
        message = f"Mã “{code}” đã cấp cho một đơn vị ngoài danh sách. Hãy kiểm tra lại mã."
        draft.fault(row, "code", "taken", message)
        return None
    if not row.text("name"):
        draft.fault(row, "name", "missing", f"Đơn vị mới “{code}” chưa có tên.")
    return Planned(row, "found", new_id(), code, kind.code, row.text("name") or code)


def _kind(draft: Draft, row: Row) -> BodyKind | None:
    text = row.text("kind")
    if not text:
        return None
    code = draft.words.get(squeezed(text))
    if code is None:
        listed = "; ".join(kind.title for kind in draft.state.kinds.values())
        message = f"Không có loại đơn vị “{text}”. Hãy chọn một trong: {listed}."
        draft.fault(row, "kind", "unknown-kind", message)
        return None
    return draft.state.kinds[code]
