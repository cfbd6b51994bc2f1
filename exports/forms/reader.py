"""Reading a filled form: all faults at once, each with its cell, or all that was stated."""

from collections.abc import Callable
from dataclasses import dataclass, field

from criteria.edition import Edition
from criteria.errors import EditionAltered, EditionNotFound
from criteria.loader import shipped
from exports.forms.errors import CellProblem, FormRefused
from exports.forms.filled import FilledForm
from exports.forms.identity import (
    DOWNLOAD_KEY,
    FORMAT_KEY,
    HASH_KEY,
    ID_KEY,
    KIND_KEY,
    LEVELS_KEY,
    SIDE_KEY,
    VERSION_KEY,
    Origin,
)
from exports.forms.layout import EXTERNAL_TITLE, FORMAT, SheetName, sheet_title
from exports.forms.places import Places
from exports.forms.plan import FormPlan, form_plan
from exports.forms.read_answers import read_answers
from exports.forms.read_evidence import read_evidence
from exports.forms.read_labelled import read_info, read_narrative
from exports.forms.spreadsheet import Grid, Kind, Workbook
from exports.forms.table import cell_name, cell_place
from exports.forms.values import cleaned, folded
from scoring.answers import Profile

FindEdition = Callable[[str, str, str], Edition]
"""(id, version, SHA-256) → edition. Raises `EditionNotFound` or `EditionAltered`."""

_READ = (
    SheetName.INFO,
    SheetName.FACTS,
    SheetName.ASSESSMENT,
    SheetName.EVIDENCE,
    SheetName.REPORT,
)


def find_shipped(edition_id: str, version: str, sha256: str) -> Edition:
    """A shipped edition, only if its bytes are those the form was made for."""
    edition = shipped(f"{edition_id}@{version}")
    if edition.ref.sha256 != sha256:
        raise EditionAltered(str(edition.ref), sha256, edition.ref.sha256)
    return edition


@dataclass(slots=True)
class Reading:
    """What is gathered while a form is read: the sheets, and the faults so far."""

    grids: dict[SheetName, Grid]
    problems: list[CellProblem] = field(default_factory=list)
    places: Places = field(default_factory=Places)


@dataclass(frozen=True, slots=True)
class Examined:
    """A form with what could be read of it, and every fault found.

    What a fault stands on is missing from `form`; `places` tells what was read from what is not.
    """

    form: FilledForm
    origin: Origin
    places: Places
    problems: tuple[CellProblem, ...]


def read_form(content: bytes, find_edition: FindEdition = find_shipped) -> FilledForm:
    """Read a filled form.

    `content` is the .xlsx as it arrived; `find_edition` gives the edition that the form names.
    Raises `FormRefused` with every fault found.
    """
    examined = examine(content, find_edition)
    if examined.problems:
        raise FormRefused(examined.problems)
    return examined.form


def examine(content: bytes, find_edition: FindEdition = find_shipped) -> Examined:
    """Read what can be read of a filled form. Raises `FormRefused` where the whole file is none."""
    workbook = Workbook(content)
    names = {folded(name): name for name in reversed(workbook.sheet_names)}
    identity = names.get(folded(SheetName.IDENTITY))
    if identity is None:
        raise FormRefused.whole(
            "not-a-form",
            "Tệp này không phải phiếu của Thang Đo (thiếu trang ẩn ghi bộ chỉ số). "
            "Hãy tải phiếu mới và chép nội dung sang đó.",
        )
    stated = _stated(workbook.grid(identity))
    edition, profile = _identified(stated, find_edition)
    origin = Origin(stated.get(DOWNLOAD_KEY, ""), stated.get(SIDE_KEY, ""))
    reading = Reading({})
    for wanted in _READ:
        title = sheet_title(wanted, external=origin.external)
        if folded(title) not in names:
            message = "thiếu trang này; hãy khôi phục trang hoặc dùng lại phiếu gốc."
            reading.problems.append(CellProblem(title, "", "missing-sheet", message))
            continue
        grid = workbook.grid(names[folded(title)])
        reading.grids[wanted] = grid
        if grid.outside is not None:
            message = "có nội dung nằm ngoài phiếu; hãy xóa ô này."
            at = cell_name(*grid.outside)
            reading.problems.append(CellProblem(grid.name, at, "outside", message))
    form = _form(reading, form_plan(edition, profile, external=origin.external))
    problems = sorted(reading.problems, key=_place)
    return Examined(form, origin, reading.places, tuple(problems))


