"""`thangdo whatif`: the shortest way to a level."""

from typing import Annotated

import typer

from app.cli.parameters import AsJson, FormFile, whole_number
from app.cli.problems import Problem, Refused, UsageWrong

COMMAND = "thangdo whatif"
_Level = Annotated[
    str,
    typer.Option(
        "--level", metavar="MỨC", help="Mức muốn đạt; bỏ qua thì lấy mức kế tiếp, từ mức 2."
    ),
]
_Keep = Annotated[
    list[str] | None,
    typer.Option(
        "--keep", metavar="MÃ", help="Mục không nâng được, ghi nhiều lần được, ví dụ --keep 1.7.3."
    ),
]


def whatif(form: FormFile, level: _Level = "", keep: _Keep = None, as_json: AsJson = False) -> None:
    """Tìm ít việc nhất, rồi ít điểm nhất, để đạt một mức."""
    from app.cli import streams
    from app.cli.forms import read_filled
    from scoring.engine import score
    from scoring.errors import AnswersRefused, TargetUnreachable
    from scoring.plan_words import plan_sentences
    from scoring.what_if import cheapest

    filled = read_filled(form)
    edition, answers = filled.edition, filled.answers
    wanted = _wanted(level, score(edition, answers).level, edition.levels[-1].number)
    kept = frozenset(code.strip() for code in keep or ())
    try:
        plan = cheapest(edition, answers, wanted, kept)
    except TargetUnreachable as error:
        raise Refused(
            Problem(error.code, sentence, file=form) for sentence in error.reasons
        ) from error
    except AnswersRefused as error:
        message = "; ".join(finding.message for finding in error.findings)
        raise UsageWrong(f"Giá trị của --keep không dùng được: {message}", COMMAND) from error
    if as_json:
        from app.assessments.as_json import plan_as_json

        streams.give_json(plan_as_json(edition, plan))
        return
    for sentence in plan_sentences(edition, plan):
        streams.give(streams.plain(sentence))


def _wanted(level: str, present: int | None, last: int) -> int:
    if not level:
        return min((present or 1) + 1, last)
    return whole_number("--level", level, last, COMMAND)
