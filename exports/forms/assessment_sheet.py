"""The sheet “Tự đánh giá”: a row per item, and the live totals and level."""

from decimal import Decimal

from criteria.edition import Edition, InapplicableRule, MeasureKind
from criteria.marks import Mark
from exports.forms.advice import (
    check_formula,
    check_value,
    measured_formula,
    measured_value,
)
from exports.forms.content import FormContent
from exports.forms.formulas import INCOMPLETE, UNIT, Formulas
from exports.forms.heights import row_height
from exports.forms.layout import (
    ASSESSMENT_COLUMNS,
    CLAIMED,
    EXCLUDED,
    EXTERNAL_TITLE,
    Column,
    assessment_columns,
)
from exports.forms.page import Page
from exports.forms.plan import HELPERS, FormPlan, Line, shown_number
from exports.forms.validations import award_rule, length_rule, list_rule, verdict_rule
from scoring.answers import Verdict
from scoring.sheet import Sheet, State

RESULT_ROW = 2
_WIDTHS = {column.key: column.width for column in ASSESSMENT_COLUMNS}


def mark_words(mark: Mark) -> str:
    """What is shown beside a value that is not confirmed; nothing beside one that is."""
    return "" if mark.confirmed else mark.known.label


class AssessmentSheet:
    """Writes the sheet; `sheet` is the engine's own result, from which all shown values come."""

    def __init__(self, page: Page, plan: FormPlan, content: FormContent, sheet: Sheet) -> None:
        self.page = page
        self.plan = plan
        self.content = content
        self.sheet = sheet
        self.formulas = Formulas(plan)
        self.columns: tuple[Column, ...] = assessment_columns(
            claims=plan.claims, external=plan.external
        )

    def write(self) -> None:
        """All rows."""
        edition = self.plan.edition
        whose = EXTERNAL_TITLE if self.plan.external else "Tự đánh giá"
        self.page.titles(f"{whose} mức độ chuyển đổi số".upper(), subtitle(edition))
        self.page.columns(self.columns)
        for line in self.plan.lines:
            if line.criterion is None:
                self._group(line)
            elif line.item is None:
                self._criterion(line)
            else:
                self._item(line)
        self._results()
        self._text_rules()
        first, last = len(self.columns), len(self.columns) + len(HELPERS) - 1
        self.page.sheet.set_column(first, last, None, None, {"hidden": True})
        self.page.sheet.ignore_errors({"number_stored_as_text": f"A1:A{self.plan.last_row + 1}"})
        self.page.sheet.print_area(0, 0, self.plan.last_row + 4, len(self.columns) - 1)
        self.page.finish()

    def _text_rules(self) -> None:
        first, last = self.plan.first_row, self.plan.last_row
        for column in self.columns:
            if column.key in {"comment", "reason"}:
                at, rule = self._at(column.key), length_rule(column.title, column.limit)
                self.page.sheet.data_validation(first, at, last, at, rule)

    def _at(self, key: str) -> int:
        return self.plan.columns[key]

    def _rest(self, row: int, style: str, written: set[str]) -> None:
        for column in self.columns:
            if column.key not in written:
                self.page.text(row, self._at(column.key), "", style)

    def _group(self, line: Line) -> None:
        group, row = line.group, line.row
        result = self.sheet.group(group.code)
        title = group.title.value.upper()
        self.page.sheet.set_row(row, row_height((title, _WIDTHS["title"]), bold=True, least=24))
        self.page.text(row, self._at("code"), group.code, "group_code")
        self.page.text(row, self._at("title"), title, "group")
        check = self._at("check")
        if group.max is None:
            self.page.formula(
                row, check, self.formulas.condition_state(line), "group", self._conditions(line)
            )
            self._rest(row, "group", {"code", "title", "check"})
            return
        self.page.number(row, self._at("max"), shown_number(group.max.value), "group_points")
        total = self.formulas.group_total(line)
        self.page.formula(row, self._at("award"), total, "group_points", shown_number(result.total))
        level = result.level if result.level is not None else INCOMPLETE
        self.page.formula(row, check, self.formulas.group_level(line), "group_level", level)
        self._rest(row, "group", {"code", "title", "max", "award", "check"})
        if self.formulas.shares:
            values = self.formulas.group_share_values(result)
            for key, formula in self.formulas.group_share(line).items():
                self.page.formula(row, self._at(key), formula, "plain", values[key])

    def _conditions(self, line: Line) -> str:
        states = [self.sheet.item(one.item.code) for one in self.plan.items_under(line) if one.item]
        if any(state.verdict is Verdict.UNMET for state in states):
            return "có điều kiện không đạt"
        if any(state.state is State.UNANSWERED for state in states):
            return INCOMPLETE
        return "đạt"

    def _criterion(self, line: Line) -> None:
        criterion, row = line.criterion, line.row
        assert criterion is not None
        assert criterion.max is not None
        result = self.sheet.criterion(criterion.code)
        title = criterion.title.value
        self.page.sheet.set_row(row, row_height((title, _WIDTHS["title"]), bold=True, least=20))
        self.page.text(row, self._at("code"), criterion.code, "criterion_code")
        self.page.text(row, self._at("title"), title, "criterion")
        maximum = shown_number(criterion.max.value)
        self.page.number(row, self._at("max"), maximum, "criterion_points")
        points = self.formulas.criterion_points(line)
        value = shown_number(result.points)
        self.page.formula(row, self._at("award"), points, "criterion_points", value)
        self.page.text(row, self._at("mark"), mark_words(criterion.max.mark), "criterion_mark")
        written = {"code", "title", "max", "award", "mark"}
        if criterion.bands:
            band = f"mức {result.band}" if result.band is not None else ""
            formula = self.formulas.criterion_band(line)
            self.page.formula(row, self._at("check"), formula, "criterion", band)
            written.add("check")
        self._rest(row, "criterion", written)

    def _item(self, line: Line) -> None:
        item, row = line.item, line.row
        assert item is not None
        comment = self.content.comments.get(item.code, "")
        title = item.title.value
        cells = [(title, _WIDTHS["title"]), (comment, _WIDTHS["comment"])]
        if self.content.own is not None:
            theirs = self.content.own.comments.get(item.code, "")
            cells.append((theirs, _WIDTHS["comment"]))
        self.page.sheet.set_row(row, row_height(*cells, least=20))
        own = line.criterion is not None and line.criterion.own_item
        self.page.text(row, self._at("code"), item.code, "own_code" if own else "code")
        self.page.text(row, self._at("title"), title, "own_text" if own else "text")
        mark = item.max.mark if item.max else item.title.mark
        if item.max:
            self.page.number(row, self._at("max"), shown_number(item.max.value), "points")
        else:
            self.page.text(row, self._at("max"), "bắt buộc", "condition")
        self.page.text(row, self._at("mark"), mark_words(mark), "mark")
        self._award(line)
        self._advice(line)
        self._comment(line, comment)
        self._own(line)
        result = self.sheet.item(item.code)
        values = self._helper_values(line, result.state, result.verdict, result.points)
        for key, formula in self.formulas.helpers(line).items():
            self.page.formula(row, self._at(key), formula, "plain", values[key])

    def _award(self, line: Line) -> None:
        item, row, column = line.item, line.row, self._at("award")
        assert item is not None
        if line.excluded:
            self.page.text(row, column, EXCLUDED, "quiet")
            return
        award = self.content.awards.get(item.code)
        if item.max is None:
            label = award.label if isinstance(award, Verdict) else ""
            self.page.text(row, column, label, "fill_choice")
            self.page.sheet.data_validation(row, column, row, column, verdict_rule(item))
            return
        points = shown_number(award) if isinstance(award, Decimal) else None
        self.page.number(row, column, points, "fill_points")
        rule = award_rule(self.plan.edition, item, row, column)
        self.page.sheet.data_validation(row, column, row, column, rule)

    def _own(self, line: Line) -> None:
        """What the school states of an item, locked."""
        item, row = line.item, line.row
        if not self.plan.external:
            return
        assert item is not None
        own = self.content.own
        award = own.answers.awards.get(item.code) if own else None
        if isinstance(award, Decimal):
            self.page.number(row, self._at("own"), shown_number(award), "points")
        else:
            claimed = own is not None and item.code in own.answers.inapplicable
            label = award.label if isinstance(award, Verdict) else EXCLUDED if claimed else ""
            self.page.text(row, self._at("own"), label, "condition")
        told = (
            (own.comments.get(item.code, "") or own.answers.inapplicable.get(item.code, ""))
            if (own)
            else ""
        )
        self.page.text(row, self._at("own_comment"), told, "quiet")

    def _advice(self, line: Line) -> None:
        item, row = line.item, line.row
        assert item is not None
        result = self.sheet.item(item.code)
        measured = None if line.excluded else measured_formula(self.formulas, line)
        if measured is None:
            self.page.text(row, self._at("measured"), "", "quiet")
        else:
            value = measured_value(result, item, self.plan.profile.school_levels)
            assert item.measure is not None
            whole = item.measure.kind is MeasureKind.QUANTITY
            style = self.page.styles.measured(item.measure.unit, whole=whole)
            self.page.formula(row, self._at("measured"), measured, style, value)
        check = check_formula(self.formulas, line)
        if check is None:
            self.page.text(row, self._at("check"), EXCLUDED, "quiet")
            return
        value = check_value(self.plan.edition, line, self.sheet, self.content.awards.get(item.code))
        self.page.formula(row, self._at("check"), check, "warn", value)

    def _comment(self, line: Line, comment: str) -> None:
        assert line.item is not None
        self.page.text(line.row, self._at("comment"), comment, "fill_text")
        if not self.plan.claims:
            return
        row, claim, reason = line.row, self._at("claim"), self._at("reason")
        if line.excluded or line.item.mandatory:
            self.page.text(row, claim, "", "quiet")
            self.page.text(row, reason, "", "quiet")
            return
        stated = self.content.claims.get(line.item.code, "")
        self.page.text(row, claim, CLAIMED if stated else "", "fill_choice")
        self.page.text(row, reason, stated, "fill_text")
        self.page.sheet.data_validation(
            row, claim, row, claim, list_rule("Không áp dụng", [CLAIMED])
        )

    def _helper_values(
        self, line: Line, state: State, verdict: Verdict | None, points: Decimal
    ) -> dict[str, int]:
        missing = int(state is State.UNANSWERED)
        return {
            "points": int(points * UNIT),
            "applicable": self._applicable(line, state),
            "missing_scored": missing,
            "missing_condition": missing,
            "unmet": int(verdict is Verdict.UNMET),
        }

    def _applicable(self, line: Line, state: State) -> int:
        assert line.item is not None
        full = self.plan.edition.inapplicable.value is InapplicableRule.FULL
        if line.item.max is None or (state is State.INAPPLICABLE and not full):
            return 0
        return int(line.item.max.value * UNIT)

    def _results(self) -> None:
        edition, formulas, sheet = self.plan.edition, self.formulas, self.sheet
        row = self.plan.last_row + 1
        award, title = self._at("award"), self._at("title")
        levels = [
            formulas.at("check", line.row)
            for line in self.plan.lines
            if line.criterion is None and line.group.max is not None
        ]
        missing, unmet = formulas.at("award", row), formulas.at("award", row + 1)
        level = formulas.at("award", row + 2)
        level_value = sheet.level if sheet.level is not None else INCOMPLETE
        name = edition.level(sheet.level).name if sheet.level is not None else ""
        for at, label, formula, value in (
            (row, "Số tiêu chí chưa trả lời", formulas.missing(), len(sheet.missing)),
            (row + 1, "Số điều kiện bắt buộc không đạt", formulas.unmet(), len(sheet.unmet)),
            (
                row + 2,
                "MỨC ĐỘ CHUYỂN ĐỔI SỐ",
                formulas.level(missing, unmet, levels),
                level_value,
            ),
        ):
            last = at == row + 2
            style = "group" if last else "criterion"
            self._rest(at, style, {"title", "award"})
            self.page.sheet.set_row(at, 30 if last else 20)
            self.page.text(at, title, label, style)
            self.page.formula(at, award, formula, "level" if last else f"{style}_points", value)
        self.page.formula(row + 2, self._at("check"), formulas.level_name(level), "group", name)
        self._headline(level, missing, formulas.at("check", row + 2), name)

    def _headline(self, level: str, missing: str, name_cell: str, name: str) -> None:
        sheet = self.sheet
        found = f'"Kết quả: Mức "&{level}&" – "&{name_cell}'
        lacking = f'"Kết quả: chưa đủ dữ liệu, còn "&{missing}&" tiêu chí chưa trả lời"'
        formula = f"=IF(ISNUMBER({level}),{found},{lacking})"
        value = (
            f"Kết quả: Mức {sheet.level} – {name}"
            if sheet.level is not None
            else f"Kết quả: chưa đủ dữ liệu, còn {len(sheet.missing)} tiêu chí chưa trả lời"
        )
        self.page.formula(RESULT_ROW, 0, formula, "result", value)


def subtitle(edition: Edition) -> str:
    """Which index a sheet is about."""
    words = f"{edition.decision.number}. {edition.title} (phiên bản {edition.ref.version})"
    return f"BỘ CHỈ SỐ MINH HỌA. {words}" if edition.illustration else words
