"""What people and programs read of a dossier, and how its answers are saved.

Every function takes the work of one transaction: its session, who acts, and when. The way through
the states is in `app.dossiers.steps`, printing in `app.dossiers.documents`.
"""

from app.accounts.actor import SCHOOL_ROLES
from app.assessments.as_json import Json, sheet_as_json
from app.dossiers import as_schema, queries
from app.dossiers import schemas as out
from app.dossiers.errors import PartNotFound
from app.dossiers.incoming import changes_of
from app.dossiers.models import Dossier, DossierState, SideName, SnapshotKind
from app.dossiers.queries import Placed, Wanted
from app.dossiers.reaching import READING, WRITING, held, seen
from app.dossiers.saving import OpenSide, open_side, save
from app.dossiers.sheets import edition_of, profile_of, side_of
from app.dossiers.unpacking import sheet_in
from app.edge.cursors import cursor_of, values_of
from app.policy import Act, open_acts, visible_dossiers
from app.policy.acts import CONCLUDED
from app.visit import Work
from criteria.edition import Edition
from exports.dossier import Side

OPEN_STATES = {
    SideName.SELF: frozenset({DossierState.DRAFTING, DossierState.RETURNED}),
    SideName.EXTERNAL: frozenset(DossierState) - CONCLUDED,
}
"""While a side is in one of these its rows are what counts; afterwards its snapshot is."""
SNAPSHOT_OF = {SideName.SELF: SnapshotKind.SELF, SideName.EXTERNAL: SnapshotKind.EXTERNAL}


def page(work: Work, wanted: Wanted, after: str, limit: int) -> out.DossierPage:
    """The dossiers that the person may see, in the order they were made."""
    last = values_of(after, 1)[0] if after else ""
    visible = visible_dossiers(work.actor, work.today)
    rows = queries.page(work.session, visible, wanted, last, limit + 1)
    more = len(rows) > limit
    return out.DossierPage(
        dossiers=[as_schema.line(one, work.at) for one in rows[:limit]],
        next=cursor_of(rows[limit - 1].dossier.id) if more else None,
    )


def mine(work: Work) -> tuple[str, frozenset[str]]:
    """For `Wanted.mine`: the person's assignments, and the schools they work for."""
    return work.actor.account_id, work.actor.at(SCHOOL_ROLES)


def shown(work: Work, dossier_id: str) -> out.DossierOut:
    """One dossier, and what the person may do with it."""
    return described(work, seen(work, dossier_id))


def described(work: Work, placed: Placed) -> out.DossierOut:
    """A dossier that the person may see."""
    dossier, session = placed.dossier, work.session
    acts = open_acts(session, work.actor, dossier, work.today)
    edition = edition_of(session, dossier)
    returned: dict[str, str] = {}
    if dossier.state == DossierState.RETURNED:
        returned = queries.returned_now(session, dossier.id)
    line = as_schema.line(placed, work.at, external=Act.READ_EXTERNAL in acts)
    return out.DossierOut(
        **line.model_dump(),
        edition=out.PinnedEdition(
            id=edition.ref.id,
            version=edition.ref.version,
            sha256=edition.ref.sha256,
            overlay_sha256=dossier.overlay_sha256,
        ),
        assessing_body_id=dossier.assessing_body_id,
        recognising_body_id=dossier.recognising_body_id,
        previous_id=dossier.previous_id,
        supersedes_id=dossier.supersedes_id,
        self_version=dossier.self_version,
        external_version=dossier.external_version,
        returned=[
            out.ReturnedOut(criterion=code, reason=reason) for code, reason in returned.items()
        ],
        acts=sorted(act.value for act in acts),
    )


def side(work: Work, dossier_id: str, name: SideName) -> out.SideOut:
    """Everything stored of one side."""
    dossier = _side_seen(work, dossier_id, name)
    edition = edition_of(work.session, dossier)
    return out.SideOut(
        side=name.value,
        version=dossier.self_version if name is SideName.SELF else dossier.external_version,
        answers=as_schema.answers(edition, queries.answers(work.session, dossier.id, name)),
        facts=as_schema.facts(edition, queries.facts(work.session, dossier.id, name)),
    )


def answer(work: Work, dossier_id: str, name: SideName, item: str) -> out.StoredAnswer:
    """One item's answer; version 0 where there is none. Raises PartNotFound."""
    dossier = _side_seen(work, dossier_id, name)
    _known_item(edition_of(work.session, dossier), item)
    found = queries.answers(work.session, dossier.id, name, [item])
    return as_schema.answer(found[0]) if found else out.StoredAnswer(item=item)


def texts(work: Work, dossier_id: str) -> out.TextsOut:
    """The narrative and the header of the report."""
    dossier = seen(work, dossier_id).dossier
    return out.TextsOut(texts=as_schema.texts(queries.texts(work.session, dossier.id)))


def save_answer(
    work: Work, dossier_id: str, name: SideName, sent: out.AnswerChangeIn
) -> out.SavedAnswer:
    """Save one answer over the version that was on the screen."""
    at = _opened(work, dossier_id, name)
    _known_item(at.edition, sent.item)
    saved = _saved(work, at, out.ChangesIn.model_construct(answers=[sent], facts=[], texts=[]))
    return out.SavedAnswer(item=sent.item, version=saved.answers[sent.item], at=work.at)


def save_changes(work: Work, dossier_id: str, name: SideName, sent: out.ChangesIn) -> out.SavedOut:
    """Save a batch, all of it or nothing."""
    return _saved(work, _opened(work, dossier_id, name), sent)


def sheet(work: Work, dossier_id: str, name: SideName) -> Json:
    """The explained sheet of one side: scored now while open, as it was concluded afterwards."""
    dossier = _side_seen(work, dossier_id, name)
    if dossier.state not in OPEN_STATES[name]:
        taken = queries.snapshot_in_force(work.session, dossier.id, SNAPSHOT_OF[name])
        found = sheet_in(taken.content, name.value) if taken else None
        if found is not None:
            return found
    edition = edition_of(work.session, dossier)
    return sheet_as_json(edition, side_of(work.session, edition, dossier, name).sheet)


def answered(work: Work, dossier_id: str, name: SideName) -> tuple[Edition, Side]:
    """One side's answers, to plan from."""
    dossier = _side_seen(work, dossier_id, name)
    edition = edition_of(work.session, dossier)
    return edition, side_of(work.session, edition, dossier, name)


def _side_seen(work: Work, dossier_id: str, name: SideName) -> Dossier:
    dossier = seen(work, dossier_id, READING[name]).dossier
    if name is SideName.EXTERNAL and not dossier.external_version:
        raise PartNotFound("Hồ sơ chưa có phiếu đánh giá ngoài.")
    return dossier


def _opened(work: Work, dossier_id: str, name: SideName) -> OpenSide:
    dossier, campaign = held(work, dossier_id, WRITING[name])
    return open_side(work.session, dossier, name, campaign.state)


def _saved(work: Work, at: OpenSide, sent: out.ChangesIn) -> out.SavedOut:
    changes = changes_of(at.edition, profile_of(at.dossier), sent)
    saved = save(work.session, at, changes, work.who)
    return out.SavedOut(
        answers=dict(saved.answers), facts=dict(saved.facts), texts=dict(saved.texts)
    )


def _known_item(edition: Edition, item: str) -> None:
    if item not in edition.items:
        raise PartNotFound("Bộ chỉ số của hồ sơ không có tiêu chí này.")
