"""A downloaded form in the hands of a clerk with another spreadsheet program."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from criteria.edition import Edition
from exports.forms.layout import (
    HEADER_FIELDS,
    NARRATIVE_FIELDS,
    SCHOOL_FIELDS,
    SheetName,
    sheet_title,
)
from exports.forms.plan import form_plan
from exports.forms.writer import write_form
from scoring.answers import Profile
from tests.app.dossiers.desk import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROFILE = Profile("th", ("tieu_hoc",))
_LABELLED = {
    **{f"header.{one.key}": (SheetName.INFO, one.label) for one in HEADER_FIELDS},
    **{f"narrative.{one.key}": (SheetName.REPORT, one.label) for one in NARRATIVE_FIELDS},
    **{f"school.{one.key}": (SheetName.INFO, one.label) for one in SCHOOL_FIELDS},
}


class Paper:
    """The workbook; cells are called as the service calls them."""

    def __init__(self, content: bytes, edition: Edition, profile: Profile = PROFILE) -> None:
        self.book = load_workbook(BytesIO(content))
        self.external = sheet_title(SheetName.ASSESSMENT, external=True) in self.book.sheetnames
        self.plan = form_plan(edition, profile, external=self.external)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - whatever a cell holds
        """What a cell holds."""
        return self._cell(key).value

    def __setitem__(self, key: str, value: object) -> None:
        """Type into a cell."""
        self._cell(key).value = value

    def place(self, key: str) -> str:
        """Where a cell is: `Tự đánh giá!D7`."""
        cell = self._cell(key)
        return f"{cell.parent.title}!{cell.coordinate}"

    @property
    def content(self) -> bytes:
        """The file as the program saves it."""
        output = BytesIO()
        self.book.save(output)
        return output.getvalue()

    def _cell(self, key: str) -> Any:  # noqa: ANN401 - openpyxl's own kinds of cells
        kind, _, code = key.partition(":")
        if kind == "text":
            name, label = _LABELLED[code]
            labels = self.book[name].iter_rows()
            return next(row[1] for row in labels if row[0].value == label)
        if kind == "fact":
            found = self.plan.fact_row(code)
            assert found is not None
            return self.book[SheetName.FACTS].cell(found + 1, 4)
        line = next(one.row for one in self.plan.item_lines if one.item and one.item.code == code)
        sheet = self.book[sheet_title(SheetName.ASSESSMENT, external=self.external)]
        return sheet.cell(line + 1, self.plan.columns[kind] + 1)


def blank(edition: Edition) -> Paper:
    """A blank form of that edition, as anybody can download it."""
    return Paper(write_form(edition, PROFILE), edition)


def downloaded(desk: Desk, person: str = "editor", side: str = "self") -> Paper:
    """The form as the service gives it."""
    answer = desk.get(f"/{side}/form", person)
    assert answer.status_code == 200, answer.text
    return Paper(answer.content, desk.edition)


def sent(
    desk: Desk, content: bytes, person: str = "editor", side: str = "self", name: str = "phieu.xlsx"
) -> Any:  # noqa: ANN401 - the test client's answer
    """Upload a file."""
    files = {"form": (name, content, XLSX)}
    return desk.by(person).post(desk.url(f"/{side}/form"), files=files)


def previewed(
    desk: Desk, paper: Paper, person: str = "editor", side: str = "self"
) -> dict[str, Any]:
    """The preview of an uploaded form."""
    answer = sent(desk, paper.content, person, side)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def confirmed(
    desk: Desk,
    preview: Mapping[str, Any],
    choices: dict[str, str] | None = None,
    person: str = "editor",
) -> Any:  # noqa: ANN401 - the test client's answer
    """Confirm a preview."""
    return desk.by(person).post(
        desk.url(f"/{preview['side']}/form/{preview['id']}/confirm"),
        json={"choices": choices or {}},
        headers={"If-Match": f'"{preview["mark"]}"'},
    )


def fates(preview: Mapping[str, Any]) -> dict[str, str]:
    """What becomes of each cell."""
    return {cell["key"]: cell["fate"] for cell in preview["cells"]}
