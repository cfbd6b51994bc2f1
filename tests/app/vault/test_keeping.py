"""What is missing is found, what is needed never goes, what is erased is gone."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from app import clock
from app.accounts.models import Role
from app.attachments import queries
from app.attachments.models import StoredObject
from app.audit.chain import Who
from app.audit.models import AuditRow
from app.audit.verify import verify as walk_chains
from app.dossiers.models import DossierState
from app.storage.database import Database
from app.storage.tables import METADATA
from app.vault import erasing, mentions, pruning
from app.vault.models import Tombstone
from app.vault.verifying import Fault, verify
from evidence.local import LocalStore
from evidence.store import receive
from tests.app.attachments.school import (
    ASSESSOR,
    AUDITOR,
    DOSSIER,
    FAR,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OTHER_DOSSIER,
    Desk,
)
from tests.app.province import Province
from tests.evidence.samples import pdf

NO_GRACE = timedelta(seconds=-5)
PDF = hashlib.sha256(pdf()).hexdigest()


def faults(desk: Desk) -> dict[str, Fault]:
    with desk.database.reading() as session:
        found = verify(session, LocalStore(desk.vault))
    return {one.sha256: one.fault for one in found.findings}


def path_of(desk: Desk, sha256: str) -> Path:
    return desk.vault / "so" / sha256[:2] / sha256


def pruned(desk: Desk, grace: timedelta = NO_GRACE, *, dry_run: bool = False) -> pruning.Pruned:
    vault = LocalStore(desk.vault)
    return pruning.prune(desk.database, vault, clock.now(), grace, dry_run=dry_run)


def erased(desk: Desk, sha256: str = PDF, *, finish: bool = True) -> None:
    with desk.database.writing() as session:
        stored = queries.stored(session, "so", sha256)
        assert stored is not None
        named = erasing.affected(session, "so", sha256)
        erasing.erase(session, stored, "Danh sách học sinh gửi nhầm", Who(None, clock.now()), named)
    if finish:
        pruning.finish_erasures(desk.database, LocalStore(desk.vault), clock.now())


def test_every_table_that_names_an_object_is_looked_at() -> None:
    named = {table.name for table in mentions.mentioning()}
    assert named == {
        table.name for table in METADATA.tables.values() if "object_sha256" in table.columns
    }
    assert {"evidence_file", "signed_report", "recognition_decision"} <= named


def test_a_whole_vault_has_nothing_to_tell(desk: Desk) -> None:
    desk.upload(desk.made()["id"], pdf())
    with desk.database.reading() as session:
        found = verify(session, LocalStore(desk.vault))
    assert (found.objects, found.size, found.findings) == (1, len(pdf()), ())


def test_finds_what_is_missing_altered_and_orphaned(desk: Desk) -> None:
    known = desk.made()["id"]
    contents = [pdf() + mark for mark in (b"%1\n%%EOF", b"%2\n%%EOF")]
    for content in contents:
        assert desk.upload(known, content).status_code == 201
    missing, altered = (hashlib.sha256(content).hexdigest() for content in contents)
    path_of(desk, missing).unlink()
    path_of(desk, altered).write_bytes(contents[1].replace(b"%2", b"%3"))
    orphan = receive(LocalStore(desk.vault), "so", [b"nobody's"], 100).sha256
    assert faults(desk) == {
        missing: Fault.MISSING,
        altered: Fault.ALTERED,
        orphan: Fault.ORPHANED,
    }


def test_prunes_only_what_nobody_needs_and_only_after_its_time(desk: Desk) -> None:
    desk.upload(desk.made()["id"], pdf())
    orphan = receive(LocalStore(desk.vault), "so", [b"nobody's"], 100)
    assert pruned(desk, timedelta(days=1)) == pruning.Pruned(0, 0, 0)
    assert pruned(desk, dry_run=True).objects == 1
    assert path_of(desk, orphan.sha256).exists()
    assert pruned(desk) == pruning.Pruned(1, orphan.size, 0)
    assert not path_of(desk, orphan.sha256).exists()
    assert faults(desk) == {}
    assert pruned(desk) == pruning.Pruned(0, 0, 0)


def test_what_one_school_still_needs_stays_when_the_other_s_is_removed(desk: Desk) -> None:
    mine = desk.made()
    desk.upload(mine["id"], pdf())
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    other.upload(other.made()["id"], pdf())
    desk.send("DELETE", f"/evidence/{mine['id']}", headers={"If-Match": '"1"'})
    assert pruned(desk).objects == 0
    assert path_of(desk, PDF).exists()


def test_an_upload_of_what_is_being_pruned_keeps_it_or_is_told(desk: Desk) -> None:
    """The object's row decides: whoever has it first, nothing acknowledged is missing."""
    known = desk.made()["id"]
    vault = LocalStore(desk.vault)
    for round_ in range(6):
        content = pdf() + f"%{round_}\n%%EOF".encode()
        receive(vault, "so", [content], 10_000)
        answers: list[int] = []

        def send(content: bytes = content, answers: list[int] = answers) -> None:
            answers.append(desk.upload(known, content).status_code)

        sender = threading.Thread(target=send)
        sender.start()
        pruned(desk)
        sender.join(30)
        assert answers in ([201], [503])
        assert [one for one in faults(desk).values() if one.is_loss] == []


