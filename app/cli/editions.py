"""Finding the index that a command names: one that is shipped, or a file."""

from app.cli.problems import CommandFailed, Problem, Refused, UsageWrong
from app.cli.reading import read_bytes
from criteria.edition import Edition
from criteria.errors import CriteriaError, DocumentInvalid, EditionNotFound
from criteria.loader import load, shipped
from criteria.strict_yaml import MAX_BYTES


def shipped_edition(name: str) -> Edition:
    """The shipped edition of that name."""
    try:
        return shipped(name)
    except EditionNotFound as error:
        raise UsageWrong(str(error)) from error
    except CriteriaError as error:
        raise refused(error) from error


def edition_or_file(name: str) -> Edition:
    """The edition of that name, or the one written in that YAML file."""
    if not name.lower().endswith((".yaml", ".yml")):
        return shipped_edition(name)
    content = read_bytes(name, MAX_BYTES)
    try:
        return load(content, name)
    except CriteriaError as error:
        raise refused(error) from error


def refused(error: CriteriaError) -> CommandFailed:
    """The error of an index as a failure of the command, each problem with its line."""
    if isinstance(error, DocumentInvalid):
        return Refused(
            Problem(error.code, one.message, file=one.file, line=one.line) for one in error.problems
        )
    return Refused([Problem(error.code, str(error))])
