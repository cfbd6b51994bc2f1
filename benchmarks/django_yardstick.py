"""django-import-export over as many cells: run by the Python of .venv-yardsticks, never by ours.

    .venv-yardsticks/bin/python benchmarks/django_yardstick.py URL SCHOOLS CELLS

Printed as one JSON object: seconds of the dry run, of the commit, of a dry run of the same again.
Three ways, the last two easier than what we do: a row per answer (school, item, side, points) as
the library works unless told otherwise; the same by its bulk mode, without differences and with
what is there read at once; and that mode over one row and one record per school. The rows are
handed over in memory, so reading a file is not in it; nothing is scored, no state is guarded, no
audit is written, nothing can be undone.
"""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

SIDES = ("self", "external")


def main() -> None:
    """Measure both ways over one empty database."""
    url, schools, cells = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    settings.configure(
        DATABASES={"default": database(url)},
        INSTALLED_APPS=["import_export"],
        IMPORT_EXPORT_USE_TRANSACTIONS=True,
        USE_TZ=True,
    )
    django.setup()
    logging.disable(logging.WARNING)
    print(json.dumps(measured(schools, cells)))


def database(url: str) -> dict[str, object]:
    """The same database as Django says it; SQLite as durable as ours."""
    given = urlsplit(url)
    if given.scheme == "sqlite":
        first = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": given.path[1:],
            "OPTIONS": {"init_command": first, "transaction_mode": "IMMEDIATE"},
        }
    query = dict(part.split("=", 1) for part in given.query.split("&") if part)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.path[1:],
        "USER": unquote(given.username or ""),
        "PASSWORD": unquote(given.password or ""),
        "HOST": unquote(query.get("host", given.hostname or "")),
        "PORT": str(given.port or ""),
    }


def measured(schools: int, cells: int) -> dict[str, dict[str, float]]:
    """Seconds by way and step."""
    from django.db import connection  # noqa: PLC0415 - only once it is configured

    found = {}
    for way, (resource, rows) in ways(schools, cells).items():
        model = resource._meta.model  # noqa: SLF001 - where the library keeps it
        with connection.schema_editor() as editor:
            editor.create_model(model)
        found[way] = steps(resource, rows)
        assert model.objects.count() == len(rows)
        with connection.schema_editor() as editor:
            editor.delete_model(model)
    return found


def ways(schools: int, cells: int) -> dict[str, tuple[Any, Any]]:
    """A resource and its data set, by the way it imports."""
    from django.db import models  # noqa: PLC0415 - only once it is configured
    from import_export.instance_loaders import CachedInstanceLoader  # noqa: PLC0415
    from import_export.resources import ModelResource  # noqa: PLC0415
    from tablib import Dataset  # noqa: PLC0415

    class PlainAnswer(models.Model):  # noqa: DJ008 - nobody reads it
        key = models.CharField(max_length=60, unique=True)
        school = models.CharField(max_length=30)
        side = models.CharField(max_length=10)
        item = models.CharField(max_length=20)
        points = models.DecimalField(max_digits=9, decimal_places=3)

        class Meta:
            app_label = "import_export"

    class RowByRow(ModelResource):
        class Meta:
            model = PlainAnswer
            import_id_fields = ("key",)
            fields = ("key", "school", "side", "item", "points")
            skip_unchanged = True

    class Bulk(ModelResource):
        class Meta(RowByRow.Meta):
            instance_loader_class = CachedInstanceLoader
            use_bulk = True
            batch_size = 1000
            skip_diff = True

    columns = [f"points_{place}" for place in range(cells)]
    points = {one: models.DecimalField(max_digits=9, decimal_places=3) for one in columns}
    school = models.CharField(max_length=30, unique=True)
    meta = type("Meta", (), {"app_label": "import_export"})
    named = {"__module__": __name__, "Meta": meta, "school": school, **points}
    wide = type("PlainSchool", (models.Model,), named)

    class Wide(ModelResource):
        class Meta:
            model = wide
            import_id_fields = ("school",)
            fields = ("school", *columns)
            instance_loader_class = CachedInstanceLoader
            use_bulk = True
            batch_size = 1000
            skip_unchanged = True
            skip_diff = True

    headers = ["key", "school", "side", "item", "points"]
    tall = Dataset(*answers(schools, cells), headers=headers)
    across = Dataset(*by_school(schools, cells), headers=["school", *columns])
    return {"row by row": (RowByRow, tall), "in bulk": (Bulk, tall), "by school": (Wide, across)}


def steps(made: Callable[[], Any], rows: Any) -> dict[str, float]:  # noqa: ANN401 - its classes
    """Seconds of each step; a row that was refused would end it."""
    seconds = {}
    for name, dry in (("dry run", True), ("confirm", False), ("the same again, dry run", True)):
        begun = time.perf_counter()
        made().import_data(rows, dry_run=dry, raise_errors=True, use_transactions=True)
        seconds[name] = time.perf_counter() - begun
    return seconds


def answers(schools: int, cells: int) -> Iterator[tuple[str | Decimal, ...]]:
    """So many answers of each school, half of each side."""
    for number in range(schools):
        for place in range(cells):
            side, item = SIDES[place % 2], f"{place // 10}.{place // 2}"
            key = f"{number:08}/{side}/{item}"
            yield key, f"{number:08}", side, item, points_of(number, place)


def by_school(schools: int, cells: int) -> Iterator[tuple[str | Decimal, ...]]:
    """The same, one row a school."""
    for number in range(schools):
        yield f"{number:08}", *(points_of(number, place) for place in range(cells))


def points_of(number: int, place: int) -> Decimal:
    """Half points from 0 to 10."""
    return Decimal((number * 7 + place * 3) % 21) / 2


if __name__ == "__main__":
    main()
