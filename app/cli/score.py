"""`thangdo score`: a filled form's sheet, in the terminal or for a program."""

from typing import Annotated

import typer

from app.cli.parameters import AsJson, External, FormFile

_Explain = Annotated[bool, typer.Option("--explain", help="Thêm một câu giải thích cho từng mục.")]


def score(
    form: FormFile, external: External = "", explain: _Explain = False, as_json: AsJson = False
) -> None:
    """Chấm một phiếu đã điền và in bảng điểm, mức đạt được và điều còn thiếu."""
    from app.cli.forms import read_dossier

    dossier = read_dossier(form, external)
    if as_json:
        from app.assessments.as_json import dossier_as_json
        from app.cli.streams import give_json

        give_json(dossier_as_json(dossier))
        return
    from app.cli.sheet_table import print_dossier

    print_dossier(dossier, all_items=explain)
