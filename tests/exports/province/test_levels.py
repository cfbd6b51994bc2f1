"""Published levels as .csv, .json and .parquet: the same rows in all three."""

import csv
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from exports.province.levels import PublishedLevel, neutral, write_csv, write_json

ABOUT = {"campaign": "Đợt minh họa"}


def level(number: int = 1, name: str = "Trường minh họa") -> PublishedLevel:
    return PublishedLevel(
        body_id=f"b{number}",
        body_code=f"0{number:04}",
        body_name=name,
        kind="th",
        kind_title="Trường tiểu học",
        school_levels=("tieu_hoc", "thcs"),
        parent_id="xa",
        parent_code="",
        parent_name="Xã minh họa",
        edition="thangdo.qd-4725@1.0",
        edition_sha256="a" * 64,
        level=2,
        level_title="Mức đáp ứng cơ bản",
        decision_number="12/QĐ-MH",
        decision_date=date(2026, 5, 4),
        origin="import",
        waived=("external",),
        published_at=datetime(2026, 6, 1, 3, 0, tzinfo=UTC),
    )


def test_a_csv_has_its_mark_its_zeros_and_iso_days() -> None:
    target = BytesIO()
    write_csv(target, [level()])
    text = target.getvalue()
    assert text.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""))
    assert row["body_code"] == "00001"
    assert row["school_levels"] == "tieu_hoc;thcs"
    assert (row["decision_date"], row["level"]) == ("2026-05-04", "2")
    assert tuple(row) == PublishedLevel._fields


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_would_be_a_formula_is_neutralised(begin: str) -> None:
    target = BytesIO()
    write_csv(target, [level(name=f"{begin}HYPERLINK(1)")])
    (row,) = csv.DictReader(StringIO(target.getvalue().decode("utf-8-sig"), newline=""))
    assert row["body_name"] == f"'{begin}HYPERLINK(1)"


def test_a_name_with_a_sign_inside_is_left_alone() -> None:
    assert neutral("Trường TH - THCS") == "Trường TH - THCS"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_document_whatever_the_count(count: int) -> None:
    target = BytesIO()
    write_json(target, ABOUT, [level(one, 'Trường "minh họa"') for one in range(count)])
    told = json.loads(target.getvalue())
    assert told["campaign"] == "Đợt minh họa"
    assert [one["body_id"] for one in told["levels"]] == [f"b{one}" for one in range(count)]
    for one in told["levels"]:
        assert one["waived"] == ["external"]
        assert one["published_at"] == "2026-06-01T03:00:00+00:00"


def test_parquet_has_the_documented_types_and_the_same_rows(tmp_path: Path) -> None:
    """In a process of its own, as always: pyarrow's compiled code does not belong into ours."""
    path = tmp_path / "muc.parquet"
    program = (
        "import json, sys\n"
        "from exports.province.levels import write_parquet\n"
        "from tests.exports.province.test_levels import ABOUT, level\n"
        "with open(sys.argv[1], 'wb') as target:\n"
        "    write_parquet(target, ABOUT, (level(n) for n in range(20_001)))\n"
        "from pyarrow import parquet\n"
        "table = parquet.read_table(sys.argv[1])\n"
        "kinds = {one.name: str(one.type) for one in table.schema}\n"
        "row = table.slice(20_000).to_pylist()[0]\n"
        "print(json.dumps([table.num_rows, kinds, row], default=str))\n"
    )
    said = subprocess.run(
        (sys.executable, "-c", program, str(path)),
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    rows, kinds, row = json.loads(said.stdout)
    assert rows == 20_001
    assert kinds["level"] == "int32"
    assert kinds["decision_date"] == "date32[day]"
    assert kinds["published_at"] == "timestamp[us, tz=UTC]"
    assert kinds["body_code"] == "string"
    assert row["body_code"] == "020000"
    assert row["waived"] == ["external"]
    assert row["decision_date"] == "2026-05-04"