def _place(problem: CellProblem) -> tuple[int, int, int]:
    """The order in which a person goes through a form: its sheets, then row by row."""
    named = folded(problem.sheet)
    if named == folded(EXTERNAL_TITLE):
        named = folded(SheetName.ASSESSMENT)
    sheet = next((at for at, name in enumerate(_READ) if folded(name) == named), len(_READ))
    return sheet, *cell_place(problem.cell)


def _form(reading: Reading, plan: FormPlan) -> FilledForm:
    grids, problems, places = reading.grids, reading.problems, reading.places
    edition = plan.edition
    school, header = read_info(grids.get(SheetName.INFO), plan.profile, problems, places)
    answers, comments = read_answers(
        grids.get(SheetName.ASSESSMENT), grids.get(SheetName.FACTS), plan, problems, places
    )
    evidence = read_evidence(grids.get(SheetName.EVIDENCE), edition, problems)
    narrative = read_narrative(grids.get(SheetName.REPORT), problems, places)
    return FilledForm(edition, school, header, narrative, answers, evidence, comments)


def _stated(grid: Grid) -> dict[str, str]:
    return {
        cleaned(cell.text): cleaned(value.text)
        for (row, column), cell in grid.cells.items()
        if column == 0
        and cell.kind is Kind.TEXT
        and (value := grid.cells.get((row, 1))) is not None
        and value.kind in {Kind.TEXT, Kind.NUMBER}
    }


def _identified(stated: dict[str, str], find_edition: FindEdition) -> tuple[Edition, Profile]:
    keys = (FORMAT_KEY, ID_KEY, VERSION_KEY, HASH_KEY, KIND_KEY)
    if any(key not in stated for key in keys):
        raise _broken_identity()
    if stated[FORMAT_KEY] != str(FORMAT):
        raise FormRefused.whole(
            "form-format",
            f"Phiếu thuộc kiểu trình bày {stated[FORMAT_KEY][:12]}, chương trình này đọc kiểu "
            f"{FORMAT}. Hãy tải phiếu mới, hoặc dùng bản Thang Đo mới hơn.",
        )
    edition = _edition(stated[ID_KEY], stated[VERSION_KEY], stated[HASH_KEY], find_edition)
    kind = edition.body_kinds.get(stated[KIND_KEY])
    levels = tuple(stated.get(LEVELS_KEY, "").split())
    if kind is None or any(level not in kind.school_levels for level in levels):
        raise _broken_identity()
    return edition, Profile(kind.code, levels)


def _edition(edition_id: str, version: str, sha256: str, find_edition: FindEdition) -> Edition:
    try:
        return find_edition(edition_id, version, sha256)
    except EditionNotFound as error:
        known = ", ".join(error.known) or "chưa có bộ chỉ số nào"
        message = (
            f"Phiếu được lập theo bộ chỉ số {edition_id[:80]}, phiên bản {version[:20]}, mà ở "
            f"đây không có (đang có: {known}). Hãy tải phiếu của một bộ chỉ số đang có và chép "
            "nội dung sang đó, hoặc đề nghị nơi phát hành bổ sung bộ chỉ số."
        )
        raise FormRefused.whole("edition-unknown", message) from error
    except EditionAltered as error:
        message = (
            f"Phiếu ghi bộ chỉ số {edition_id[:80]}, phiên bản {version[:20]} nhưng mã kiểm tra "
            f"SHA-256 khác với bộ chỉ số đang có ({sha256[:12]}…, đang có {error.found[:12]}…). "
            "Hãy tải phiếu mới và chép nội dung sang đó."
        )
        raise FormRefused.whole("edition-altered", message) from error


def _broken_identity() -> FormRefused:
    return FormRefused.whole(
        "identity-damaged",
        "Trang ẩn ghi bộ chỉ số của phiếu bị hỏng. Hãy tải phiếu mới và chép nội dung sang đó.",
    )
