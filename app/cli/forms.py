"""Forms that a command names, as one scored dossier."""

from app.batch.dossiers import READ_LIMIT, dossier_of
from app.cli.problems import Problem, Refused, UsageWrong
from app.cli.reading import STANDARD, read_bytes, shown_name
from exports.dossier import Dossier
from exports.forms.errors import FormRefused
from exports.forms.filled import FilledForm
from exports.forms.reader import read_form


def read_dossier(form: str, external: str = "") -> Dossier:
    """Read the form, and the assessors' if one is named; refused forms end the command."""
    if form == external == STANDARD:
        raise UsageWrong("Chỉ một trong hai phiếu đọc được từ đầu vào chuẩn.")
    own = read_filled(form)
    outside = read_filled(external) if external else None
    try:
        return dossier_of(own, outside)
    except FormRefused as error:
        raise refused(error, external) from error


def read_filled(name: str) -> FilledForm:
    """What one form says."""
    try:
        return read_form(read_bytes(name, READ_LIMIT))
    except FormRefused as error:
        raise refused(error, name) from error


def refused(error: FormRefused, name: str) -> Refused:
    """The faults of a form as the command's failure."""
    return Refused(
        Problem(one.code, one.message, shown_name(name), one.sheet, one.cell)
        for one in error.problems
    )
