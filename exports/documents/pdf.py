"""Print a content as PDF/A with the fonts of exports/fonts/ and nothing from the machine.

The words travel to typst as one JSON string, never as typst source, so nothing a user wrote can
be read as markup.
"""

from __future__ import annotations

import json
import os
import re
import threading
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from exports.documents import layout
from exports.documents import seal as pictures
from exports.documents.content import STRONG, Heading, Table
from exports.documents.errors import PrintingFailed
from exports.documents.printable import FONTS, printable

if TYPE_CHECKING:
    import typst

    from exports.documents.content import Block, Content, Seal

STANDARDS: list[Any] = ["a-2a", "ua-1"]
TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "document.typ"

# A link in a narrow column would leave its cell. Vietnamese words have at most seven letters.
_LONG_WORD = re.compile(r"\S{8,}")
_ALWAYS_CUT = 18
# Pieces as long as can be: each is a box of its own, and a thousand boxes take 70 ms.
_PIECE = re.compile(r"(?:.[\u0300-\u036f]*){1,8}")
_BIT = re.compile(r"(?:.[\u0300-\u036f]*){1,2}")
_NARROW = 40
_THREAD = threading.local()
_STARTED_IN: list[int] = []


def render_pdf(content: Content) -> bytes:
    """Print; the same content gives the same bytes. Threads may call it at the same time.

    A process forked after the first call cannot: typst's worker threads do not live on in the
    child, which would wait for them forever. Start worker processes by spawn or forkserver.
    """
    import typst  # noqa: PLC0415 - a tenth of a second that only who prints need pay

    clean = printable(content)
    created = datetime.combine(clean.metadata.day, time(), tzinfo=UTC)
    inputs = {"content": json.dumps(_payload(clean), ensure_ascii=False)}
    try:
        made = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=created
        )
    except typst.TypstError as error:
        raise PrintingFailed(
            f"Không tạo được bản PDF «{clean.metadata.title}»: {error.message}"
        ) from error
    return cast("bytes", made)


def _compiler() -> typst.Compiler:
    """Return the compiler of this thread; one cannot serve two threads at once."""
    if _STARTED_IN and _STARTED_IN[0] != os.getpid():
        raise RuntimeError("render_pdf was used before this process was forked; start it by spawn")
    _STARTED_IN[:] = [os.getpid()]
    if not hasattr(_THREAD, "compiler"):
        import typst  # noqa: PLC0415 - as above

        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
        _THREAD.compiler = typst.Compiler(
            str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts
        )
    return cast("typst.Compiler", _THREAD.compiler)


def _payload(content: Content) -> dict[str, Any]:
    lines = layout.header_layout(content.header)
    header = _all_breakable(asdict(content.header) | asdict(lines))
    for side in ("superior", "issuer"):
        header[side] = [_breakable(line, layout.ISSUER_COLUMN) for line in getattr(lines, side)]
    return {
        "layout": _geometry(),
        "draft": _breakable(content.draft),
        "metadata": {
            "title": content.metadata.title,
            "author": content.metadata.author,
            "edition": content.metadata.edition,
        },
        "header": header,
        "body": _blocks(layout.bound_body(content.body)),
        "signature": _all_breakable(asdict(content.signature)),
        "recipients": _all_breakable(content.recipients),
        "recipients_title": content.recipients_title,
        "seal": _seal(content.seal),
    }


def _seal(seal: Seal | None) -> dict[str, Any] | None:
    if seal is None:
        return None
    lines = [_breakable(line, _NARROW) for line in seal.lines]
    return {
        "svg": pictures.svg(seal.code),
        "alt": pictures.ALT,
        "side": pictures.SIDE,
        "size": pictures.TEXT,
        "lines": lines,
    }


def _geometry() -> dict[str, float]:
    return {
        name.lower(): value
        for name, value in vars(layout).items()
        if name.isupper() and isinstance(value, int | float)
    }


def _blocks(body: tuple[Block, ...]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    depth = 0
    for block in body:
        if isinstance(block, Heading):
            depth = min(block.level, depth + 1)
            shown.append(
                {
                    "type": "heading",
                    "level": block.level,
                    "depth": depth,
                    "text": _breakable(block.text),
                }
            )
        elif isinstance(block, Table):
            shown.append(_table(block))
        else:
            text = {"type": "paragraph", "text": _breakable(block.text)}
            shown.append(asdict(block) | text)
    return shown


def _table(table: Table) -> dict[str, Any]:
    rooms = [width - layout.CELL_PADDING for width in layout.column_widths(table)]
    return {
        "type": "table",
        "columns": [
            asdict(column) | {"title": [_breakable(line, room) for line in lines]}
            for column, lines, room in zip(
                table.columns, layout.title_lines(table), rooms, strict=True
            )
        ],
        "rows": [
            {
                "cells": [
                    _breakable(cell, room)
                    for cell, room in zip(row.cells, rooms[row.span - 1 :], strict=True)
                ],
                "strong": row.kind in STRONG,
                "span": row.span,
                "tall": layout.is_tall(table, row),
                "leads": leads,
            }
            for row, leads in layout.leading_rows(table)
        ],
    }


def _all_breakable(value: Any) -> Any:  # noqa: ANN401 (plain data of any shape)
    if isinstance(value, dict):
        return {key: _all_breakable(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_all_breakable(part) for part in value]
    return _breakable(value) if isinstance(value, str) else value


def _breakable(text: str, room: float = layout.TEXT_WIDTH) -> str | list[str]:
    """Cut a text with very long words into the pieces between which a line may break.

    `room` is the width of the column in mm; a word that fits it and is short stays whole.
    """
    pieces: list[str] = []
    end = 0
    for word in _LONG_WORD.finditer(text):
        if len(word[0]) < _ALWAYS_CUT and layout.width_of_bold(word[0]) <= room:
            continue
        pieces += [text[end : word.start()], *(_PIECE if room > _NARROW else _BIT).findall(word[0])]
        end = word.end()
    return [piece for piece in (*pieces, text[end:]) if piece] if pieces else text
