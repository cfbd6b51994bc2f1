"""Forms read in worker processes: bounded in memory and time, and far from the database.

What comes back is cells or faults; one school's file never stops the province's batch.
"""

import resource
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from app.batch.reading import FileTooLarge, read_regular, said
from app.batch.workers import Crashed, TooSlow, Workers
from app.workbooks.cells import FormCells, read_cells
from criteria.edition import Edition
from criteria.loader import load
from exports.forms.errors import FormRefused
from exports.forms.guard import MAX_BYTES

MEMORY_LIMIT = 1024**3
"""Address space of one worker, in bytes: the largest accepted form takes a quarter of it."""
PRELOAD = ("app.workbooks.folder",)


@dataclass(frozen=True, slots=True)
class Job:
    """One file: where it is and what it is called."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file: its cells, or why none: (code, sentence, sheet, cell)."""

    cells: FormCells | None = None
    faults: tuple[tuple[str, str, str, str], ...] = ()


def readers(editions: Mapping[str, bytes], count: int, seconds: float) -> Workers[Job, Read]:
    """`count` workers that know these editions by hash, each file within `seconds`."""
    work = partial(read_one, dict(editions))
    return Workers(work, count=count, seconds=seconds, start=warm_up, preload=PRELOAD)


def read_all(workers: Workers[Job, Read], jobs: Iterable[Job]) -> Iterator[tuple[Job, Read]]:
    """Each file with what was read of it, in the order in which they are done."""
    for job, outcome in workers.run(jobs):
        yield job, outcome if isinstance(outcome, Read) else _lost(outcome)


def read_one(editions: Mapping[str, bytes], job: Job) -> Read:
    """Read one file; whatever is wrong with it ends as faults."""

    def find(edition_id: str, version: str, sha256: str) -> Edition:
        if sha256 not in editions:
            raise FormRefused.whole(
                "edition-other",
                f"Phiếu lập theo bộ chỉ số {edition_id[:80]}, phiên bản {version[:20]}, không phải "
                "bộ chỉ số của đợt này. Hãy tải phiếu mới và chép nội dung sang đó.",
            )
        return _compiled(sha256, editions[sha256])

    try:
        return Read(read_cells(read_regular(job.path, MAX_BYTES), find))
    except FormRefused as error:
        faults = ((one.code, one.message, one.sheet, one.cell) for one in error.problems)
        return Read(faults=tuple(faults))
    except FileTooLarge as error:
        return _failed("file-too-large", str(error))
    except OSError as error:
        return _failed("file", said(error))
    except MemoryError:
        return _failed("too-big", "tệp cần quá nhiều bộ nhớ để đọc.")
    except Exception as error:  # noqa: BLE001 - one school's file must not stop the batch
        return _failed("unexpected", f"lỗi của chương trình ({type(error).__name__}: {error}).")


def warm_up() -> None:
    """Bound a worker."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


@lru_cache(maxsize=16)
def _compiled(sha256: str, content: bytes) -> Edition:
    return load(content, f"{sha256[:12]}.yaml")


def _lost(outcome: Crashed | TooSlow) -> Read:
    if isinstance(outcome, TooSlow):
        message = f"quá {outcome.seconds:g} giây mà chưa đọc xong nên đã dừng."
        return _failed("too-slow", f"{message} Hãy chép nội dung sang một phiếu mới.")
    return _failed("crashed", "chương trình con bị dừng khi đọc tệp này. Hãy dùng một phiếu mới.")


def _failed(code: str, message: str) -> Read:
    return Read(faults=((code, message, "", ""),))
