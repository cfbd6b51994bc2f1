"""What a list does to the bodies of a subtree: found, change, or leave as it is.

The code tells which body a row means. An empty cell says nothing: it never takes a value away, and
the same list again changes nothing.
"""

from collections.abc import Mapping

from app.bodies.load.judging import judge
from app.bodies.load.plan import Draft, Plan, Planned
from app.bodies.load.reading import Listing
from app.bodies.load.recognising import recognise
from app.bodies.load.state import State
from app.bodies.models import Relation


def plan_of(listing: Listing, state: State) -> Plan:
    """Every row judged, every fault named."""
    draft = Draft(state)
    draft.plan.problems += listing.problems
    for row in listing.rows:
        recognise(draft, row)
    for line in draft.plan.lines:
        judge(draft, line)
    _refuse_cycles(draft)
    return draft.plan


def _refuse_cycles(draft: Draft) -> None:
    edges: dict[str, set[str]] = {one: set(up) for one, up in draft.state.edges.items()}
    moved: dict[str, Planned] = {}
    for line in draft.plan.lines:
        for change in line.changes:
            if change.what == Relation.PARENT:
                assert isinstance(change.value, str)
                old = {change.before.value} if change.before else set()
                edges[line.body_id] = edges.get(line.body_id, set()) - old | {change.value}
                moved[line.body_id] = line
    for body_id, line in moved.items():
        if _reaches(edges, body_id):
            message = f"{line.name} sẽ trực thuộc chính mình. Hãy kiểm tra mã đơn vị cha."
            draft.fault(line.row, "parent", "cycle", message)


def _reaches(edges: Mapping[str, set[str]], body_id: str) -> bool:
    """Whether a walk up from the body comes back to it."""
    seen: set[str] = set()
    waiting = list(edges.get(body_id, ()))
    while waiting:
        one = waiting.pop()
        if one == body_id:
            return True
        if one not in seen:
            seen.add(one)
            waiting += edges.get(one, ())
    return False
