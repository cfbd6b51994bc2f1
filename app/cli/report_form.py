"""One form's documents."""

from pathlib import Path, PurePath

from app.batch.folder import output_stem
from app.batch.printing import Order, printed
from app.batch.reporting import summed_up
from app.batch.writing import publish, staging
from app.cli import streams
from app.cli.forms import read_dossier
from app.cli.problems import Problem, Refused
from app.cli.reading import STANDARD, file_trouble, shown_name
from exports.documents.errors import DocumentError


def report_form(form: str, external: str, out: Path, order: Order, *, as_json: bool) -> None:
    """Print everything first, then write: a form that cannot be printed leaves no part of a set."""
    dossier = read_dossier(form, external)
    stem = PurePath(output_stem("" if form == STANDARD else Path(form).stem))
    try:
        files = printed(dossier, stem, order)
    except DocumentError as error:
        raise Refused([Problem("document", str(error), file=shown_name(form))]) from error
    with file_trouble(out), staging(out) as place:
        publish(place, {out / name: content for name, content in files.items()})
    if as_json:
        names = tuple(str(out / name) for name in files)
        streams.give_json(summed_up(form, dossier, names).as_json())
        return
    for name in files:
        streams.give(str(out / name))
