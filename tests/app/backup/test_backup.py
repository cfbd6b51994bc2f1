"""A backup taken while people work, and brought back on either kind of database."""

import gzip
import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.attachments import queries
from app.audit.chain import Who
from app.backup.making import LEFT_OUT, take
from app.backup.manifest import BackupUnusable, Manifest, read
from app.backup.restoring import restore
from app.backup.rows import line_of, row_of
from app.storage.database import Database
from app.storage.migrations import differences
from app.storage.tables import METADATA
from app.vault import erasing, pruning
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.app.attachments.school import NEIGHBOUR, OTHER_DOSSIER, Desk
from tests.evidence.samples import pdf


def content(number: int) -> bytes:
    return pdf() + f"%{number}\n%%EOF".encode()


def taken(desk: Desk, folder: Path) -> Manifest:
    return take(desk.database, LocalStore(desk.vault), folder, "0.1.0", clock.now())


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that a backup holds."""
    with database.reading() as session:
        return {
            table.name: [
                dict(row)
                for row in session.connection()
                .execute(select(table).order_by(*table.primary_key))
                .mappings()
            ]
            for table in METADATA.sorted_tables
            if table.name not in LEFT_OUT
        }


def furnish(desk: Desk) -> None:
    known = desk.made()["id"]
    for number in range(3):
        assert desk.upload(known, content(number)).status_code == 201
    other = desk.as_(NEIGHBOUR, OTHER_DOSSIER)
    other.upload(other.made()["id"], content(0))


def test_brings_back_every_row_and_every_file(desk: Desk, target: Database, tmp_path: Path) -> None:
    furnish(desk)
    made = taken(desk, tmp_path / "backup")
    vault = LocalStore(tmp_path / "restored")
    done = restore(target, vault, tmp_path / "backup")
    assert rows_of(target) == rows_of(desk.database)
    assert differences(target) == []
    assert (done.rows, len(made.objects), made.damaged) == (
        sum(map(len, rows_of(target).values())),
        3,
        [],
    )
    with target.reading() as session:
        found = verify(session, vault)
    assert (found.objects, found.findings) == (3, ())


def test_a_backup_of_people_at_work_is_one_state(
    desk: Desk, target: Database, tmp_path: Path
) -> None:
    furnish(desk)
    stop = threading.Event()
    failed: list[str] = []

    def work() -> None:
        number = 100
        while not stop.is_set() and number < 400:
            known = desk.made()["id"]
            answer = desk.upload(known, content(number))
            if answer.status_code != 201:
                failed.append(answer.text)
            number += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(3):
            taken(desk, tmp_path / f"backup{number}")
    finally:
        stop.set()
        worker.join(60)
    assert failed == []
    vault = LocalStore(tmp_path / "restored")
    done = restore(target, vault, tmp_path / "backup2")
    with target.reading() as session:
        found = verify(session, vault)
    assert [one for one in found.findings if one.fault.is_loss] == []
    assert done.manifest.damaged == []
    assert done.chains >= 2


def test_what_is_missing_from_the_vault_is_named_and_the_rest_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    furnish(desk)
    gone, *_ = sorted(desk.objects())
    gone.unlink()
    made = taken(desk, tmp_path / "backup")
    assert made.damaged == [f"so/{gone.name}"]
    assert len(made.objects) == 2


def test_what_is_erased_while_it_is_copied_is_no_loss(
    desk: Desk, target: Database, tmp_path: Path
) -> None:
    """The state that is copied still mentions the file; the tombstone is taken along."""
    known = desk.made()["id"]
    desk.upload(known, content(1))
    (path,) = desk.objects()

    class Erasing(LocalStore):
        def open(self, tenant: str, sha256: str) -> Any:  # noqa: ANN401 - a file
            with desk.database.writing() as session:
                stored = queries.stored(session, tenant, sha256)
                assert stored is not None
                erasing.erase(session, stored, "minh họa", Who(None, clock.now()), [])
            pruning.finish_erasures(desk.database, LocalStore(desk.vault), clock.now())
            return super().open(tenant, sha256)

    made = take(desk.database, Erasing(desk.vault), tmp_path / "backup", "0.1.0", clock.now())
    assert (made.damaged, made.objects) == ([], [])
    vault = LocalStore(tmp_path / "restored")
    restore(target, vault, tmp_path / "backup")
    with target.reading() as session:
        assert verify(session, vault).findings == ()
    assert not path.exists()


def test_never_writes_over_anything(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    with pytest.raises(FileExistsError):
        taken(desk, tmp_path / "backup")
    (tmp_path / "other.partial").mkdir()
    with pytest.raises(FileExistsError):
        taken(desk, tmp_path / "other")


def test_a_database_with_data_is_not_restored_into(desk: Desk, tmp_path: Path) -> None:
    furnish(desk)
    taken(desk, tmp_path / "backup")
    before = rows_of(desk.database)
    with pytest.raises(BackupUnusable, match="trống"):
        restore(desk.database, LocalStore(tmp_path / "restored"), tmp_path / "backup")
    assert rows_of(desk.database) == before


def _cut_table(folder: Path) -> None:
    path = folder / "tables" / "dossier.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-10])


def _other_object(folder: Path) -> None:
    path = next(one for one in (folder / "objects").rglob("*") if one.is_file())
    path.write_bytes(b"something else")


def _no_object(folder: Path) -> None:
    next(one for one in (folder / "objects").rglob("*") if one.is_file()).unlink()


def _no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _newer(folder: Path) -> None:
    _change(folder, revision="9999")


def _other_format(folder: Path) -> None:
    _change(folder, format=2)


def _change(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def _rewritten_history(folder: Path) -> None:
    """A row of the audit log changed, and the manifest made to agree with it."""
    from app.backup.making import hash_of  # noqa: PLC0415 - what a forger would do

    path = folder / "tables" / "audit_row.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).replace(b"evidence.created", b"evidence.removed")
    path.write_bytes(gzip.compress(lines))
    tables = [one.model_dump() for one in read(folder).tables]
    for one in tables:
        if one["name"] == "audit_row":
            one["sha256"] = hash_of(path)
    _change(folder, tables=tables)


@pytest.mark.parametrize(
    "harm",
    [
        _cut_table,
        _other_object,
        _no_object,
        _no_manifest,
        _newer,
        _other_format,
        _rewritten_history,
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_an_empty_database(
    desk: Desk, target: Database, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    furnish(desk)
    taken(desk, tmp_path / "backup")
    taken(desk, tmp_path / "whole")
    harm(tmp_path / "backup")
    vault = LocalStore(tmp_path / "restored")
    with pytest.raises(BackupUnusable):
        restore(target, vault, tmp_path / "backup")
    restore(target, vault, tmp_path / "whole")
    assert rows_of(target) == rows_of(desk.database)


def test_values_come_back_as_they_were() -> None:
    row = {
        "nothing": None,
        "text": 'Tiếng Việt "ngoặc"\n',
        "number": 7,
        "yes": True,
        "time": datetime(2026, 3, 2, 3, 4, 5, 678, tzinfo=UTC),
        "day": date(2026, 3, 2),
        "bytes": bytes(range(256)),
        "exact": Decimal("4.50"),
        "json": {"$time": "no time"},
        "list": [1, {"a": None}],
    }
    assert row_of(line_of(row)) == row
    assert str(row_of(line_of(row))["exact"]) == "4.50"
