"""What a form shows once a spreadsheet program has worked it out, by the form's own rows."""

from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from criteria.edition import Edition
from exports.forms.formulas import INCOMPLETE
from exports.forms.layout import SheetName
from exports.forms.plan import form_plan, shown_number
from scoring.answers import Profile
from scoring.sheet import Sheet

Value = str | float | None


@dataclass(frozen=True)
class Shown:
    """Totals of criteria and groups, levels of groups, and the last three rows."""

    criteria: dict[str, Value]
    groups: dict[str, Value]
    group_levels: dict[str, Value]
    missing: Value
    unmet: Value
    level: Value
    level_name: Value


def shown(path: Path, edition: Edition, profile: Profile) -> Shown:
    """What the cells of a workbook hold as cached values."""
    plan = form_plan(edition, profile)
    sheet = load_workbook(path, data_only=True)[SheetName.ASSESSMENT]

    def at(row: int, key: str) -> Value:
        value = sheet.cell(row + 1, plan.columns[key] + 1).value
        assert value is None or isinstance(value, str | int | float)
        return value

    groups = [line for line in plan.lines if line.criterion is None and line.group.max]
    return Shown(
        criteria={
            line.criterion.code: at(line.row, "award")
            for line in plan.lines
            if line.criterion is not None and line.item is None
        },
        groups={line.group.code: at(line.row, "award") for line in groups},
        group_levels={line.group.code: at(line.row, "check") for line in groups},
        missing=at(plan.last_row + 1, "award"),
        unmet=at(plan.last_row + 2, "award"),
        level=at(plan.last_row + 3, "award"),
        level_name=at(plan.last_row + 3, "check"),
    )


def expected(edition: Edition, sheet: Sheet) -> Shown:
    """What the engine says should be shown."""
    groups = [group for group in sheet.groups if group.max is not None]
    level = sheet.level
    return Shown(
        criteria={
            one.code: shown_number(one.points)
            for one in sheet.criteria
            if not edition.criteria[one.code].own_item
        },
        groups={group.code: shown_number(group.total) for group in groups},
        group_levels={group.code: group.level or INCOMPLETE for group in groups},
        missing=len(sheet.missing),
        unmet=len(sheet.unmet),
        level=INCOMPLETE if level is None else level,
        level_name=None if level is None else edition.level(level).name,
    )
