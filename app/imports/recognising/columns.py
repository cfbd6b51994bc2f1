"""From a header to its layout: the columns with their roles, and what is doubtful about them."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from app.imports.recognising.header import WIDEST, Header
from app.imports.recognising.titles import Named, Titles, told
from app.imports.shapes import CellValue, Column, Fault, Layout, Sheet, Vocabulary
from exports.forms.table import cell_name
from exports.forms.values import folded

_SHA256 = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_SHOWN = 200
_LOOKED_AT = 50
"""Rows under the header in which a column without a title is noticed."""
_LEFT_OUT = frozenset({"", "ignore"})


class Laid(NamedTuple):
    """A layout, what is to be said of it, and whether a person must say more."""

    layout: Layout
    faults: Sequence[Fault]
    unsure: bool


def lay_out(
    sheet: Sheet,
    header: Header,
    titles: Titles,
    vocabulary: Vocabulary,
    confirmed: Mapping[str, Mapping[str, str]],
) -> Laid:
    """The layout of a sheet. What a person confirmed of it overrides everything."""
    shown = _distinct([" > ".join(map(_shown, path)) for _, path in header.paths])
    keys = [folded(title) for title in shown]
    layout = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
    said = confirmed.get(layout)
    names = [titles.named(path) for _, path in header.paths]
    if said is None:
        names = _doubted(names, _captions(sheet, header, titles), titles)
    else:
        known = {meaning.role for meaning in vocabulary.meanings}
        names = [
            _confirmed(name, said.get(key), known) for name, key in zip(names, keys, strict=True)
        ]
    places = [place for place, _ in header.paths]
    names, faults = _once(names, places, header.last, sheet.name, vocabulary)
    columns = [
        Column(place, title, name.role, name.sure)
        for place, title, name in zip(places, shown, names, strict=True)
    ]
    missing = _missing(columns, vocabulary, sheet.name)
    faults += [
        Fault(sheet.name, cell_name(header.last, place), name.code, f"“{title}”: {name.message}")
        for place, title, name in zip(places, shown, names, strict=True)
        if not name.sure and name.message and name.code != "two-columns"
    ]
    if any(len(row) > WIDEST for row in sheet.rows[header.first : header.last + 1]):
        message = f"bảng có hơn {WIDEST} cột; các cột sau đó không được đọc."
        faults.append(Fault(sheet.name, "", "too-wide", message))
    faults += _untitled(sheet, header)
    unsure = bool(missing) or any(not column.sure for column in columns)
    rows = (header.first, header.last)
    made = Layout(sheet.name, rows, columns, layout, _edition(sheet, header))
    return Laid(made, [*missing, *faults], unsure)


def _letters(place: int) -> str:
    return cell_name(0, place).removesuffix("1")


def title_of(vocabulary: Vocabulary, role: str) -> str:
    """What a role is called in a sentence."""
    return next((one.title for one in vocabulary.meanings if one.role == role), role)


def _shown(cell: CellValue) -> str:
    text = told(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _distinct(titles: Sequence[str]) -> list[str]:
    """The same title twice gets a number, so that a person can tell the columns apart."""
    seen: Counter[str] = Counter()
    distinct = []
    for title in titles:
        seen[folded(title)] += 1
        times = seen[folded(title)]
        distinct.append(f"{title} ({times})" if times > 1 else title)
    return distinct


def _captions(sheet: Sheet, header: Header, titles: Titles) -> set[str]:
    """The sides that the rows above the header name."""
    sides: set[str] = set()
    for row in sheet.rows[: header.first]:
        for cell in row[:WIDEST]:
            if isinstance(cell, str):
                sides |= titles.words.sides_in(cell)
    return sides


def _doubted(names: Sequence[Named], captions: set[str], titles: Titles) -> list[Named]:
    """Columns that are of the batch's side only because nothing said so, under another's name."""
    if len(captions) != 1 or titles.side in {"", *captions}:
        return list(names)
    message = (
        "phần đầu trang nói về bên đánh giá khác với bên đã chọn; hãy cho biết là của bên nào."
    )
    return [
        name._replace(sure=False, code="side-differs", message=message)
        if not name.said and titles.side in name.role.split(":")[:2]
        else name
        for name in names
    ]


def _confirmed(name: Named, role: str | None, known: AbstractSet[str]) -> Named:
    if role is None:
        return Named(name.role if name.sure else "", said=name.said)
    if role not in known | _LEFT_OUT:
        message = "điều đã chọn cho cột này không có trong đợt; hãy chọn lại."
        return Named("", sure=False, said=name.said, code="unknown-role", message=message)
    return Named("" if role in _LEFT_OUT else role, said=name.said)


def _once(
    names: Sequence[Named], places: Sequence[int], row: int, sheet: str, vocabulary: Vocabulary
) -> tuple[list[Named], list[Fault]]:
    """No role twice: a guess gives way to what is sure; of two sure ones a person chooses."""
    sure = {name.role for name in names if name.sure}
    kept = [
        Named("", said=name.said) if not name.sure and name.role and name.role in sure else name
        for name in names
    ]
    kept = [name._replace(role="") if name.role in _LEFT_OUT else name for name in kept]
    holders: dict[str, list[int]] = {}
    for index, name in enumerate(kept):
        if name.role:
            holders.setdefault(name.role, []).append(index)
    faults = []
    for role, indexes in holders.items():
        if len(indexes) == 1:
            continue
        columns = " và ".join(_letters(places[index]) for index in indexes)
        message = (
            f"cột {columns} đều được hiểu là “{title_of(vocabulary, role)}”; "
            "hãy chọn một cột và bỏ qua cột còn lại."
        )
        faults.append(Fault(sheet, cell_name(row, places[indexes[0]]), "two-columns", message))
        for index in indexes:
            kept[index] = kept[index]._replace(sure=False, code="two-columns", message=message)
    return kept, faults


def _missing(columns: Sequence[Column], vocabulary: Vocabulary, sheet: str) -> list[Fault]:
    roles = {column.role for column in columns}
    faults = [
        Fault(
            sheet,
            "",
            "missing-column",
            f"không thấy cột “{title_of(vocabulary, role)}”; hãy cho biết cột nào, "
            "hoặc thêm cột đó rồi gửi lại.",
        )
        for role in vocabulary.required
        if role not in roles
    ]
    if vocabulary.any_of and not any(role.startswith(tuple(vocabulary.any_of)) for role in roles):
        message = "không nhận ra cột nào có kết quả; hãy cho biết từng cột là gì."
        faults.append(Fault(sheet, "", "missing-column", message))
    return faults


def _untitled(sheet: Sheet, header: Header) -> list[Fault]:
    """Columns without a title that hold something in the first rows."""
    titled = {place for place, _ in header.paths}
    beneath = sheet.rows[header.last + 1 : header.last + 1 + _LOOKED_AT]
    last = max(titled)
    filled = {
        place
        for row in beneath
        for place, cell in enumerate(row[:last])
        if cell not in {None, ""} and place not in titled
    }
    return [
        Fault(
            sheet.name,
            cell_name(header.last, place),
            "untitled-column",
            f"cột {_letters(place)} không có tiêu đề nên không được đọc.",
        )
        for place in sorted(filled)
    ]


def _edition(sheet: Sheet, header: Header) -> str:
    for row in sheet.rows[: header.first]:
        for cell in row[:WIDEST]:
            if isinstance(cell, str) and (match := _SHA256.search(cell)):
                return match[0].lower()
    return ""
