"""What the database holds of the schools that a table of results may name.

Read once for a whole dry run: a fixed number of statements, one compact row per dossier.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, literal, or_, select
from sqlmodel import Session, col

from app.accounts.actor import Actor, by_account
from app.accounts.models import Role
from app.audit.models import AuditRow
from app.bodies.models import BodyCode
from app.dossiers.importing import FRESH_ACTS, IMPORT_ACTS, STILL_FRESH, UNDONE
from app.dossiers.models import Dossier, DossierState, Origin
from app.index.service import edition
from app.policy.many import Lines, read_lines
from app.policy.walks import SUBTREE, below
from criteria.edition import Edition


class Standing(NamedTuple):
    """A dossier as it stands: what deciding about its row of the table needs."""

    id: str
    body_id: str
    code: str
    name: str
    kind: str
    school_levels: tuple[str, ...]
    assessing_body_id: str
    edition_sha256: str
    overlay_sha256: str | None
    state: str
    origin: str
    waived: tuple[str, ...]
    self_version: int
    external_version: int
    self_level: int | None
    chain_length: int
    chain_head: str
    last_act: str | None

    @property
    def again(self) -> bool:
        """Whether it was imported before, and nobody has acted on it since."""
        ours = self.last_act in IMPORT_ACTS or self.last_act == UNDONE
        return ours and self.origin == Origin.IMPORT

    @property
    def fresh(self) -> bool:
        """Whether nobody has done anything with it yet."""
        if self.state != DossierState.DRAFTING or self.origin == Origin.IMPORT:
            return False
        untouched = self.last_act in FRESH_ACTS and not self.self_version
        return self.last_act in STILL_FRESH or untouched

    @property
    def writable(self) -> bool:
        """Whether an import may write it; all else is only told."""
        return self.again or self.fresh

    @property
    def holds_answers(self) -> bool:
        """Whether anything may be stored of its answers."""
        return bool(self.self_version or self.external_version)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which dossiers a person may bring results in for, on behalf of a body."""

    lines: Lines
    body_id: str
    below_body: frozenset[str]
    below_mine: frozenset[str]
    leads: frozenset[str]
    conflicts: frozenset[str]
    everyone: bool
    """The operator at the command line: whatever the body reaches."""

    def of_body(self, one: Standing) -> bool:
        """Whether the school is the body's: below it today, or assessed by it."""
        takers = self.lines.taken_over(one.assessing_body_id)
        return one.body_id in self.below_body or self.body_id in takers

    def may(self, one: Standing) -> bool:
        """The same as `policy.require(Act.IMPORT)`, for many: a test holds both together."""
        if self.everyone:
            return True
        if one.body_id in self.conflicts:
            return False
        leads = not self.leads.isdisjoint(self.lines.taken_over(one.assessing_body_id))
        return one.body_id in self.below_mine or leads


def standings(session: Session, campaign_id: str) -> list[Standing]:
    """The latest revision of every school's dossier in the campaign: one statement."""
    chain = literal("dossier:").concat(col(Dossier.id))
    rows = session.execute(
        select(
            col(Dossier.id),
            col(Dossier.body_id),
            col(Dossier.body_code),
            col(Dossier.body_name),
            col(Dossier.kind),
            col(Dossier.school_levels),
            col(Dossier.assessing_body_id),
            col(Dossier.edition_sha256),
            col(Dossier.overlay_sha256),
            col(Dossier.state),
            col(Dossier.origin),
            col(Dossier.waived),
            col(Dossier.self_version),
            col(Dossier.external_version),
            col(Dossier.self_level),
            col(Dossier.chain_length),
            col(Dossier.chain_head),
            col(AuditRow.act),
            col(Dossier.revision),
        )
        .outerjoin(
            AuditRow,
            and_(col(AuditRow.chain) == chain, col(AuditRow.number) == col(Dossier.chain_length)),
        )
        .where(col(Dossier.campaign_id) == campaign_id)
        .order_by(col(Dossier.body_id), col(Dossier.revision))
    )
    return list({row[1]: _standing(row) for row in rows}.values())


def _standing(row: Sequence[Any]) -> Standing:
    values = list(row[:-1])
    values[5], values[11] = tuple(values[5]), tuple(values[11])
    return Standing(*values)


def reach(session: Session, account_id: str | None, body_id: str, today: date) -> Reach:
    """How far the person reaches on behalf of the body: six statements at most."""
    lines = read_lines(session)
    below_body = _below(session, [body_id], today)
    if account_id is None:
        nobody: frozenset[str] = frozenset()
        return Reach(lines, body_id, below_body, nobody, nobody, nobody, everyone=True)
    actor = by_account(session, account_id, today) or Actor(account_id, "")
    mine = actor.at([Role.SO_ADMINISTRATOR])
    below_mine = below_body if mine == {body_id} else _below(session, mine, today)
    leads = actor.at([Role.BODY_LEADER])
    conflicts = lines.line_of(actor.ties)
    return Reach(lines, body_id, below_body, below_mine, leads, conflicts, everyone=False)


def _below(session: Session, bodies: Collection[str], today: date) -> frozenset[str]:
    if not bodies:
        return frozenset()
    return frozenset(session.execute(below(bodies, SUBTREE, today)).scalars())


def by_code(found: Sequence[Standing], around: Reach) -> Mapping[str, Sequence[Standing]]:
    """The schools of each code; more than one where a code is ambiguous.

    Each Sở gives its own codes: a school of another body only counts where the code is nobody's
    here, so that nobody elsewhere can stand in the way of an import by taking the same code.
    """
    codes: dict[str, list[Standing]] = {}
    for one in found:
        if one.code:
            codes.setdefault(one.code, []).append(one)
    return {
        code: [one for one in some if around.of_body(one)] or some if len(some) > 1 else some
        for code, some in codes.items()
    }


def known_codes(session: Session, body_id: str, today: date) -> frozenset[str]:
    """The codes that the body and those below it bear today, in the campaign or not."""
    rows = session.execute(
        select(col(BodyCode.code)).where(
            col(BodyCode.body_id).in_(below([body_id], SUBTREE, today)),
            col(BodyCode.valid_from) <= today,
            or_(col(BodyCode.valid_to).is_(None), col(BodyCode.valid_to) > today),
        )
    )
    return frozenset(rows.scalars())


def editions_of(session: Session, campaign_id: str | None) -> list[Edition]:
    """The editions that dossiers of the campaign pin, in the order of their names."""
    pinned = session.execute(
        select(col(Dossier.edition_sha256), col(Dossier.overlay_sha256))
        .where(col(Dossier.campaign_id) == campaign_id)
        .distinct()
    )
    found = [edition(session, sha256, overlay) for sha256, overlay in pinned]
    return sorted(found, key=lambda one: str(one.ref))
