"""From filled forms to one scored dossier."""

from exports.dossier import Dossier, Side
from exports.forms.errors import FormRefused
from exports.forms.filled import FilledForm, assemble
from exports.forms.guard import MAX_BYTES
from scoring.engine import score

READ_LIMIT = MAX_BYTES
"""More is refused before it is read; the reader would refuse it anyway."""


def dossier_of(form: FilledForm, external: FilledForm | None = None) -> Dossier:
    """The scored dossier of a form, and beside it the assessors' form of the same school.

    Raises `FormRefused` for an external form of another index, kind, code or year: two schools side
    by side would be believed.
    """
    if external is None:
        return assemble(form)
    _same_school(form, external)
    sheet = score(external.edition, external.answers)
    return assemble(form, Side(external.answers, sheet, external.comments))


def _same_school(form: FilledForm, external: FilledForm) -> None:
    pairs = (
        ("bộ chỉ số", form.edition.ref, external.edition.ref),
        ("loại hình, cấp học", form.answers.profile, external.answers.profile),
        ("mã trường", form.school.code, external.school.code),
        ("năm học", form.school.school_year, external.school.school_year),
    )
    different = ", ".join(what for what, ours, theirs in pairs if ours != theirs)
    if different:
        raise FormRefused.whole(
            "external-mismatch",
            f"Phiếu đánh giá ngoài không cùng {different} với phiếu tự đánh giá. "
            "Hãy chọn hai phiếu của cùng một trường, cùng năm học.",
        )
