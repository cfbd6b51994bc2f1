"""What the page of one dossier shows: where it stands, what blocks, what may be done now."""

from collections.abc import Mapping

from starlette.responses import Response

from app.bodies.queries import names
from app.dossiers import fields, return_list, signing, steps
from app.dossiers import schemas as out
from app.dossiers.answer_view import choices_of, fact_choices
from app.dossiers.answering import thing_of
from app.dossiers.assessing import objections_of, team
from app.dossiers.deeds import DEEDS
from app.dossiers.documents import DOCUMENTS, Document
from app.dossiers.external_schemas import ObjectionOut
from app.dossiers.models import DossierState, QrReading, SideName
from app.dossiers.openness import used_facts
from app.dossiers.queries import campaign_of
from app.dossiers.reaching import seen
from app.dossiers.service import OPEN_STATES, shown
from app.dossiers.sheets import edition_of
from app.dossiers.year import year_of
from app.errors import ServiceError
from app.policy import Act
from app.policy.acts import CONCLUDED
from app.visit import Visit, Work
from criteria.edition import Edition

HISTORY = 200
"""More than any dossier has: twenty rounds of supplement make a hundred."""
READS = {QrReading.MATCHES: "mã QR khớp bản chốt", QrReading.UNREADABLE: "không đọc được mã QR"}


def dossier_page(
    visit: Visit,
    dossier_id: str,
    problem: ServiceError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The page; after a refusal with what happened on top, and what was typed still there."""
    with visit.reading() as work:
        dossier = shown(work, dossier_id)
        placed = seen(work, dossier_id)
        named = names(
            work.session, [dossier.assessing_body_id, dossier.recognising_body_id], work.today
        )
        around = {
            "school": dossier.body_name,
            "assessing": named.get(dossier.assessing_body_id, "đơn vị đánh giá"),
            "recognising": named.get(dossier.recognising_body_id, "đơn vị công nhận"),
        }
        history = steps.history(work, dossier_id, "", HISTORY).changes
        edition = edition_of(work.session, placed.dossier)
        answer = visit.service.pages.page(
            "dossier.html",
            200 if problem is None else problem.status,
            dossier=dossier,
            around=around,
            year=year_of(dossier.state, history, around),
            history=history,
            edition=edition,
            ready=_ready(work, dossier),
            things=Things(dossier, edition),
            deeds={word: deed for word, deed in DEEDS.items() if deed.act in dossier.acts},
            documents=_documents(dossier),
            rounds=return_list.returns_of(work, dossier_id).returns,
            signed=[one for one in signing.reports(work.session, dossier_id) if not one.void],
            reads=READS,
            objections=_objections(work, dossier),
            team=team(work, dossier_id) if Act.READ_EXTERNAL in dossier.acts else None,
            choices_of=choices_of,
            facts_of=lambda code: [
                edition.facts[one] for one in sorted(used_facts(edition.criteria[code]))
            ],
            fact_choices=fact_choices,
            campaign=campaign_of(work.session, placed.dossier),
            draft=dossier.state in OPEN_STATES[SideName.SELF],
            problem=problem,
            typed=typed or {},
        )
    visit.saw(work.actor, thing_of(dossier_id))
    return answer


def _ready(work: Work, dossier: out.DossierOut) -> out.ReadinessOut | None:
    """What still stands before the next step; not told of a side that is not theirs to see."""
    if dossier.state == DossierState.ASSESSING and Act.READ_EXTERNAL not in dossier.acts:
        return None
    found = steps.readiness(work, dossier.id)
    return found if found.act else None


def _documents(dossier: out.DossierOut) -> list[Document]:
    external = Act.READ_EXTERNAL in dossier.acts and dossier.external_version > 0
    return [one for one in DOCUMENTS if external or one.side is SideName.SELF]


def _objections(work: Work, dossier: out.DossierOut) -> list[ObjectionOut]:
    if Act.READ_EXTERNAL not in dossier.acts or dossier.state not in CONCLUDED:
        return []
    return list(objections_of(work, dossier.id).objections)


class Things:
    """Where each reason of a guard is mended."""

    def __init__(self, dossier: out.DossierOut, edition: Edition) -> None:
        self._home = f"/ho-so/{dossier.id}"
        self._edition = edition

    def of(self, act: str, guard: out.GuardOut) -> str:
        """The address of the field, the form or the list that the reason speaks of."""
        if guard.code in {"not-signed", "one-person"}:
            return f"{self._home}#ban-ky"
        if guard.code == "claim-without-evidence":
            return f"{self._home}/minh-chung?tieu-chi={guard.where}#them"
        if guard.where in fields.ALL:
            return f"{self._home}/bao-cao#f-{guard.where}"
        part = "danh-gia" if act == "conclude" else "tra-loi"
        return f"{self._home}/{part}#{anchor(self._edition, guard.where)}"


def anchor(edition: Edition, code: str) -> str:
    """Where an item, a criterion or a fact stands on the pages of answers."""
    if code in edition.items:
        return f"m-{code}"
    if code in edition.criteria:
        return f"c-{code}"
    return f"d-{code}" if code in edition.facts else "noi-dung"
