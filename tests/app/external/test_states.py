"""Every state against every act: it starts from exactly the states that the policy names."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.dossiers import external, objections, revision, transitions
from app.dossiers.errors import DossierLocked, NotReady, PartNotFound, TransitionRefused
from app.dossiers.models import Dossier, DossierState, SideName
from app.policy.acts import STATES, Act
from app.recognition.errors import DecisionRefused
from tests.app.external.process import Process
from tests.app.external.rows import rows_of

S = DossierState
Doing = Callable[[Process, Dossier], object]


def _return(process: Process, dossier: Dossier) -> None:
    process.give_back(dossier, "1.3")


def _decide(process: Process, dossier: Dossier) -> None:
    rows = objections.of_dossier(process.session, dossier.id)
    row_id, version = (rows[-1].id, rows[-1].version) if rows else ("khong-co", 1)
    if rows and dossier.state == S.OBJECTED and not rows[-1].answer:
        _answer(process, dossier)
        version += 1
    objections.decide(
        process.session,
        dossier,
        process.campaign,
        process.who("leader"),
        row_id,
        version,
        "Không chấp nhận (minh họa).",
        None,
    )


def _answer(process: Process, dossier: Dossier) -> None:
    rows = objections.of_dossier(process.session, dossier.id)
    row_id, version = (rows[-1].id, rows[-1].version) if rows else ("khong-co", 1)
    objections.answer(
        process.session, dossier, process.who("assessor"), row_id, version, "Đoàn trả lời."
    )


def _object(process: Process, dossier: Dossier) -> None:
    process.object_to(dossier, "1.4")


def _revise(process: Process, dossier: Dossier) -> None:
    who = process.who("director")
    revision.open_revision(process.session, dossier, process.campaign, who, "Sai số liệu.")


ACTS: dict[Act, Doing] = {
    Act.WRITE_SELF: lambda p, d: p.answer(d, SideName.SELF, {"1.3.1": "1"}, "editor"),
    Act.CLOSE: lambda p, d: p.close(d),
    Act.SIGN: lambda p, d: p.sign(d),
    Act.SUBMIT: lambda p, d: p.submit(d),
    Act.REOPEN: lambda p, d: transitions.reopen(p.session, d, p.campaign, p.who("head"), "Sửa."),
    Act.OBJECT: _object,
    Act.RECEIVE: lambda p, d: external.receive(p.session, d, p.who("leader")),
    Act.SEND_BACK: lambda p, d: external.send_back(
        p.session, d, p.campaign, p.who("leader"), "Nhầm."
    ),
    Act.RECALL: lambda p, d: external.recall(p.session, d, p.who("leader"), "Nhầm."),
    Act.ASSIGN: lambda p, d: p.assign(d, "Đoàn 2"),
    Act.START_EXTERNAL: lambda p, d: p.start(d),
    Act.WRITE_EXTERNAL: lambda p, d: p.judge(d, {"1.3.1": "1"}),
    Act.RETURN: _return,
    Act.TAKE_BACK: lambda p, d: p.take_back(d),
    Act.CONCLUDE: lambda p, d: p.conclude(d),
    Act.ANSWER_OBJECTION: _answer,
    Act.DECIDE_OBJECTION: _decide,
    Act.RECOGNISE: lambda p, d: p.recognise(d),
    Act.PUBLISH: lambda p, d: p.publish(d),
    Act.REVISE: _revise,
}
REFUSALS = (TransitionRefused, DossierLocked, NotReady, DecisionRefused, PartNotFound)


def test_every_act_that_changes_a_dossier_is_in_the_table() -> None:
    readings = {Act.READ, Act.READ_EXTERNAL, Act.APPROVE, Act.IMPORT, Act.ERASE}
    assert set(ACTS) == set(STATES) - readings


@pytest.mark.parametrize("state", list(DossierState))
def test_acts_start_from_their_states_and_leave_all_others_untouched(
    process: Process, state: DossierState
) -> None:
    dossier = process.bring(process.dossier, state)
    if state == S.DRAFTING:
        process.fill(dossier)
    for act, do in ACTS.items():
        if state in STATES[act]:
            continue
        before = rows_of(process.session, dossier.id)
        with pytest.raises(REFUSALS):
            do(process, dossier)
        assert rows_of(process.session, dossier.id) == before, act


@pytest.mark.parametrize("act", list(ACTS))
def test_acts_pass_in_each_of_their_states(process: Process, act: Act) -> None:
    wanted = sorted(STATES[act])
    for number, state in enumerate(wanted):
        name = f"t{number}"
        dossier = process.school(name, f"7900010{number}")
        process.bring(dossier, state, f"-{name}")
        if state == S.DRAFTING:
            process.fill(dossier, f"editor-{name}")
        if act is Act.SUBMIT:
            process.sign(dossier, f"head-{name}")
        before = (dossier.chain_length, dossier.version)
        ACTS[act](process, dossier)
        process.session.flush()
        assert dossier.chain_length > before[0], (act, state)


def test_a_late_supplement_is_marked(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    process.at += timedelta(days=11)
    process.hand_in(dossier)
    assert dossier.state == S.ASSESSING
    assert dossier.late
