"""What stands in for a file lives as long as the file, and goes with it."""

from datetime import timedelta

from sqlmodel import select

from app import clock
from app.attachments import queries
from app.attachments.models import Inspection
from app.audit.chain import Who
from app.vault import erasing, pruning
from app.vault.models import Tombstone
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.app.attachments.school import ASSESSOR, NEIGHBOUR, OTHER_DOSSIER, Desk
from tests.evidence.inspection.photographs import phone_photograph

NO_GRACE = timedelta(seconds=-5)
PHOTO = ("Ảnh phòng máy.jpg", "image/jpeg")


def sent(desk: Desk, content: bytes) -> tuple[str, str, str]:
    """The evidence, the hash of the file, the hash of what stands in for it."""
    known = str(desk.made()["id"])
    told = desk.upload(known, content, *PHOTO).json()
    return known, told["sha256"], told["shown_sha256"]


def names(desk: Desk) -> set[str]:
    return {path.name for path in desk.objects()}


def erased(desk: Desk, sha256: str) -> list[str]:
    """Erase it; the dossiers that it was erased from."""
    vault = LocalStore(desk.vault)
    with desk.database.writing() as session:
        stored = queries.stored(session, "so", sha256)
        assert stored is not None
        named = erasing.affected(session, "so", sha256)
        erasing.erase(session, stored, "gửi nhầm", Who(None, clock.now()), named)
    pruning.finish_erasures(desk.database, vault, clock.now())
    return [one.dossier_id for one in named]


def pruned(desk: Desk) -> int:
    vault = LocalStore(desk.vault)
    return pruning.prune(desk.database, vault, clock.now(), NO_GRACE).objects


def test_pruning_keeps_what_stands_in_for_a_file_that_is_needed(desk: Desk) -> None:
    _, file, shown = sent(desk, phone_photograph())
    assert pruned(desk) == 0
    assert names(desk) == {file, shown}
    with desk.database.reading() as session:
        assert verify(session, LocalStore(desk.vault)).findings == ()


def test_a_copy_whose_file_was_never_recorded_is_pruned(desk: Desk) -> None:
    _, file, shown = sent(desk, phone_photograph())
    with desk.database.writing() as session:
        for row in session.exec(select(Inspection)).all():
            row.object_sha256 = None
            session.add(row)
    assert pruned(desk) == 1
    assert names(desk) == {file}
    assert shown not in names(desk)


def test_erasing_a_file_erases_what_stands_in_for_it(desk: Desk) -> None:
    known, file, shown = sent(desk, phone_photograph())
    assert erased(desk, file) == [desk.dossier]
    assert names(desk) == set()
    with desk.database.reading() as session:
        stones = {(one.sha256, one.done_at is not None) for one in session.exec(select(Tombstone))}
    assert stones == {(file, True), (shown, True)}
    for person in (desk.person, ASSESSOR):
        for path in ("", "/preview"):
            got = desk.as_(person).send("GET", f"/evidence/{known}/files/1{path}")
            assert (got.status_code, got.json()["code"]) == (410, "file-erased")
    with desk.database.reading() as session:
        assert verify(session, LocalStore(desk.vault)).findings == ()


def test_erasing_what_others_see_erases_the_file_it_was_made_of(desk: Desk) -> None:
    _, _, shown = sent(desk, phone_photograph())
    assert erased(desk, shown) == [desk.dossier]
    assert names(desk) == set()


def test_what_stands_in_for_another_file_too_stays(desk: Desk) -> None:
    upright = phone_photograph(1)
    _, file, shown = sent(desk, upright)
    _, twin, same = sent(desk, upright + b"\0" * 16)  # other bytes, the same picture
    assert (same, file == twin) == (shown, False)
    erased(desk, file)
    assert names(desk) == {twin, shown}


def test_the_same_photograph_sent_again_is_shown_again(desk: Desk) -> None:
    known, file, shown = sent(desk, phone_photograph())
    erased(desk, file)
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    again, _, _ = sent(other, phone_photograph())
    assert names(desk) == {file, shown}
    assert desk.send("GET", f"/evidence/{known}/files/1").status_code == 410
    assert other.send("GET", f"/evidence/{again}/files/1").status_code == 200
    assert pruned(desk) == 0
    with desk.database.reading() as session:
        assert verify(session, LocalStore(desk.vault)).findings == ()
