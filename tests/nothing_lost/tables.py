"""Tables of results sent to a service, confirmed, undone: and what must stand in the rows then."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from app.audit.models import AuditRow
from app.dossiers.models import Answer, Dossier, FactAnswer, StateChange
from app.imports.models import ImportBatch, ReportedResult
from criteria.loader import shipped
from tests.nothing_lost.sending import BOUNDARY
from tests.nothing_lost.servers import Answer as Answered
from tests.nothing_lost.servers import Client
from tests.nothing_lost.town import code_of

T = TypeVar("T")
LOOKS, PAUSE = 3000, 0.02
ITEMS = shipped("thangdo.qd-4725").items
TABLES: Sequence[type[SQLModel]] = (Dossier, Answer, FactAnswer, ReportedResult, StateChange)


def table(dossiers: Sequence[str], points: str = "1", sides: Sequence[str] = ("self",)) -> bytes:
    """A .csv with that many points of every item for every school."""
    titles = {"self": "Tự đánh giá", "external": "Đánh giá ngoài"}
    over = ["", "", *(titles[side] for side in sides for _ in ITEMS)]
    values = ["Đạt" if item.max is None else points for item in ITEMS.values()]
    rows = [[code_of(one), "", *(values * len(sides))] for one in dossiers]
    lines = [over, ["Mã trường", "Tên trường", *(list(ITEMS) * len(sides))], *rows]
    return "\n".join(";".join(one) for one in lines).encode("utf-8-sig")


def form(content: bytes) -> tuple[bytes, dict[str, str]]:
    """The body of an upload and its headers."""
    texts = {"kind": "results", "body_id": "so", "campaign_id": "dot"}
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in texts.items()
    )
    parts += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = parts.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def sent(client: Client, content: bytes) -> str:
    """Bring the table in; the import's id."""
    body, headers = form(content)
    answer = client.insist("POST", "imports", body, headers)
    assert answer.status == 202, answer
    return str(answer.json["id"])


def confirm(client: Client, import_id: str) -> Answered:
    """Confirm the dry run as it stands now. Raises ConnectionLost."""
    found = client.insist("GET", f"imports/{import_id}").json
    body = {"fingerprint": found["fingerprint"]}
    return client.ask("POST", f"imports/{import_id}/confirm", body)


def undo(client: Client, import_id: str) -> Answered:
    """Ask for its undoing. Raises ConnectionLost."""
    return client.ask("POST", f"imports/{import_id}/undo", {})


def settled(client: Client, import_id: str) -> dict[str, Any]:
    """The import once nothing goes on with it."""
    going = {"uploaded", "reading", "applying", "undoing"}

    def look() -> dict[str, Any]:
        found: dict[str, Any] = client.insist("GET", f"imports/{import_id}").json
        return found

    return until(look, lambda found: found["state"] not in going)


def until(look: Callable[[], T], enough: Callable[[T], bool] = bool) -> T:
    """What `look` finds once it is enough; a bounded wait."""
    for _ in range(LOOKS):
        found = look()
        if enough(found):
            return found
        time.sleep(PAUSE)
    raise AssertionError("it does not end")


def standing(session: Session) -> list[list[str]]:
    """Every row that an import of results may write, but its own; and the chains of dossiers."""
    acts = select(AuditRow).where(col(AuditRow.chain).startswith("dossier:"))
    rows = [[str(one.model_dump()) for one in session.exec(select(kind))] for kind in TABLES]
    return [sorted(one) for one in [*rows, [str(one.model_dump()) for one in session.exec(acts)]]]


def values(session: Session) -> list[tuple[object, ...]]:
    """What a person sees of the dossiers: an undoing puts back that, versions go on."""
    dossiers = [
        (one.id, one.state, one.origin, tuple(one.waived), one.self_level, one.submitted_at)
        for one in session.exec(select(Dossier).order_by(Dossier.id))
    ]
    answers = [
        (one.dossier_id, one.side, one.item, one.verdict or str(one.award))
        for one in session.exec(select(Answer))
    ]
    return [*dossiers, *sorted(answers)]


def state(session: Session, import_id: str) -> str:
    """Where the import is."""
    return session.get_one(ImportBatch, import_id).state
