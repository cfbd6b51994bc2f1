"""A downloaded form saved by a real office program comes home as the same form."""

from pathlib import Path

import pytest

from app.dossiers.models import DossierState, SideName
from tests.app.dossiers.desk import furnished
from tests.app.house import House
from tests.app.workbooks.paper import Paper, confirmed, downloaded, fates, previewed
from tests.office import Office


@pytest.mark.parametrize("side", SideName)
def test_libreoffice_keeps_the_id_of_the_download(
    small_house: House, soffice: Office, tmp_path: Path, side: SideName
) -> None:
    desk = furnished(small_house, DossierState.ASSESSING)
    if side is SideName.SELF:
        desk.change(lambda dossier, _: setattr(dossier, "state", DossierState.DRAFTING))
    person = "editor" if side is SideName.SELF else "assessor"
    paper = downloaded(desk, person, side)
    paper["award:1.3.2"] = 1
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(paper.content)
    (saved,) = soffice.convert([path], "xlsx", tmp_path / "out")
    back = Paper(saved.read_bytes(), desk.edition)
    version = desk.answers(side)["1.3.2"].version
    preview = previewed(desk, back, person, side)
    assert preview["downloaded_at"] is not None
    assert (fates(preview), preview["problems"], preview["notes"]) == (
        {"award:1.3.2": "apply"},
        [],
        [],
    )
    assert confirmed(desk, preview, person=person).status_code == 200
    row = desk.answers(side)["1.3.2"]
    assert (str(row.award), row.version) == ("1", version + 1)
