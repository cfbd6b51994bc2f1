"""Records of evidence written, changed, taken away and put back: by sets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy import select as pick
from sqlmodel import Session, SQLModel, col, select

from app.attachments.models import Assessment, Evidence, EvidenceFile, EvidenceLink, LinkCheck
from app.audit.chain import Who
from app.imports.evidence.reading import of_plain
from app.imports.kept import Kept, portions


def write(session: Session, new: Sequence[Kept], changed: Sequence[Kept], who: Who) -> None:
    """New pieces, and new words over those that are there."""
    columns = {"by_account": who.account_id, "at": who.at}
    if new:
        rows = [
            {
                **_words(one.after["draft"]),
                **columns,
                "id": one.thing_id,
                "dossier_id": one.after["dossier"],
                "code": one.code,
                "version": 1,
            }
            for one in new
        ]
        session.connection().execute(insert(_table(Evidence)), rows)
    _over(
        session,
        [
            {
                **_words(one.after["draft"]),
                **columns,
                "unconfirmed": False,
                "version": one.after["version"],
                "key": one.thing_id,
            }
            for one in changed
        ],
    )
    _relink(session, {str(one.thing_id): one.after["draft"]["links"] for one in (*new, *changed)})


def restore(session: Session, rows: Sequence[Kept], who: Who) -> None:
    """The words that stood there before."""
    _over(
        session,
        [
            {
                **_words(one.before["draft"]),
                "by_account": who.account_id,
                "at": who.at,
                "unconfirmed": one.before["unconfirmed"],
                "version": one.after["version"] + 1,
                "key": one.thing_id,
            }
            for one in rows
        ],
    )
    _relink(session, {str(one.thing_id): one.before["draft"]["links"] for one in rows})


def take_away(session: Session, ids: Collection[str]) -> None:
    """Pieces that nothing hangs on; their codes are free again."""
    for table, key in (
        (EvidenceLink, col(EvidenceLink.evidence_id)),
        (LinkCheck, col(LinkCheck.evidence_id)),
        (Evidence, col(Evidence.id)),
    ):
        for some in portions(ids):
            session.execute(delete(table).where(key.in_(some)))


def versions(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """The versions of those that are there and have not been removed."""
    found: dict[str, int] = {}
    for some in portions(ids):
        rows = session.exec(
            select(Evidence.id, Evidence.version).where(
                col(Evidence.id).in_(some), col(Evidence.removed_at).is_(None)
            )
        )
        found.update(rows.all())
    return found


def hung_on(session: Session, ids: Iterable[str]) -> set[str]:
    """Those that have a file, an assessor's word, or a piece of a later year made of them."""
    found: set[str] = set()
    for some in portions(ids):
        for key in (
            col(EvidenceFile.evidence_id),
            col(Assessment.evidence_id),
            col(Evidence.taken_from),
        ):
            rows = session.execute(pick(key).where(key.in_(some)).distinct())
            found.update(str(one) for one in rows.scalars())
    return found


def _words(draft: Mapping[str, Any]) -> dict[str, Any]:
    told = of_plain(draft)._asdict()
    return {name: value for name, value in told.items() if name != "links"}


def _over(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    table = _table(Evidence)
    names = [name for name in rows[0] if name != "key"]
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    session.connection().execute(
        update(table).where(table.c.id == bindparam("key")).values(values),
        [{f"new_{name}": one[name] for name in names} | {"key": one["key"]} for one in rows],
    )


def _relink(session: Session, links: Mapping[str, Sequence[str]]) -> None:
    for some in portions(links):
        session.execute(delete(EvidenceLink).where(col(EvidenceLink.evidence_id).in_(some)))
    rows = [{"evidence_id": key, "target": one} for key, found in links.items() for one in found]
    if rows:
        session.connection().execute(insert(_table(EvidenceLink)), rows)


def _table(model: type[SQLModel]) -> Any:  # noqa: ANN401 - a table without its class
    return SQLModel.metadata.tables[str(model.__tablename__)]
