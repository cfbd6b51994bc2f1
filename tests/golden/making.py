"""Makes the golden snapshots of this version, by `python -m tests.golden.making`.

Once for every version that writes another format, never over a folder that was released: what
stands in tests/golden/snapshots/ must print forever. From the invented school of
examples/muc-1.xlsx come one file of each kind, and beside them the words of what they print.
"""

import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pypdfium2

from app.audit.chain import Who
from app.dossiers.documents import BY_FORMAT, from_snapshot, printed
from app.dossiers.models import Dossier, DossierState, Snapshot, SnapshotKind
from app.dossiers.snapshots import Surroundings, content_of
from app.dossiers.unpacking import Unpacked, as_file, from_file
from app.recognition.models import DecisionLine, RecognitionDecision
from app.recognition.writing import snapshot_of
from exports.dossier import Dossier as PlainDossier
from exports.dossier import Side
from exports.forms.filled import assemble
from exports.forms.reader import read_form
from scoring.answers import Verdict
from scoring.engine import score
from tests.exports.documents.files import words_of

HOME = Path(__file__).resolve().parent.parent.parent
FOLDER = HOME / "tests" / "golden" / "snapshots"
REPORTS = ("docx", "pdf")
SHEETS = ("external-docx", "external-pdf")
AT = {
    SnapshotKind.SELF: datetime(2026, 5, 20, 2, 0, tzinfo=UTC),
    SnapshotKind.EXTERNAL: datetime(2026, 6, 12, 8, 30, tzinfo=UTC),
    SnapshotKind.RECOGNITION: datetime(2026, 7, 1, 3, 15, tzinfo=UTC),
}
NAMES = {
    "truong": "Trường THCS Minh Họa 1 (dữ liệu minh họa)",
    "xa": "UBND phường Minh Họa 1",
    "so": "Sở Giáo dục và Đào tạo tỉnh Minh Họa",
}
FILES = (
    ("MC.1.1.01", 1, "1" * 64, "ke-hoach-minh-hoa.pdf"),
    ("MC.1.1.01", 2, "2" * 64, "ke-hoach-minh-hoa-sua.pdf"),
)

VERDICTS = {
    SnapshotKind.EXTERNAL: (("MC.1.1.01", "rejected", "Văn bản chưa ký (lý do minh họa)."),)
}


def plain(kind: SnapshotKind) -> PlainDossier:
    """The invented school; for the later kinds with what its assessors found."""
    found = assemble(read_form((HOME / "examples" / "muc-1.xlsx").read_bytes()))
    return found if kind is SnapshotKind.SELF else replace(found, external=_external(found))


def _external(dossier: PlainDossier) -> Side:
    own = dossier.self_side.answers
    awards = {**own.awards, "1.2": Verdict.MET, "1.4": Decimal(6), "2.3.3": Decimal(10)}
    answers = replace(own, awards=awards)
    comments = {
        "1.2": "Quy chế đã ban hành ngày 28/5/2026.",
        "1.4": "Chỉ xác nhận 28 học liệu có kiểm duyệt.",
    }
    return Side(answers, score(dossier.edition, answers), comments)


def row(dossier: PlainDossier) -> Dossier:
    """The dossier as its table has it."""
    return Dossier(
        id="hosominhhoa",
        tenant_id="so",
        campaign_id="dotminhhoa",
        body_id="truong",
        kind=dossier.school.kind,
        school_levels=list(dossier.school.school_levels),
        body_name=dossier.school.name,
        body_code=dossier.school.code,
        assessing_body_id="xa",
        recognising_body_id="so",
        edition_sha256=dossier.edition.ref.sha256,
        state=DossierState.ASSESSED,
        created_at=AT[SnapshotKind.SELF],
    )


def content(kind: SnapshotKind) -> bytes:
    """The canonical bytes of a snapshot of that kind, as this program writes them."""
    dossier = plain(kind)
    if kind is not SnapshotKind.RECOGNITION:
        who = Who("nguoiminhhoa", AT[kind])
        return content_of(
            dossier, row(dossier), Surroundings(kind, who, NAMES, FILES, VERDICTS.get(kind, ()))
        )
    before = content(SnapshotKind.EXTERNAL)
    external = Snapshot(
        dossier_id="hosominhhoa",
        kind=SnapshotKind.EXTERNAL,
        sha256=sha256(before).hexdigest(),
        content=before,
        at=AT[SnapshotKind.EXTERNAL],
    )
    decision = RecognitionDecision(
        id="quyetdinhminhhoa",
        tenant_id="so",
        body_id="so",
        campaign_id="dotminhhoa",
        number="15/QĐ-SGDĐT",
        number_key="15/qđ-sgdđt",
        year=2026,
        signed_on=date(2026, 6, 30),
        signer="Nguyễn Văn Minh Họa",
        issued_by="nguoiminhhoa",
        issued_at=AT[kind],
    )
    level = json.loads(before)["external"]["sheet"]["level"]
    line = DecisionLine(decision_id=decision.id, dossier_id="hosominhhoa", level=level)
    who = Who("nguoiminhhoa", AT[kind])
    return snapshot_of(decision, line, row(dossier), external, who).content


def documents(kind: str) -> tuple[str, ...]:
    """What is printed of a snapshot of that kind."""
    return REPORTS if kind == SnapshotKind.SELF else (*REPORTS, *SHEETS)


def words(unpacked: Unpacked, document: str) -> str:
    """The words of a document printed from a snapshot file alone."""
    taken = datetime.fromisoformat(json.loads(unpacked.content)["taken_at"])
    source = from_snapshot(unpacked.content, unpacked.edition, taken)
    made = printed(BY_FORMAT[document], source)
    return words_of(made) if document.endswith("docx") else pdf_words(made)


def pdf_words(document: bytes) -> str:
    """All words of the pages in order, one space between them."""
    pages = pypdfium2.PdfDocument(document)
    return " ".join(" ".join(one.get_textpage().get_text_bounded().split()) for one in pages)


def shown(text: str) -> str:
    """One line for about a hundred letters, so that a difference can be read."""
    lines = textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the folder of this version."""
    for kind in SnapshotKind:
        dossier = plain(kind)
        made = as_file(content(kind), dossier.edition.source, None)
        yield f"{kind}.json", made
        for document in documents(kind):
            yield f"{kind}.{document}.txt", shown(words(from_file(made), document)).encode()


def main() -> None:
    """Write them; an existing folder is left alone."""
    folder = FOLDER / version("thangdo")
    if folder.exists():
        sys.exit(f"{folder} is there already: delete it only if it was never released")
    folder.mkdir(parents=True)
    for name, made in files():
        (folder / name).write_bytes(made)


if __name__ == "__main__":
    main()
