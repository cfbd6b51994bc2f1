"""Snapshots as they are kept: listed, and taken home as a file that needs nothing else."""

import json

from app.dossiers import as_schema, queries
from app.dossiers import schemas as out
from app.dossiers.errors import PartNotFound
from app.dossiers.models import SnapshotKind
from app.dossiers.reaching import seen
from app.dossiers.unpacking import as_file
from app.index.models import StoredOverlay
from app.index.service import edition
from app.policy import Act, open_acts, require
from app.visit import Work

_SHOWN = 16


def all_snapshots(work: Work, dossier_id: str) -> out.SnapshotsOut:
    """The snapshots that the person may see, oldest first."""
    dossier = seen(work, dossier_id).dossier
    rows = list(queries.snapshots(work.session, dossier_id))
    acts = open_acts(work.session, work.actor, dossier, work.today)
    if Act.READ_EXTERNAL not in acts:
        rows = [row for row in rows if row.kind == SnapshotKind.SELF]
    return out.SnapshotsOut(snapshots=as_schema.snapshots(rows))


def snapshot_file(work: Work, dossier_id: str, sha256: str) -> tuple[bytes, str]:
    """One snapshot with its edition and overlay, and the name of the file. Raises PartNotFound."""
    dossier = seen(work, dossier_id).dossier
    found = queries.snapshot(work.session, dossier_id, sha256)
    if found is None:
        raise PartNotFound("Hồ sơ không có bản chốt nào mang mã băm này.")
    if found.kind != SnapshotKind.SELF:
        require(work.session, work.actor, Act.READ_EXTERNAL, dossier, work.today)
    named = json.loads(found.content)["edition"]
    source = edition(work.session, named["sha256"]).source
    overlay = None
    if named["overlay_sha256"]:
        stored = work.session.get(StoredOverlay, named["overlay_sha256"])
        assert stored is not None, "overlays are never deleted"
        overlay = stored.content
    name = f"Bản chốt - {dossier.body_name} - {sha256[:_SHOWN]}.json"
    return as_file(found.content, source, overlay), name