def test_an_erased_file_is_gone_and_its_tombstone_says_who_and_why(desk: Desk) -> None:
    evidence = desk.made()["id"]
    desk.upload(evidence, pdf())
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    other.upload(other.made()["id"], pdf())
    desk.move(DossierState.PUBLISHED)
    erased(desk)
    assert not path_of(desk, PDF).exists()
    answer = desk.send("GET", f"/evidence/{evidence}/files/1")
    assert (answer.status_code, answer.json()["code"]) == (410, "file-erased")
    assert "Danh sách học sinh" in answer.json()["detail"]
    with desk.database.reading() as session:
        (stone,) = session.exec(select(Tombstone)).all()
        rows = session.exec(select(AuditRow.chain).where(AuditRow.act == "evidence.erased")).all()
        assert walk_chains(session).findings == ()
    assert (stone.sha256, stone.size, stone.kind) == (PDF, len(pdf()), "pdf")
    assert stone.done_at is not None
    assert sorted(rows) == [f"dossier:{DOSSIER}", f"dossier:{OTHER_DOSSIER}"]
    assert faults(desk) == {}


def test_an_erasure_that_was_cut_off_is_finished_by_pruning(desk: Desk) -> None:
    desk.upload(desk.made()["id"], pdf())
    erased(desk, finish=False)
    assert faults(desk) == {PDF: Fault.NOT_ERASED}
    assert pruned(desk, timedelta(days=9)).erased == 1
    assert not path_of(desk, PDF).exists()
    assert faults(desk) == {}


def test_the_same_bytes_sent_again_are_a_new_file_and_the_erased_one_stays_erased(
    desk: Desk,
) -> None:
    evidence = desk.made()["id"]
    desk.upload(evidence, pdf(), "danh sách.pdf")
    erased(desk)
    again = desk.made(title="Kế hoạch khác (dữ liệu minh họa)")["id"]
    assert desk.upload(again, pdf()).status_code == 201
    assert desk.send("GET", f"/evidence/{again}/files/1").content == pdf()
    assert desk.send("GET", f"/evidence/{evidence}/files/1").status_code == 410
    assert pruned(desk).objects == 0
    assert faults(desk) == {}


def test_pruning_an_empty_vault_does_nothing(database: Database, tmp_path: Path) -> None:
    vault = LocalStore(tmp_path)
    assert pruning.prune(database, vault, clock.now(), NO_GRACE).objects == 0
    with database.reading() as session:
        assert verify(session, vault).objects == 0
        assert session.exec(select(StoredObject)).all() == []


def test_a_so_administrator_erases_through_the_api(desk: Desk) -> None:
    evidence = desk.made()["id"]
    desk.upload(evidence, pdf())
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    other.upload(other.made()["id"], pdf())
    desk.move(DossierState.PUBLISHED)
    path = f"/evidence/{evidence}/files/1/erasure"
    reason = {"reason": "Danh sách học sinh gửi nhầm"}
    for person in (HEAD, LEADER, AUDITOR, ASSESSOR):
        assert desk.as_(person).send("POST", path, json=reason).status_code == 403
    assert desk.as_(FAR).send("POST", path, json=reason).status_code == 404
    with desk.database.writing() as session:
        Province(session).grant(AUDITOR, Role.SO_ADMINISTRATOR, "so")
    administrator = desk.as_(AUDITOR)
    seen = administrator.send("GET", path).json()
    assert [one["dossier_id"] for one in seen["dossiers"]] == [DOSSIER, OTHER_DOSSIER]
    assert path_of(desk, PDF).exists()
    assert administrator.send("POST", path, json={"reason": " "}).status_code == 422
    answer = administrator.send("POST", path, json=reason)
    assert (answer.status_code, answer.json()) == (200, seen)
    assert not path_of(desk, PDF).exists()
    assert desk.send("GET", f"/evidence/{evidence}/files/1").status_code == 410
    assert administrator.send("POST", path, json=reason).status_code == 410
    assert faults(desk) == {}
