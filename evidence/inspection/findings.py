"""What an inspection tells of a file that may be evidence."""

from dataclasses import dataclass

from evidence.inspection.videos import Blank
from evidence.kinds import Kind
from evidence.signatures import Signature


@dataclass(frozen=True, slots=True)
class Findings:
    """A file that may be evidence.

    `copy` is the kind of the copy that others may see in place of the file, none where they may see
    the file itself; `located` whether the file says where it was made. `files` are the paths inside
    an archive. `signatures_unreadable`: a PDF says it is signed, and nobody can tell by whom.
    `guarded` tells whether the kernel guarded the child process, or Python alone.
    """

    kind: Kind
    copy: Kind | None = None
    located: bool = False
    pages: int = 0
    width: int = 0
    height: int = 0
    files: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    signatures_unreadable: bool = False
    blanks: tuple[Blank, ...] = ()
    guarded: bool = False
