"""Lists of people: accounts without passwords, and roles at bodies.

A file brings no secrets and an import hands none out: once it is applied, a person gets in by the
link to choose a password that whoever looks after them makes for them, one by one, as for any
other account (`POST /api/v1/accounts/{id}/reset-link`, `thangdo people reset`).
"""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.chain import INSTALLATION, Who, record_on_body
from app.clock import day_of
from app.errors import Reason
from app.imports.errors import ImportStale
from app.imports.given import Given
from app.imports.kept import WRITTEN, Kept, actor_of, keep_undone, kept_rows, refuse_changed
from app.imports.kinds import Applied, Planning, Undone
from app.imports.models import ImportBatch
from app.imports.people import writing
from app.imports.people.known import reach_of
from app.imports.people.planning import Asked, PeoplePlanning, Wish, fingerprint, judged
from app.imports.people.vocabulary import VOCABULARY
from app.imports.shapes import Layout, Line, Vocabulary
from app.policy import Act, require_at_body
from app.storage.database import Database, is_duplicate

_USED = (
    "tài khoản đã được dùng, hoặc đã được cấp thêm vai trò. Hãy thu hồi vai trò hoặc khóa tài "
    "khoản nếu cần (thangdo people disable)."
)


class People:
    """How a list of people is understood, planned, applied and undone."""

    def require(self, session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
        """Whoever looks after people there; which roles they may give, each row is asked."""
        require_at_body(session, actor, Act.MANAGE_PEOPLE, batch.body_id, day_of(who.at))

    def vocabulary(self, session: Session, batch: ImportBatch) -> Vocabulary:  # noqa: ARG002 - the same for all
        """The columns of every list of people."""
        return VOCABULARY

    def planning(
        self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]
    ) -> Planning:
        """A dry run."""
        return PeoplePlanning(database, batch, layouts)

    def apply(self, session: Session, batch: ImportBatch, who: Who) -> Applied:
        """Make the accounts, give the roles, if it still is what was shown. Raises ImportStale."""
        rows = kept_rows(session, batch, WRITTEN)
        writing.in_turns(session, (f"account:{one.code}" for one in rows))
        writing.in_turns(session, (f"roles:{one.thing_id}" for one in rows))
        _refuse_stale(session, batch, rows, who)
        try:
            with session.begin_nested():
                writing.write(session, rows, who)
        except IntegrityError as error:
            if is_duplicate(error):
                raise ImportStale from error
            raise
        made = [one for one in rows if one.after["made"]]
        if rows:
            told = {
                "import": batch.id,
                "grants": [
                    {"account": one.thing_id, "body": one.after["body"], **grant}
                    for one in rows
                    for grant in one.after["grants"]
                ],
            }
            record_on_body(session, batch.body_id, who, "roles.imported", told)
        if made:
            accounts = [{"account": one.thing_id, "email": one.code} for one in made]
            told = {"import": batch.id, "accounts": accounts}
            record_on_body(session, INSTALLATION, who, "accounts.imported", told)
        return Applied(len(rows), {"accounts": len(made)})

    def undo(self, session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
        """End the roles; take away accounts that nobody has used. Others stay, named."""
        rows = [one for one in kept_rows(session, batch, WRITTEN) if not one.undone]
        _may_end(session, rows, who)
        made = {str(one.thing_id) for one in rows if one.after["made"]}
        given = {grant["id"] for one in rows for grant in one.after["grants"]}
        found = writing.used(session, made, given)
        kept = [(one.code, one.name, _USED) for one in rows if one.thing_id in found.used]
        refuse_changed(kept, rest=rest)
        going = [one for one in rows if one.thing_id not in found.used]
        ended = [grant["id"] for one in going for grant in one.after["grants"]]
        writing.end_roles(session, ended, who.at)
        unused = made - found.used
        writing.take_away(session, unused - found.named)
        writing.disable(session, unused & found.named, who.at)
        keep_undone(session, batch, [one.position for one in going])
        if going:
            told = {"import": batch.id, "grants": ended}
            record_on_body(session, batch.body_id, who, "roles.import_undone", told)
        if unused:
            told = {
                "import": batch.id,
                "removed": sorted(unused - found.named),
                "disabled": sorted(unused & found.named),
            }
            record_on_body(session, INSTALLATION, who, "accounts.import_undone", told)
        return Undone(len(going), kept)


def _refuse_stale(session: Session, batch: ImportBatch, rows: Sequence[Kept], who: Who) -> None:
    """Judge the rows again, by the rights that the person has now."""
    given = [
        Given(Line(one.sheet, one.line, ()), one.after["texts"], one.after["cells"]) for one in rows
    ]
    coded = any("code" in one.cells for one in given)
    asked = Asked(batch.body_id, actor_of(session, who), who, coded)
    wishes = judged(session, given, asked)
    reasons = [
        Reason(f"{row.sheet}!{fault[0]}", fault[1], fault[2])
        for row, wish in zip(rows, wishes, strict=True)
        for fault in wish.faults
    ]
    if reasons or fingerprint(wishes) != batch.fingerprint:
        raise ImportStale(reasons=tuple(reasons) or tuple(_differing(rows, wishes)))


def _may_end(session: Session, rows: Sequence[Kept], who: Who) -> None:
    """Nobody ends a role that they may not give. Raises NotAllowed."""
    reach = reach_of(session, actor_of(session, who), day_of(who.at))
    for one in rows:
        allowed = reach.grantable(one.after["body"])
        if any(Role(grant["role"]) not in allowed for grant in one.after["grants"]):
            raise NotAllowed


def _differing(rows: Sequence[Kept], wishes: Sequence[Wish]) -> list[Reason]:
    message = "tài khoản hoặc vai trò của người này đã thay đổi sau lần chạy thử."
    return [
        Reason(row.code, "changed-since", f"{row.name}: {message}")
        for row, wish in zip(rows, wishes, strict=True)
        if row.after["made"] != wish.made
        or [one["role"] for one in row.after["grants"]] != wish.new
    ]


KIND = People()
