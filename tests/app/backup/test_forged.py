"""A backup made by somebody who means harm: it leads nowhere else and is refused as a whole."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.backup.making import hash_of, take
from app.backup.manifest import BackupUnusable
from app.backup.restoring import restore
from app.storage.database import Database
from app.storage.migrations import current
from app.storage.tables import METADATA
from evidence.local import LocalStore
from tests.app.attachments.school import Desk
from tests.evidence.samples import pdf

Json = dict[str, Any]
SECRET = b"what lies outside of the backup"


def _manifest(folder: Path, change: Callable[[Json], None]) -> None:
    path = folder / "manifest.json"
    found = json.loads(path.read_text())
    change(found)
    path.write_text(json.dumps(found))


def _of_objects(folder: Path, **values: object) -> None:
    _manifest(folder, lambda found: found["objects"][0].update(values))


def _rows(folder: Path, change: Callable[[list[bytes]], list[bytes]], name: str) -> None:
    """Other lines in a table; the manifest is made to agree with their hash and number."""
    path = folder / "tables" / f"{name}.jsonl.gz"
    lines = change(gzip.decompress(path.read_bytes()).splitlines(keepends=True))
    path.write_bytes(gzip.compress(b"".join(lines)))

    def agree(found: Json) -> None:
        for one in found["tables"]:
            if one["name"] == name:
                one.update(sha256=hash_of(path), rows=len(lines))

    _manifest(folder, agree)


def _first(folder: Path, **values: object) -> None:
    """Other values in the first body."""
    _rows(
        folder,
        lambda lines: [json.dumps(json.loads(lines[0]) | values).encode() + b"\n", *lines[1:]],
        "body",
    )


def _bytes(folder: Path, content: bytes) -> None:
    path = folder / "tables" / "body.jsonl.gz"
    path.write_bytes(content)

    def agree(found: Json) -> None:
        for one in found["tables"]:
            if one["name"] == "body":
                one["sha256"] = hash_of(path)

    _manifest(folder, agree)


def _rows_said(folder: Path, by: int) -> None:
    def change(found: Json) -> None:
        for one in found["tables"]:
            if one["name"] == "audit_row":
                one["rows"] += by

    _manifest(folder, change)


def _folder_for_an_object(folder: Path) -> None:
    path = next(one for one in (folder / "objects").rglob("*") if one.is_file())
    path.unlink()
    path.mkdir()


FORGED: dict[str, Callable[[Path], None]] = {
    "an object outside by its hash": lambda folder: _of_objects(
        folder, sha256="/../../../../outside"
    ),
    "an object outside by its tenant": lambda folder: _of_objects(folder, tenant="../../.."),
    "a tenant with a line break": lambda folder: _of_objects(folder, tenant="so\n"),
    "an object that is a folder": _folder_for_an_object,
    "a table outside": lambda folder: _manifest(
        folder, lambda found: found["tables"][0].update(name="../outside")
    ),
    "a column that no table has": lambda folder: _first(folder, surplus="1"),
    "a time that is none": lambda folder: _first(folder, created_at={"$time": 5}),
    "a number that is none": lambda folder: _first(folder, kind={"$exact": "x"}),
    "a kind of value that is none": lambda folder: _first(folder, kind={"$call": "os.system"}),
    "bytes that are none": lambda folder: _first(folder, kind={"$bytes": 1}),
    "a list for a text": lambda folder: _first(folder, kind=["x"]),
    "a line that is no row": lambda folder: _rows(folder, lambda lines: [b"7\n", *lines], "body"),
    "a line nested without end": lambda folder: _rows(
        folder, lambda lines: [b"[" * 200_000 + b"\n", *lines], "body"
    ),
    "a row twice": lambda folder: _rows(folder, lambda lines: [*lines, lines[0]], "body"),
    "a body that others name is gone": lambda folder: _rows(
        folder, lambda lines: lines[1:], "body"
    ),
    "no compressed file": lambda folder: _bytes(folder, b"plain"),
    "a compressed file cut off": lambda folder: _bytes(folder, gzip.compress(b"{}\n" * 99)[:-9]),
    "one row less than was said": lambda folder: _rows_said(folder, 1),
    "one row more than was said": lambda folder: _rows_said(folder, -1),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("harm", FORGED)
def test_a_forged_backup_is_refused_and_writes_no_row(
    desk: Desk, target: Database, tmp_path: Path, harm: str
) -> None:
    (tmp_path / "outside").write_bytes(SECRET)
    assert desk.upload(desk.made()["id"], pdf()).status_code == 201
    folder = tmp_path / "backup"
    take(desk.database, LocalStore(desk.vault), folder, "0.1.0", clock.now())
    FORGED[harm](folder)
    vault = tmp_path / "restored" / "vault"
    with pytest.raises(BackupUnusable):
        restore(target, LocalStore(vault), folder)
    kept = [one.read_bytes() for one in vault.rglob("*") if one.is_file()]
    assert SECRET not in kept
    if current(target) is not None:
        with target.engine.connect() as connection:
            for table in METADATA.sorted_tables:
                assert connection.execute(select(table).limit(1)).first() is None
