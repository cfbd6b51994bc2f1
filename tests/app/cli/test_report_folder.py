"""`thangdo report` on a folder: every form is answered for, whatever happens to one of them."""

import csv
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.app.cli import forms
from tests.app.cli.program import PROGRAM, environment, listing, thangdo

SET = ["docx", "docx", "pdf", "pdf", "xlsx", "xlsx"]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mau") / "phieu.xlsx"
    path.write_bytes(forms.filled())
    return path


def fill(folder: Path, good: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(good, folder / name)


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "ket-qua.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_reports_every_form_of_all_subfolders(good: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "phieu", tmp_path / "ra"
    fill(folder, good, "a.xlsx", "xa 1/a.xlsx", "xa 2/a.xlsx", "xa 2/.an.xlsx", "~$a.xlsx")
    (folder / "ghi chu.txt").write_text("không phải phiếu")
    ended = thangdo("report", folder, "--out", out, "--jobs", "2")
    assert ended.code == 0
    assert ended.out == f"{out / 'ket-qua.csv'}\n"
    assert "Xong 3/3 phiếu." in ended.err
    assert [row["Tệp"] for row in rows(out)] == ["a.xlsx", "xa 1/a.xlsx", "xa 2/a.xlsx"]
    for where in (out, out / "xa 1", out / "xa 2"):
        kinds = sorted(path.suffix[1:] for path in where.iterdir() if path.stem.startswith("a-"))
        assert kinds == SET
    assert not [name for name in listing(out) if ".thangdo" in name]


def test_names_every_form_that_failed_and_goes_on(good: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "phieu", tmp_path / "ra"
    fill(folder, good, "1.xlsx", "9.xlsx")
    (folder / "2.xlsx").write_bytes(b"")
    (folder / "3.xlsx").write_bytes(forms.with_award(99))
    (folder / "4.xlsx").write_bytes(forms.zip_bomb())
    (folder / "5.xls").write_bytes(forms.encrypted())
    forms.huge_file(folder / "6.xlsx")
    (folder / "7.xlsx").symlink_to("khong-co")
    os.mkfifo(folder / "8.xlsx")
    ended = thangdo("report", folder, "--out", out, "--jobs", "2")
    assert ended.code == 4
    for words in (
        "2.xlsx: Tệp rỗng",
        "3.xlsx: Tự đánh giá!D",
        "4.xlsx: Tệp giải nén ra quá lớn",
        "5.xls: Tệp có mật khẩu",
        "6.xlsx: tệp lớn hơn 10 MB",
        "7.xlsx: không có tệp",
        "8.xlsx: đây không phải là tệp thường",
        "Xong 2/9 phiếu.",
    ):
        assert words in ended.err
    told = rows(out)
    assert [row["Tệp"][0] for row in told] == list("123456789")
    assert [row["Mức"] for row in told] == ["3", *[""] * 7, "3"]
    assert told[1]["Tình trạng"] == "chưa làm được"
    assert {name[0] for name in listing(out)} == {"1", "9", "k"}


def test_json_tells_of_every_form(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "phieu"
    fill(folder, good, "1.xlsx")
    (folder / "2.xlsx").write_bytes(b"")
    ended = thangdo("report", folder, "--out", tmp_path / "ra", "--json", "--jobs", "1")
    data = json.loads(ended.out)
    assert ended.code == 4
    assert [one["level"] for one in data["forms"]] == [3, None]
    assert data["forms"][1]["faults"][0]["code"] == "empty"


def test_two_forms_of_one_stem_do_not_meet(good: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "phieu", tmp_path / "ra"
    fill(folder, good, "a.xlsx", "A.XLSX", "a .xlsx")
    assert thangdo("report", folder, "--out", out, "--only", "pdf", "--jobs", "1").code == 0
    assert len([name for name in listing(out) if name.endswith("-bao-cao.pdf")]) == 3


def test_two_runs_give_the_same_bytes(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "phieu"
    fill(folder, good, "a.xlsx", "b.xlsx", "c.xlsx")
    made = []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        assert thangdo("report", folder, "--out", out, "--jobs", jobs).code == 0
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert made[0] == made[1]


def test_outputs_inside_the_folder_are_not_taken_for_forms(good: Path, tmp_path: Path) -> None:
    fill(tmp_path, good, "a.xlsx")
    for _ in range(2):
        ended = thangdo("report", tmp_path, "--out", tmp_path / "ra", "--jobs", "1")
        assert ended.code == 0
        assert "Xong 1/1 phiếu." in ended.err


def test_refuses_to_write_among_the_forms(good: Path, tmp_path: Path) -> None:
    fill(tmp_path, good, "a.xlsx")
    ended = thangdo("report", tmp_path, "--out", tmp_path / ".")
    assert ended.code == 2
    assert "--out phải là thư mục khác" in ended.err
    assert listing(tmp_path) == ["a.xlsx"]


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    ended = thangdo("report", tmp_path, "--out", tmp_path / "ra")
    assert ended.code == 3
    assert "trong thư mục không có phiếu nào" in ended.err


def test_a_school_cannot_put_a_formula_into_the_table(tmp_path: Path) -> None:
    folder, out = tmp_path / "phieu", tmp_path / "ra"
    folder.mkdir()
    (folder / "=1+1.xlsx").write_bytes(forms.filled(name="=HYPERLINK(1)"))
    assert thangdo("report", folder, "--out", out, "--only", "xlsx").code == 0
    assert [(row["Tệp"], row["Tên trường"]) for row in rows(out)] == [
        ("'=1+1.xlsx", "'=HYPERLINK(1)")
    ]


def started(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """A batch that has begun to write."""
    process = subprocess.Popen(
        [PROGRAM, "report", folder, "--out", out, "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list(out.glob("*.pdf")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    return process


def assert_whole(out: Path) -> None:
    """No table, and every set that is there is whole."""
    made = [path for path in out.iterdir() if not path.name.startswith(".")]
    stems = {path.name.split("-", 1)[0] for path in made}
    assert stems
    for stem in stems:
        kinds = sorted(path.suffix[1:] for path in made if path.name.startswith(f"{stem}-"))
        assert kinds == SET, stem
    for path in made:
        content = path.read_bytes()
        assert content.startswith((b"PK\x03\x04", b"%PDF"))
        assert content.rstrip().endswith(b"%%EOF") or b"PK\x05\x06" in content[-400:]


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_leaves_whole_sets_and_nothing_else(
    good: Path, tmp_path: Path, sign: signal.Signals, code: int
) -> None:
    folder, out = tmp_path / "phieu", tmp_path / "ra"
    fill(folder, good, *(f"{number}.xlsx" for number in range(60)))
    process = started(folder, out)
    os.killpg(process.pid, sign) if sign is signal.SIGINT else process.send_signal(sign)
    _, told = process.communicate(timeout=30)
    assert process.returncode == code
    assert b"Traceback" not in told
    assert_whole(out)
    assert not [name for name in listing(out) if ".thangdo" in name or name == "ket-qua.csv"]


def test_after_a_kill_the_next_run_finishes_and_tidies(good: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "phieu", tmp_path / "ra"
    fill(folder, good, *(f"{number}.xlsx" for number in range(30)))
    process = started(folder, out)
    process.kill()
    process.communicate(timeout=30)
    wait_for_quiet(out)
    assert_whole(out)
    assert not (out / "ket-qua.csv").exists()
    for left in out.glob(".thangdo-*/lock"):
        os.utime(left, (0, 0))
    ended = thangdo("report", folder, "--out", out, "--jobs", "2")
    assert ended.code == 0
    assert_whole_run(out, 30)


def wait_for_quiet(out: Path) -> None:
    """Until the workers, who finish what they hold, have ended."""
    before: list[str] = []
    while before != (now := listing(out)):
        before = now
        time.sleep(1)


def assert_whole_run(out: Path, count: int) -> None:
    assert len(rows(out)) == count
    assert len(listing(out)) == 6 * count + 1
