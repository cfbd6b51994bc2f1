"""An edition may say which kinds of file its evidence takes."""

import pytest

from app.clock import now
from app.dossiers.models import Dossier
from app.index.models import EditionState, StoredEdition
from criteria.loader import load
from tests.app.attachments.school import DOSSIER, Desk
from tests.app.index.texts import text
from tests.app.uploads.sending import begun
from tests.evidence.samples import pdf, whole

PICTURE = next(one for one in whole().values() if one.name.endswith(".png"))


@pytest.fixture
def only_papers(desk: Desk) -> Desk:
    """The dossier under an edition that takes PDF and Word alone."""
    content = text(version="1.4") + b"\nevidence_kinds: [pdf, docx]\n"
    edition = load(content, "x.yaml")
    with desk.database.writing() as session:
        session.add(
            StoredEdition(
                sha256=edition.ref.sha256,
                edition_id=edition.ref.id,
                version=edition.ref.version,
                title=edition.title,
                content=content,
                state=EditionState.ACTIVE,
                proposed_at=now(),
            )
        )
        session.flush()
        row = session.get_one(Dossier, DOSSIER)
        row.edition_sha256 = edition.ref.sha256
        session.add(row)
    return desk


def test_only_the_kinds_it_names_are_taken(only_papers: Desk) -> None:
    known = only_papers.made()["id"]
    refused = only_papers.upload(known, PICTURE.content, PICTURE.name, PICTURE.declared)
    assert (refused.status_code, refused.json()["code"]) == (400, "file-refused")
    assert [one["code"] for one in refused.json()["errors"]] == ["file-kind-not-taken"]
    assert only_papers.upload(known, pdf()).status_code == 201


def test_also_of_files_that_come_in_parts(only_papers: Desk) -> None:
    known = only_papers.made()["id"]
    sending = begun(only_papers, known, len(PICTURE.content), PICTURE.name)
    refused = sending.patch(0, PICTURE.content)
    assert (refused.status_code, refused.json()["code"]) == (400, "file-refused")
    assert sending.state()["state"] == "refused"
