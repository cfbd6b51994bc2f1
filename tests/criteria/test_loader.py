"""The shelf of shipped editions: found by name, held to the recorded hashes."""

import hashlib
from pathlib import Path

import pytest

from criteria.errors import CriteriaError, EditionAltered, EditionInvalid, EditionNotFound
from criteria.loader import load, load_file, recorded_hashes, shipped, shipped_editions
from tests.criteria.paths import SMALL

GOOD = SMALL.read_bytes()


def _shelf(folder: Path, *versions: str, record: bool = True) -> Path:
    """A shelf with the small edition in several versions."""
    sums = []
    for version in versions:
        file = folder / "thu-nghiem.nho" / f"{version}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(GOOD.replace(b'"1.0"', f'"{version}"'.encode()))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        sums.append(f"{digest}  thu-nghiem.nho/{version}.yaml\n")
    if record:
        (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return folder


def test_every_shipped_edition_loads_with_its_recorded_hash() -> None:
    names = shipped_editions()

    assert set(names) >= {"thangdo.qd-4725@1.0", "thangdo.truong-hoc-so@1.0"}
    for name in names:
        edition = shipped(name)
        assert str(edition.ref) == name
        assert recorded_hashes()[f"{name.replace('@', '/')}.yaml"] == edition.ref.sha256
        assert hashlib.sha256(edition.source).hexdigest() == edition.ref.sha256


def test_newest_version_is_taken_and_1_10_is_newer_than_1_9(tmp_path: Path) -> None:
    shelf = _shelf(tmp_path, "1.9", "1.10", "1.2")

    assert shipped("thu-nghiem.nho", shelf).ref.version == "1.10"
    assert shipped("thu-nghiem.nho@1.2", shelf).ref.version == "1.2"
    assert shipped_editions(shelf) == (
        "thu-nghiem.nho@1.2",
        "thu-nghiem.nho@1.9",
        "thu-nghiem.nho@1.10",
    )


def test_altered_edition_is_refused_with_file_and_line(tmp_path: Path) -> None:
    shelf = _shelf(tmp_path, "1.0")
    file = shelf / "thu-nghiem.nho" / "1.0.yaml"
    file.write_bytes(GOOD + b"# one comment more\n")

    with pytest.raises(EditionAltered, match=r"thu-nghiem\.nho/1\.0\.yaml:1: nội dung khác"):
        shipped("thu-nghiem.nho", shelf)


def test_unrecorded_edition_is_refused(tmp_path: Path) -> None:
    shelf = _shelf(tmp_path, "1.0", record=False)

    with pytest.raises(EditionAltered, match="chưa ghi"):
        shipped("thu-nghiem.nho", shelf)


def test_edition_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    shelf = _shelf(tmp_path, "1.0")
    (shelf / "thu-nghiem.nho").rename(shelf / "thu-nghiem.khac")
    sums = shelf / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="utf-8").replace("nho", "khac"), encoding="utf-8")

    with pytest.raises(EditionInvalid, match=r"bên trong ghi thu-nghiem\.nho@1\.0"):
        shipped("thu-nghiem.khac", shelf)


@pytest.mark.parametrize(
    "line",
    ["abc  thu-nghiem.nho/1.0.yaml", "", f"{'0' * 64} thu-nghiem.nho/1.0.yaml", "../../etc/passwd"],
)
def test_broken_record_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    shelf = _shelf(tmp_path, "1.0")
    with (shelf / "SHA256SUMS").open("a", encoding="utf-8") as sums:
        sums.write(f"{line}\n")

    with pytest.raises(EditionInvalid, match="SHA256SUMS:2: mỗi dòng phải là"):
        shipped("thu-nghiem.nho", shelf)


def test_unknown_edition_names_those_there_are() -> None:
    with pytest.raises(EditionNotFound, match=r"“x\.y”.*thangdo\.qd-4725@1\.0"):
        shipped("x.y")


def test_recorded_hash_given_by_the_caller_is_held(tmp_path: Path) -> None:
    digest = hashlib.sha256(GOOD).hexdigest()

    assert load(GOOD, "e.yaml", recorded=digest).ref.sha256 == digest
    with pytest.raises(EditionAltered, match="phát hành phiên bản mới"):
        load(GOOD + b"\n", "e.yaml", recorded=digest)
    with pytest.raises(OSError, match="missing"):
        load_file(tmp_path / "missing.yaml")


def test_every_error_is_of_the_one_tree_with_a_code_of_its_own() -> None:
    found: list[type[CriteriaError]] = []
    waiting = [CriteriaError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += [one for one in error.__subclasses__() if one.__module__ == "criteria.errors"]

    codes = [error.code for error in found]
    assert len(codes) == len(set(codes))
    assert {"edition-invalid", "edition-altered", "overlay-invalid", "mapping-invalid"} < set(codes)


def test_index_is_immutable() -> None:
    edition = load(GOOD)

    with pytest.raises(AttributeError):
        edition.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        edition.items["A.1"] = edition.items["A.3"]  # type: ignore[index]


def test_kinds_of_evidence_are_named_or_all_are_taken() -> None:
    assert load(GOOD, "x").evidence_kinds == ()
    named = load(GOOD + b"\nevidence_kinds: [pdf, jpg, pdf]\n", "x")
    assert named.evidence_kinds == ("pdf", "jpg")
    with pytest.raises(CriteriaError, match="evidence_kinds"):
        load(GOOD + b"\nevidence_kinds: [exe]\n", "x")
