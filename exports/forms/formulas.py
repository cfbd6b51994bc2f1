"""The live totals and levels of a form, as formulas.

Awards are turned into whole ten-thousandths of a point before anything is added or compared, so a
spreadsheet's binary fractions never decide a level. Bounds are compared by cross-multiplication,
as `scoring.engine` does; a division is only ever shown. No formula reads or makes locale-dependent
text of a number.
"""

from decimal import Decimal
from fractions import Fraction

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from criteria.edition import Combine, Compare, Group, InapplicableRule
from criteria.interval import Interval
from exports.forms.layout import SheetName
from exports.forms.plan import FormPlan, Line
from scoring.answers import Verdict
from scoring.sheet import GroupResult

UNIT = 10_000
"""Parts of a point: awards have at most four decimal places."""
INCOMPLETE = "chưa đủ dữ liệu"


def units(number: Decimal) -> str:
    """An exact number in whole units, as a literal."""
    return format((number * UNIT).to_integral_value(), "f")


def quoted(text: str) -> str:
    """A text as a literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


class Formulas:
    """All formulas of one form."""

    def __init__(self, plan: FormPlan) -> None:
        self.plan = plan
        self.edition = plan.edition

    def at(self, key: str, row: int) -> str:
        """The cell of a column of the assessment."""
        cell: str = xl_rowcol_to_cell(row, self.plan.columns[key])
        return cell

    def over(self, key: str, first: int, last: int) -> str:
        """A stretch of a column of the assessment."""
        name: str = xl_col_to_name(self.plan.columns[key])
        return f"{name}{first + 1}:{name}{last + 1}"

    def fact(self, code: str) -> str | None:
        """The cell of a fact, or None where the profile is not asked for it."""
        row = self.plan.fact_row(code)
        if row is None:
            return None
        return f"'{SheetName.FACTS}'!{xl_rowcol_to_cell(row, 3, row_abs=True, col_abs=True)}"

    def claimed(self, row: int) -> str | None:
        """Whether the item is claimed not to apply; None where none may be."""
        return f'{self.at("claim", row)}<>""' if self.plan.claims else None

    def helpers(self, line: Line) -> dict[str, str]:
        """The hidden cells of one item."""
        assert line.item is not None
        award = self.at("award", line.row)
        if line.item.max is None:
            met, unmet = quoted(Verdict.MET.label), quoted(Verdict.UNMET.label)
            missing = f"=IF(OR({award}={met},{award}={unmet}),0,1)"
            return {
                "missing_condition": "=0" if line.excluded else missing,
                "unmet": f"=IF({award}={unmet},1,0)",
            }
        maximum = units(line.item.max.value)
        full = self.edition.inapplicable.value is InapplicableRule.FULL
        left_out = maximum if full else "0"
        if line.excluded:
            return {"points": f"={left_out}", "applicable": f"={left_out}", "missing_scored": "=0"}
        points = f"IF(ISNUMBER({award}),ROUND({award}*{UNIT},0),0)"
        missing = f"IF(ISNUMBER({award}),0,1)"
        claimed = self.claimed(line.row)
        if claimed is None:
            return {
                "points": f"={points}",
                "applicable": f"={maximum}",
                "missing_scored": f"={missing}",
            }
        return {
            "points": f"=IF({claimed},{left_out},{points})",
            "applicable": f"=IF({claimed},{left_out},{maximum})",
            "missing_scored": f"=IF({claimed},0,{missing})",
        }

    def sum_under(self, key: str, line: Line) -> str:
        """A helper summed over the items of a group's or criterion's row."""
        rows = [one.row for one in self.plan.items_under(line)]
        return f"SUM({self.over(key, rows[0], rows[-1])})"

    def criterion_points(self, line: Line) -> str:
        """Points of a criterion with items."""
        return f"={self.sum_under('points', line)}/{UNIT}"

    def criterion_band(self, line: Line) -> str:
        """The printed band of a criterion, once all its items are answered and none is left out."""
        assert line.criterion is not None
        assert line.criterion.max is not None
        points = self.sum_under("points", line)
        found = '""'
        for band in reversed(line.criterion.bands):
            test = _inside(band.interval, points)
            found = f"IF({test},{quoted(f'mức {band.level}')},{found})"
        missing, applicable = (
            self.sum_under(key, line) for key in ("missing_scored", "applicable")
        )
        left_out = f"{applicable}<>{units(line.criterion.max.value)}"
        return f'=IF(OR({missing}>0,{left_out}),"",{found})'

    def group_total(self, line: Line) -> str:
        """A group's points: rescaled where items are left out, rounded half up to 0,01."""
        assert line.group.max is not None
        points = self.sum_under("points", line)
        if self.edition.inapplicable.value is not InapplicableRule.RESCALE:
            return f"={points}/{UNIT}"
        maximum, applicable = units(line.group.max.value), self.sum_under("applicable", line)
        rescaled = f"INT((2*{points}*{maximum}+{applicable}*100)/({applicable}*200))/100"
        return f"=IF({applicable}=0,0,IF({applicable}={maximum},{points}/{UNIT},{rescaled}))"

    def group_level(self, line: Line) -> str:
        """The number of a group's level, or the words for a group that has none yet."""
        assert line.group.max is not None
        missing, applicable = (
            self.sum_under("missing_scored", line),
            self.sum_under("applicable", line),
        )
        level = self._reached(
            f"{self.sum_under('points', line)}*{self._scale(line.group)}", applicable
        )
        return (
            f"=IF({missing}>0,{quoted(INCOMPLETE)},IF({applicable}=0,{quoted(INCOMPLETE)},{level}))"
        )

    def condition_state(self, line: Line) -> str:
        """How a group of conditions alone stands."""
        unmet, missing = self.sum_under("unmet", line), self.sum_under("missing_condition", line)
        return f'=IF({unmet}>0,"có điều kiện không đạt",IF({missing}>0,{quoted(INCOMPLETE)},"đạt"))'

    def missing(self) -> str:
        """How many items are unanswered."""
        return f"=SUM({self._whole('missing_scored')})+SUM({self._whole('missing_condition')})"

    def unmet(self) -> str:
        """How many mandatory conditions are unmet."""
        return f"=SUM({self._whole('unmet')})"

    def level(self, missing: str, unmet: str, group_levels: list[str]) -> str:
        """The overall level from the cells that hold what it rests on."""
        if self.edition.combine.value is Combine.LOWEST_GROUP:
            found = f"MIN({','.join(group_levels)})"
        else:
            found = self._level_of_total()
        cap = self.edition.unmet_cap.value
        if cap is not None:
            found = f"IF({unmet}>0,MIN({found},{cap}),{found})"
        counted = f"COUNT({','.join(group_levels)})<{len(group_levels)}"
        return f"=IF(OR({missing}>0,{counted}),{quoted(INCOMPLETE)},{found})"

    def level_name(self, level: str) -> str:
        """The name of the level whose number is in the cell `level`."""
        names = ",".join(quoted(one.name) for one in self.edition.levels)
        return f'=IF(ISNUMBER({level}),CHOOSE({level},{names}),"")'

    def _whole(self, key: str) -> str:
        return self.over(key, self.plan.first_row, self.plan.last_row)

    def _scale(self, group: Group) -> str:
        assert group.max is not None
        percent = self.edition.compare is Compare.PERCENT
        return units(Decimal(100) if percent else group.max.value)

    def _reached(self, value: str, over: str) -> str:
        found = str(self.edition.levels[0].number)
        for level in self.edition.levels[1:]:
            bound = level.interval
            assert bound.low is not None
            sign = ">=" if bound.low_included else ">"
            found = f"IF({value}{sign}{units(bound.low)}*{over},{level.number},{found})"
        return found

    def _level_of_total(self) -> str:
        if self.edition.inapplicable.value is InapplicableRule.RESCALE:
            return self._level_of_shares()
        value = "(" + "+".join(self.sum_under("points", line) for line in self._pointed) + ")"
        if self.edition.compare is Compare.POINTS:
            return self._reached(value, "1")
        return self._reached(f"{value}*{units(Decimal(100))}", units(self._maximum))

    @property
    def shares(self) -> bool:
        """Whether the level follows from a total of rescaled groups."""
        total = self.edition.combine.value is Combine.TOTAL
        return total and self.edition.inapplicable.value is InapplicableRule.RESCALE

    def group_share(self, line: Line) -> dict[str, str]:
        """The hidden cells of a group's row, where the total adds rescaled groups.

        A share is points × maximum ÷ applicable maximum; kept as a whole number of units and the
        rest over the applicable maximum, so that nothing is rounded.
        """
        assert line.group.max is not None
        over, maximum = self.at("applicable", line.row), self._parts(line.group.max.value)
        value = f"{self.at('points', line.row)}*{maximum}"
        return {
            "points": f"={self.sum_under('points', line)}",
            "applicable": f"={self.sum_under('applicable', line)}/{UNIT // self.part}",
            "whole": f"=IF({over}=0,0,INT({value}/{over}))",
            "rest": f"={value}-{self.at('whole', line.row)}*{over}",
        }

    def group_share_values(self, result: GroupResult) -> dict[str, int]:
        """What the cells of `group_share` hold."""
        assert result.max is not None
        points, over = int(result.awarded * UNIT), int(result.applicable_max * self.part)
        whole, rest = divmod(points * int(result.max * self.part), over)
        return {"points": points, "applicable": over, "whole": whole, "rest": rest}

    @property
    def part(self) -> int:
        """Parts of a point in which every maximum is a whole number."""
        maxima = [item.max.value for item in self.edition.items.values() if item.max]
        places = max(0, *(-int(one.normalize().as_tuple().exponent) for one in maxima))
        return int(10**places)

    def _parts(self, number: Decimal) -> str:
        return format((number * self.part).to_integral_value(), "f")

    @property
    def _pointed(self) -> list[Line]:
        return [line for line in self.plan.lines if line.criterion is None and line.group.max]

    @property
    def _maximum(self) -> Decimal:
        return sum((line.group.max.value for line in self._pointed if line.group.max), Decimal(0))

    def _level_of_shares(self) -> str:
        rows = [line.row for line in self._pointed]
        overs = [self.at("applicable", row) for row in rows]
        rests = "+".join(
            "*".join([self.at("rest", row), *(one for one in overs if one != over)])
            for row, over in zip(rows, overs, strict=True)
        )
        wholes, product = "+".join(self.at("whole", row) for row in rows), "*".join(overs)
        percent = self.edition.compare is Compare.PERCENT
        found = str(self.edition.levels[0].number)
        for level in self.edition.levels[1:]:
            low = level.interval.low
            assert low is not None
            bound = Fraction(low) * UNIT * (Fraction(self._maximum) / 100 if percent else 1)
            lead = f"(({wholes})*{bound.denominator}-{bound.numerator})*{product}"
            sign = ">=" if level.interval.low_included else ">"
            test = f"{lead}+({rests})*{bound.denominator}{sign}0"
            found = f"IF({test},{level.number},{found})"
        return found


def _inside(interval: Interval, points: str) -> str:
    tests = []
    if interval.low is not None:
        tests.append(f"{points}{'>=' if interval.low_included else '>'}{units(interval.low)}")
    if interval.high is not None:
        tests.append(f"{points}{'<=' if interval.high_included else '<'}{units(interval.high)}")
    return f"AND({','.join(tests)})" if tests else "TRUE"
