"""Snapshot files of every version still print, word for word, from the file alone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.dossiers.models import SnapshotKind
from app.dossiers.snapshots import FORMAT
from app.dossiers.unpacking import FILE, from_file
from tests.golden.making import FOLDER, content, documents, words

KEPT = sorted(FOLDER.glob("*/*.json"))
PRINTED = [(path, document) for path in KEPT for document in documents(path.stem)]
SAID = frozenset({"engine", "sentence", "sentences", "message"})
"""What a later program may say otherwise without writing another format."""


def _name(value: object) -> str:
    return f"{value.parent.name}-{value.stem}" if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(("path", "document"), PRINTED, ids=_name)
def test_a_kept_file_prints_the_words_and_numbers_it_always_printed(
    path: Path, document: str
) -> None:
    expected = path.with_name(f"{path.stem}.{document}.txt").read_text("utf-8")
    assert words(from_file(path.read_bytes()), document).split() == expected.split()


@pytest.mark.parametrize("kind", SnapshotKind)
def test_what_this_program_writes_is_kept_beside_what_earlier_ones_wrote(
    kind: SnapshotKind,
) -> None:
    """Fails when the format changes: raise FORMAT, give the version a folder of its own."""
    written = _without_words(json.loads(content(kind)))
    same = [
        data["snapshot"]
        for data in (json.loads(path.read_bytes()) for path in KEPT if path.stem == kind)
        if (data["file"], data["snapshot"]["format"]) == (FILE, FORMAT)
    ]
    assert same, "no golden file has this format: python -m tests.golden.making"
    assert [one for one in same if _without_words(one) == written]


def test_every_version_has_a_file_of_each_kind() -> None:
    found = {(path.parent.name, path.stem) for path in KEPT}
    versions = {path.name for path in FOLDER.iterdir()}
    assert versions
    assert found == {(version, kind.value) for version in versions for kind in SnapshotKind}


def _without_words(data: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(data, Mapping):
        return {key: "" if key in SAID else _without_words(one) for key, one in data.items()}
    return [_without_words(one) for one in data] if isinstance(data, list) else data
