"""Decisions issued elsewhere: judged before anything is written, recorded whole, revoked again."""

import json
from collections.abc import Sequence

import pytest
from sqlmodel import Session, col, select

from app.accounts.errors import NotAllowed
from app.audit.chain import Who
from app.bodies.errors import BodyNotFound
from app.campaigns.models import Campaign
from app.dossiers.importing import Imported, ImportedSide, ensure_snapshot, import_dossier
from app.dossiers.models import ITEMS, Dossier, DossierState, Origin, SideName, Snapshot
from app.imports.decisions.kind import KIND
from app.imports.decisions.reading import numbered
from app.imports.decisions.snapshots import ensure_snapshots
from app.imports.errors import ImportRefused, ImportStale
from app.imports.models import ImportBatch, ImportKind, ImportRow, ReportedResult
from app.recognition.models import DecisionLine, RecognitionDecision
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.imports.driving import Drive, brief
from tests.statements import counted

S = DossierState
ROLES = ("number", "signed_on", "signer", "code", "name", "level")
NUMBER = "15/QĐ-SGDĐT"


class Recorded(Drive):
    """A Sở that records its decisions."""

    def process(self, session: Session) -> Process:
        """The province again, in this transaction."""
        return Process.resumed(session)

    def states(self) -> dict[str, tuple[str, int | None]]:
        """Code to state and recognised level."""
        with self.database.reading() as session:
            rows = session.exec(select(Dossier)).all()
        return {one.body_code: (str(one.state), one.recognised_level) for one in rows}

    def decisions(self) -> list[RecognitionDecision]:
        """All that are recorded."""
        with self.database.reading() as session:
            return list(session.exec(select(RecognitionDecision)))


def row(
    code: str, level: str | None = "3", number: str | None = NUMBER, **others: str | None
) -> Sequence[str | None]:
    """A row of the list."""
    told = {"signed_on": "2026-03-01", "signer": "Người ký minh họa", "name": None, **others}
    return [{**told, "code": code, "level": level, "number": number}[role] for role in ROLES]


def imported(process: Process, code: str) -> Dossier:
    """A school whose dossier came from a table, without answers."""
    name = f"th{code[-1]}"
    dossier = process.school(name, code) if code != "79000001" else process.dossier
    given = Imported("bảng minh họa", ImportedSide({}))
    import_dossier(process.session, dossier, process.campaign, given, process.who("director"))
    return dossier


@pytest.fixture
def drive(database: Database) -> Recorded:
    """th1 was assessed here (level 3), th2 and th3 were imported, th4 is being written."""
    with database.writing() as session:
        process = Process(session)
        process.bring(process.dossier, S.ASSESSED)
        for code in ("79000002", "79000003"):
            imported(process, code)
        process.school("th4", "79000004")
        director, campaign = process.people["director"], process.campaign.id
    return Recorded(database, KIND, ImportKind.DECISIONS, "so", director, campaign)


def test_a_dry_run_tells_what_will_be_recorded(drive: Recorded) -> None:
    staged = drive.plan(ROLES, row("79000001"), row("79000002", "2"))
    assert brief(staged) == [("79000001", "new", []), ("79000002", "new", [])]
    assert [[one[1] for one in each.warnings] for each in staged] == [[], ["unassessed"]]
    assert drive.planned is not None
    assert drive.planned.counts["decisions"] == 1
    assert drive.decisions() == []


def test_confirmed_rows_of_one_number_are_one_decision(drive: Recorded) -> None:
    drive.plan(
        ROLES,
        row("79000001"),
        row("79000003", "1", "16/QĐ-SGDĐT"),
        row("79000002", "2", "15/QĐ-sgdđt "),
    )
    done = drive.apply()
    assert done.changed == 3
    assert sorted((one.number, one.origin) for one in drive.decisions()) == [
        (NUMBER, Origin.IMPORT),
        ("16/QĐ-SGDĐT", Origin.IMPORT),
    ]
    states = drive.states()
    assert states["79000001"] == (S.RECOGNISED, 3)
    assert states["79000002"] == (S.RECOGNISED, 2)
    assert states["79000003"] == (S.RECOGNISED, 1)
    with drive.database.reading() as session:
        lines = session.exec(select(DecisionLine)).all()
        assert sorted(tuple(one.waived) for one in lines) == [(), ("external",), ("external",)]


def test_the_same_file_again_changes_nothing(drive: Recorded) -> None:
    rows = (row("79000001"), row("79000002", "2"))
    drive.plan(ROLES, *rows)
    drive.apply()
    assert brief(drive.plan(ROLES, *rows)) == [
        ("79000001", "unchanged", []),
        ("79000002", "unchanged", []),
    ]
    assert drive.apply().changed == 0
    assert len(drive.decisions()) == 1


def test_a_recorded_number_takes_no_other_rows(drive: Recorded) -> None:
    drive.plan(ROLES, row("79000001"))
    drive.apply()
    staged = drive.plan(ROLES, row("79000001", "2"), row("79000002", "2"))
    assert brief(staged) == [
        ("79000001", "invalid", ["number-taken"]),
        ("79000002", "invalid", ["number-taken"]),
    ]


