"""What a backup says of itself: every file of it with its hash, and what it was taken from."""

import hashlib
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT = 1
NAME = "manifest.json"


class BackupUnusable(Exception):
    """The folder is no backup that this program can use; the text says why and what to do."""


class TableFile(BaseModel):
    """One table: `tables/<name>.jsonl.gz`."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=r"^[a-z_]{1,60}$")
    rows: int = Field(ge=0)
    sha256: str


class ObjectFile(BaseModel):
    """One object of the vault: `objects/<tenant>/<first two digits>/<SHA-256>`.

    Both become parts of a path, so neither may lead out of the backup.
    """

    model_config = ConfigDict(extra="forbid")
    tenant: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """The whole backup. `damaged` names objects that were missing or altered when it was taken."""

    model_config = ConfigDict(extra="forbid")
    format: int = FORMAT
    program: str
    revision: str
    taken_at: datetime
    tables: list[TableFile]
    objects: list[ObjectFile]
    damaged: list[str]

    def write(self, folder: Path) -> str:
        """Put it into the folder; the SHA-256 of what was written, to keep elsewhere."""
        content = self.model_dump_json(indent=1).encode()
        (folder / NAME).write_bytes(content)
        return hashlib.sha256(content).hexdigest()


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupUnusable."""
    try:
        found = Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError as error:
        raise BackupUnusable(
            f"Thư mục {folder} không có {NAME}: không phải bản sao lưu, hoặc sao lưu còn dở."
        ) from error
    except (OSError, ValidationError) as error:
        raise BackupUnusable(f"Không đọc được {NAME} của bản sao lưu.") from error
    if found.format != FORMAT:
        raise BackupUnusable(
            f"Bản sao lưu có định dạng {found.format}; chương trình này đọc định dạng {FORMAT}. "
            f"Hãy dùng chương trình phiên bản {found.program}."
        )
    return found


def table_path(folder: Path, name: str) -> Path:
    """Where a table lies in a backup."""
    return folder / "tables" / f"{name}.jsonl.gz"


def object_path(folder: Path, tenant: str, sha256: str) -> Path:
    """Where an object lies in a backup."""
    return folder / "objects" / tenant / sha256[:2] / sha256
