"""The table of who gets what from which route: `who_may.txt`, read."""

from pathlib import Path
from typing import NamedTuple

from httpx import Response

COLUMNS = (
    "nobody",
    "none",
    "editor",
    "head",
    "assessor",
    "lead",
    "idle",
    "leader",
    "director",
    "admin",
    "auditor",
    "system",
    "next",
    "abroad",
    "gone",
)
SCOPES = ("read", "answers", "assess", "manage")
"""What a token may be made for; a row says which of them its route asks for …"""
OTHERWISE = ("open", "any", "browser", "page")
"""… or that nobody need sign in, that any token will do, that none will, that it is a page."""
MARKS = frozenset("+-0!")


class Row(NamedTuple):
    """What a route asks of a token, and what each of the columns gets from it."""

    scope: str
    marks: tuple[str, ...]


def routes() -> dict[str, Row]:
    """By `METHOD path` (and `#variant`, where a path is asked in more than one way)."""
    found: dict[str, Row] = {}
    for line in Path(__file__).with_name("who_may.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        method, path, scope, *marks = line.split()
        marks = marks * len(COLUMNS) if len(marks) == 1 else marks
        assert scope in SCOPES + OTHERWISE, line
        assert len(marks) == len(COLUMNS), f"{line}: {len(marks)} marks for {len(COLUMNS)} columns"
        assert MARKS.issuperset(marks), line
        assert f"{method} {path}" not in found, line
        found[f"{method} {path}"] = Row(scope, tuple(marks))
    return found


TABLE = routes()


def split(route: str) -> tuple[str, str]:
    """Method and path as the application has it, without the variant."""
    method, _, path = route.partition(" ")
    return method, path.partition("#")[0]


def mark(answer: Response) -> str:
    """How an answer stands in the table; its status where it is none of those."""
    to_sign_in = answer.headers.get("location", "").startswith("/dang-nhap?tiep=")
    if answer.status_code == 401 or (answer.status_code == 303 and to_sign_in):
        return "!"
    if answer.status_code in {403, 404}:
        return {403: "-", 404: "0"}[answer.status_code]
    return "+" if answer.status_code < 400 else str(answer.status_code)