def test_a_printed_level_must_be_the_one_assessed_here(drive: Recorded) -> None:
    staged = drive.plan(ROLES, row("79000001", "2"), row("79000002", "2"))
    assert brief(staged) == [
        ("79000001", "invalid", ["other-level"]),
        ("79000002", "invalid", ["not-whole"]),
    ]
    assert staged[0].faults[0][0] == "F5"


@pytest.mark.parametrize(
    ("given", "code", "cell"),
    [
        (row("79000004"), "not-assessed", "D5"),
        (row("79999999"), "unknown-code", "D5"),
        (row("79000002", "9"), "unknown-level", "F5"),
        (row("79000002", None), "level-missing", "F5"),
        (row("79000002", number=None), "number-missing", "A5"),
        (row("79000002", signed_on=None), "signed_on-missing", "B5"),
        (row("79000002", signer=None), "signer-missing", "C5"),
        (row("79000002", signed_on="2199-01-01"), "day-ahead", "B5"),
        (row("79000002", number="9" * 51), "too-long", "A5"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(
    drive: Recorded, given: Sequence[str | None], code: str, cell: str
) -> None:
    (staged,) = drive.plan(ROLES, given)
    assert (staged.outcome, (cell, code)) == ("invalid", staged.faults[0][:2])


def test_a_row_that_cannot_be_read_stops_its_decision(drive: Recorded) -> None:
    staged = drive.plan(ROLES, row("79000001"), row("79000002", None), row("79000003", "1", "16"))
    assert [str(one.outcome) for one in staged] == ["invalid", "invalid", "new"]
    assert staged[0].faults[0][1] == "not-whole"


def test_one_decision_has_one_signer_and_one_day(drive: Recorded) -> None:
    staged = drive.plan(
        ROLES,
        row("79000001"),
        row("79000002", "2", signer="Người khác"),
        row("79000003", "2", signed_on="2026-02-01"),
    )
    found = {fault[1] for one in staged for fault in one.faults}
    assert found == {"other-signer", "not-whole", "other-day"}


def test_a_school_is_recognised_once_in_a_file(drive: Recorded) -> None:
    staged = drive.plan(ROLES, row("79000002", "2"), row("79000002", "2", "16/QĐ-SGDĐT"))
    assert brief(staged) == [("79000002", "new", []), ("79000002", "invalid", ["twice"])]


def test_number_day_and_signer_may_be_said_for_the_whole_file(drive: Recorded) -> None:
    drive.options = {"number": NUMBER, "signed_on": "2026-03-01", "signer": "Giám đốc minh họa"}
    drive.plan(("code", "level"), ("79000001", "3"), ("79000002", "2"))
    drive.apply()
    (decision,) = drive.decisions()
    assert (decision.number, decision.signer) == (NUMBER, "Giám đốc minh họa")


def test_a_day_behind_the_number_is_read() -> None:
    number, day = numbered("Quyết định số 15/QĐ-SGDĐT ngày 01/03/2026")
    assert (number, str(day)) == (NUMBER, "2026-03-01")
    assert numbered(NUMBER) == (NUMBER, None)


def test_a_lost_zero_and_another_name_are_pointed_out(drive: Recorded) -> None:
    with drive.database.writing() as session:
        dossier = session.get_one(Dossier, f"dth2{drive.campaign_id}")
        dossier.body_code = "09000002"
    (staged,) = drive.plan(ROLES, row("#9000002", "2", name="Trường khác"))
    assert brief([staged]) == [("09000002", "new", [])]
    assert [one[1] for one in staged.warnings] == ["zeros-lost", "other-name", "unassessed"]


def test_a_code_of_two_schools_is_refused_naming_both(drive: Recorded) -> None:
    with drive.database.writing() as session:
        session.get_one(Dossier, f"dth3{drive.campaign_id}").body_code = "79000002"
    (staged,) = drive.plan(ROLES, row("79000002", "2"))
    assert [one[1] for one in staged.faults] == ["ambiguous"]
    assert "th2" in staged.faults[0][2]
    assert "th3" in staged.faults[0][2]


def test_an_act_after_the_dry_run_makes_it_stale(drive: Recorded) -> None:
    drive.plan(ROLES, row("79000001"), row("79000002", "2"))
    with drive.database.writing() as session:
        process = drive.process(session)
        process.assign(process.held(f"dth2{drive.campaign_id}"))
    with pytest.raises(ImportStale) as stale:
        drive.apply()
    assert [one.where for one in stale.value.reasons] == ["79000002"]
    assert drive.decisions() == []


def test_undone_the_decision_is_revoked_and_its_number_free(drive: Recorded) -> None:
    before = drive.states()
    rows = (row("79000001"), row("79000002", "2"))
    drive.plan(ROLES, *rows)
    drive.apply()
    undone = drive.undo()
    assert (undone.restored, list(undone.kept)) == (2, [])
    assert drive.states() == before
    (decision,) = drive.decisions()
    assert decision.revoked_at is not None
    assert decision.revoked_reason.startswith("Hoàn tác lần nhập danh-sach.xlsx")
    assert [one.outcome for one in drive.plan(ROLES, *rows)] == ["new", "new"]
    assert drive.apply().changed == 2


def test_what_was_published_since_is_named_and_stays(drive: Recorded) -> None:
    drive.plan(ROLES, row("79000001"), row("79000002", "2"))
    drive.apply()
    with drive.database.writing() as session:
        process = drive.process(session)
        process.publish(process.held(f"dth1{drive.campaign_id}"))
    assert drive.refused_undo() == ["79000001"]
    undone = drive.undo(rest=True)
    assert (undone.restored, [code for code, _, _ in undone.kept]) == (1, ["79000001"])
    assert drive.states()["79000001"] == (S.PUBLISHED, 3)
    assert drive.states()["79000002"] == (S.SUBMITTED, None)
    (decision,) = drive.decisions()
    assert decision.revoked_at is None
    assert drive.undone() == [False, True]


def test_where_the_chains_ended_is_remembered(drive: Recorded) -> None:
    drive.plan(ROLES, row("79000001"))
    drive.apply()
    with drive.database.reading() as session:
        kept = session.exec(select(ImportRow)).one()
        dossier = session.get_one(Dossier, str(kept.thing_id))
        assert (kept.applied_length, kept.applied_head) == (
            dossier.chain_length,
            dossier.chain_head,
        )
        assert json.loads(kept.after)["level"] == 3


PRINTED = {"groups": {"1": "50"}, "criteria": {}, "level": 2}


def test_snapshots_of_many_are_those_that_are_taken_of_one(drive: Recorded) -> None:
    """An imported dossier with answers, evidence and a result as printed, taken each way."""
    drive.plan(ROLES, row("79000002", "2"))
    contents: list[tuple[dict[str, object], int | None]] = []
    for taken in (ensure_snapshot, _many):
        with drive.database.writing() as session:
            process = drive.process(session)
            dossier = process.held(f"dth2{drive.campaign_id}")
            if not contents:
                dossier.state = S.DRAFTING
                process.fill(dossier, "editor-th2")
                dossier.state = S.SUBMITTED
                dossier.waived = [*dossier.waived, ITEMS]
                session.add_all(
                    ReportedResult(
                        dossier_id=dossier.id,
                        side=side,
                        groups={"1": "50"},
                        criteria={},
                        level=2,
                        batch_id=drive.batch_id,
                        at=process.at,
                    )
                    for side in SideName
                )
                session.flush()
            taken(session, dossier, Who(None, process.at))
            session.flush()
            kept = session.exec(
                select(Snapshot).where(
                    Snapshot.dossier_id == dossier.id, col(Snapshot.void).is_(False)
                )
            ).one()
            told = json.loads(kept.content)
            contents.append((told | {"taken_at": ""}, dossier.self_level))
            kept.void = True
    assert contents[0] == contents[1]
    assert contents[0][0]["evidence"]
    assert contents[0][0]["reported"] == {"self": PRINTED}
    assert contents[0][1] is not None


def _many(session: Session, dossier: Dossier, who: Who) -> None:
    campaign = session.get_one(Campaign, dossier.campaign_id)
    ensure_snapshots(session, [dossier], campaign, who)


def test_statements_hardly_grow_with_the_list(drive: Recorded) -> None:
    with drive.database.writing() as session:
        process = drive.process(session)
        for number in range(10, 60):
            name, code = f"x{number}", f"790000{number}"
            process.province.body(name, "xa", process.kind)
            dossier = process.dossier_of(name, code, process.campaign)
            given = Imported("bảng minh họa", ImportedSide({}))
            import_dossier(session, dossier, process.campaign, given, process.who("director"))

    def run(first: int, count: int) -> int:
        codes = [f"790000{number}" for number in range(first, first + count)]
        with counted(drive.database.engine) as ran:
            drive.plan(ROLES, *(row(code, "2", f"{first}/QĐ") for code in codes))
            drive.apply()
            drive.undo()
        return len(ran)

    run(10, 1)  # what is read once
    few, many = run(11, 4), run(15, 40)
    assert many <= few + 3


def test_only_a_leader_of_the_body_and_only_in_a_campaign(drive: Recorded) -> None:
    drive.plan(ROLES, row("79000001"))
    with drive.database.writing() as session:
        process = drive.process(session)
        batch = session.get_one(ImportBatch, drive.batch_id)
        actors = {name: process.province.actor(key) for name, key in process.people.items()}
        KIND.require(session, actors["director"], batch, drive.who())
        for name in ("leader", "editor"):
            with pytest.raises((NotAllowed, BodyNotFound)):
                KIND.require(session, actors[name], batch, drive.who())
        batch.campaign_id = None
        with pytest.raises(ImportRefused):
            KIND.require(session, actors["director"], batch, drive.who())


def test_the_server_itself_signs_nothing(drive: Recorded) -> None:
    drive.account_id = None
    with pytest.raises(ImportRefused):
        drive.plan(ROLES, row("79000001"))
