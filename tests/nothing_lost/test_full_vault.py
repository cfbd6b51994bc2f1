"""The disk of the vault is full: a clear refusal, nothing half, and on it goes afterwards."""

import hashlib
import resource
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select

from app import clock
from app.attachments.models import EvidenceFile
from app.backup.making import take
from app.backup.restoring import restore
from app.storage.database import Database
from app.vault.verifying import verify
from evidence.local import LocalStore
from tests.app.attachments.school import DOSSIER, EDITOR, furnish
from tests.nothing_lost.films import film
from tests.nothing_lost.full_disks import Disk, small_disk
from tests.nothing_lost.sending import Line, go_on
from tests.nothing_lost.servers import Servers

HALF = 1_000_000
REFUSAL = (507, "vault-full")


class Case(NamedTuple):
    """A service whose vault lies on a disk that can be filled."""

    database: Database
    vault: LocalStore
    line: Line
    disk: Disk


def kept(case: Case) -> list[str]:
    """The files on the disk: nothing that only arrives, nothing that nobody knows."""
    with case.database.reading() as session:
        found = verify(session, case.vault)
        rows = session.exec(select(EvidenceFile.object_sha256)).all()
    assert found.findings == ()
    assert sorted(entry.sha256 for entry in case.vault.objects("so")) == sorted(set(rows))
    return sorted(rows)


def survives(case: Case, size: int) -> None:
    """Refused in one go and in parts, readable meanwhile, whole; and taken after all."""
    line = case.line
    first, second, third = (film(size, seed) for seed in range(3))
    evidence = line.evidence()
    small = film(1_000, 9)
    assert line.plain(evidence, small).status == 201
    path = line.promised(evidence, second)
    assert line.patch(path, 0, second[: size // 2]).status == 204
    before = kept(case)
    case.disk.fill()
    refused = [line.plain(evidence, first), line.patch(path, size // 2, second[size // 2 :])]
    for one in refused:
        assert (one.status, one.json["code"]) == REFUSAL
        assert "Chưa có gì được lưu" in one.json["detail"]
        assert "gửi lại" in one.json["detail"]
    assert kept(case) == before
    assert line.client.ask("GET", path).json["received"] == size // 2
    answer = line.client.ask("GET", line.path(f"/{evidence}"))
    assert [one["sha256"] for one in answer.json["files"]] == before
    case.disk.empty()
    assert line.plain(evidence, first).status == 201
    go_on(line, path, second)
    assert line.plain(evidence, third).status == 201
    told = [hashlib.sha256(one).hexdigest() for one in (small, first, second, third)]
    assert kept(case) == sorted(told)
    assert list(case.vault.uploads("so")) == []


@contextmanager
def served(database: Database, data: Path, disk: Callable[[int], Disk]) -> Iterator[Case]:
    furnish(database)
    with Servers(database.url, data) as servers:
        process = servers.start()
        assert process.pid is not None
        line = Line(servers.client(EDITOR), DOSSIER)
        yield Case(database, LocalStore(data / "evidence"), line, disk(process.pid))


def test_a_folder_on_a_full_disk(database: Database, tmp_path: Path) -> None:
    data = tmp_path / "disk"
    with small_disk(data) as disk, served(database, data, lambda _pid: disk) as case:
        survives(case, 2 * HALF)


def test_a_folder_whose_files_may_not_grow(database: Database, tmp_path: Path) -> None:
    def disk(process: int) -> Disk:
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)

        def limit(size: int) -> None:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))

        # Six million bytes: the SQLite file and its log need less.
        return Disk(lambda: limit(6 * HALF), lambda: limit(hard))

    with served(database, tmp_path / "data", disk) as case:
        survives(case, 7 * HALF)


def test_a_backup_onto_a_full_disk_is_no_backup(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with (
        small_disk(folder) as disk,
        served(database, tmp_path / "data", lambda _pid: disk) as case,
    ):
        evidence = case.line.evidence()
        assert case.line.plain(evidence, film(HALF, 1)).status == 201
        disk.fill()
        with pytest.raises(OSError, match="No space left"):
            take(database, case.vault, folder / "first", "0.1.0", clock.now())
        assert not (folder / "first").exists()
        disk.empty()
        take(database, case.vault, folder / "second", "0.1.0", clock.now())
        vault = LocalStore(tmp_path / "restored")
        url = URL.create("sqlite", database=str(tmp_path / "restored.db"))
        with closing(Database(url)) as target:
            restore(target, vault, folder / "second")
            with target.reading() as session:
                found = verify(session, vault)
    assert (found.objects, found.findings) == (1, ())
