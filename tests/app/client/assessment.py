"""A whole external assessment by a generated client and nothing else: no request by hand.

Runs in the environment of the generator, with the generated package on its path:

    python assessment.py URL < tokens.json > seen.json
"""

import json
import sys
from datetime import date, timedelta
from io import BytesIO
from typing import Any, TypeVar

from thangdo_client import AuthenticatedClient
from thangdo_client.api.answers import (
    get_answer,
    get_sheet,
    list_answers,
    save_answer,
    save_answers,
)
from thangdo_client.api.dossiers import (
    close_dossier,
    get_dossier,
    list_dossiers,
    list_states,
    submit_dossier,
)
from thangdo_client.api.evidence import download_evidence_file, list_evidence
from thangdo_client.api.external import (
    compare_sides,
    conclude_external,
    list_changes_since_return,
    list_returned_dossiers,
    list_returns,
    receive_dossier,
    return_criteria,
    start_external,
)
from thangdo_client.api.objections import answer_objection, decide_objection, raise_objections
from thangdo_client.api.people import who_am_i
from thangdo_client.api.signed_reports import add_signed_report
from thangdo_client.models import (
    AddSignedReportBody,
    AnswerChangeIn,
    AnswerIn,
    ChangesIn,
    ObjectionDecisionIn,
    ObjectionIn,
    ObjectionsIn,
    Problem,
    ReturnedIn,
    ReturnIn,
    WordsIn,
)
from thangdo_client.types import File

T = TypeVar("T")
given = json.load(sys.stdin)
people = {
    name: AuthenticatedClient(base_url=sys.argv[1], token=token, raise_on_unexpected_status=True)
    for name, token in given["tokens"].items()
}
assessor, lead, leader = people["assessor"], people["lead"], people["leader"]
editor, head = people["editor"], people["head"]
seen: dict[str, Any] = {}


def good(answer: T | Problem | None) -> T:
    """The answer, which is no refusal."""
    assert answer is not None
    assert not isinstance(answer, Problem), answer.to_dict()
    return answer


def etag(version: int) -> str:
    """A version as If-Match states it."""
    return f'"{version}"'


def assigned() -> list[str]:
    """Every dossier that the assessor may see, a page of two at a time."""
    found: list[str] = []
    after = ""
    while True:
        page = good(list_dossiers.sync(client=assessor, mine=True, limit=2, after=after))
        found += [one.id for one in page.dossiers]
        if page.next_ is None:
            return found
        after = page.next_


def version_of(who: AuthenticatedClient) -> str:
    """The dossier's version as somebody sees it now."""
    return etag(good(get_dossier.sync(dossier, client=who)).version)


seen["who"] = good(who_am_i.sync(client=assessor)).name
seen["assigned"] = assigned()
dossier = given["dossier"]

good(receive_dossier.sync(dossier, client=leader, if_match=version_of(leader)))
good(start_external.sync(dossier, client=assessor, if_match=version_of(assessor)))

own = good(list_answers.sync(dossier, "self", client=assessor))
seen["self_answers"] = len(own.answers)
seen["self_level"] = good(get_sheet.sync(dossier, "self", client=assessor)).level
evidence = good(list_evidence.sync(dossier, client=assessor)).evidence
file = good(download_evidence_file.sync(dossier, evidence[0].id, 1, client=assessor))
seen["file"] = file.payload.read().hex()

before = good(get_answer.sync(dossier, "external", "1.3.1", client=assessor))
judged = AnswerIn(award="0", comment="Chưa có hồ sơ (minh họa).")
saved = good(
    save_answer.sync(
        dossier, "external", "1.3.1", client=assessor, body=judged, if_match=etag(before.version)
    )
)
seen["saved"] = saved.version
stale = save_answer.sync(
    dossier, "external", "1.3.1", client=assessor, body=judged, if_match=etag(before.version)
)
assert isinstance(stale, Problem)
seen["stale"] = [stale.status, stale.code]
batch = [
    AnswerChangeIn(
        item=item,
        version=good(get_answer.sync(dossier, "external", item, client=assessor)).version,
        award="0",
    )
    for item in ("1.3.2", "1.3.3")
]
good(save_answers.sync(dossier, "external", client=assessor, body=ChangesIn(answers=batch)))

reason = ReturnedIn(criterion="1.3", reason="Thiếu minh chứng (minh họa).")
wanted = ReturnIn(by=date.fromisoformat(given["today"]) + timedelta(days=5), criteria=[reason])
good(return_criteria.sync(dossier, client=leader, body=wanted, if_match=version_of(leader)))
waiting = good(list_returned_dossiers.sync(client=head)).dossiers
seen["returned"] = [one.dossier_id for one in waiting]
now = good(get_answer.sync(dossier, "self", "1.3.4", client=editor))
good(
    save_answer.sync(
        dossier,
        "self",
        "1.3.4",
        client=editor,
        body=AnswerIn(award="1"),
        if_match=etag(now.version),
    )
)
good(close_dossier.sync(dossier, client=editor, if_match=version_of(editor)))
paper = File(BytesIO(bytes.fromhex(given["paper"])), "bao-cao.pdf", "application/pdf")
good(add_signed_report.sync(dossier, client=head, body=AddSignedReportBody(file=paper)))
good(submit_dossier.sync(dossier, client=head, if_match=version_of(head)))
back = good(list_returns.sync(dossier, client=assessor)).returns[-1]
changes = good(list_changes_since_return.sync(dossier, back.id, client=assessor))
seen["changed"] = [(one.code, one.after) for one in changes.items]

good(conclude_external.sync(dossier, client=lead, if_match=version_of(lead)))
compared = good(compare_sides.sync(dossier, client=head))
seen["compared"] = {one.item: [one.self_award, one.external_award] for one in compared.items}
raised = ObjectionsIn(objections=[ObjectionIn(criterion="1.3", text="Xin xem lại (minh họa).")])
objection = good(
    raise_objections.sync(dossier, client=head, body=raised, if_match=version_of(head))
).objections[0]
answered = good(
    answer_objection.sync(
        dossier,
        objection.id,
        client=assessor,
        body=WordsIn(text="Đoàn giữ nguyên (minh họa)."),
        if_match=etag(objection.version),
    )
)
good(
    decide_objection.sync(
        dossier,
        objection.id,
        client=leader,
        body=ObjectionDecisionIn(upheld=False, text="Không thay đổi (minh họa)."),
        if_match=etag(answered.version),
    )
)
seen["state"] = good(get_dossier.sync(dossier, client=head)).state
changes_of_state = good(list_states.sync(dossier, client=head)).changes
seen["states"] = [str(one.after) for one in changes_of_state]
json.dump(seen, sys.stdout)
