"""The benchmarks run and tell what they should; how fast is never asserted here."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import against_plain, batch, documents, forms, plain_pipeline, saving
from benchmarks.figures import Figure, as_json, as_table, machine
from benchmarks.samples import sample_form
from exports.forms.reader import read_form
from tests.office import Office


def test_samples_are_read_back_as_they_were_stated() -> None:
    form = read_form(sample_form(7))
    assert form.school.name == "Trường minh họa số 7"
    assert form.answers.awards.keys() == form.edition.items.keys()


def test_the_same_number_is_the_same_school() -> None:
    assert sample_form(3) == sample_form(3)
    assert sample_form(3) != sample_form(4)


def test_documents_are_measured() -> None:
    docx, pdf, memory = documents.measure(2)
    assert ".docx" in docx.name
    assert ".pdf" in pdf.name
    assert memory.measured.endswith("MB")


def test_reading_is_measured() -> None:
    (figure,) = forms.measure(1)
    assert "openpyxl" in figure.baseline


def test_the_batch_is_measured_beside_a_cpu_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LOOP_STEPS", 1000)
    efficiency, memory = batch.measure(4, 1)
    assert "of a pure CPU loop" in efficiency.baseline
    assert efficiency.reached is not None
    assert memory.measured.endswith("MB")


def test_the_plain_way_makes_the_same_files(soffice: Office) -> None:
    (figure,) = against_plain.measure(1, 1)
    assert figure.name == "1 forms to 6 files, one process, with its start"
    assert soffice.program.name in (plain_pipeline.office() or "")


def test_the_plain_way_reads_the_same_answers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample_form(7))
    ours, plain = read_form(sample_form(7)), plain_pipeline.read(path)
    assert plain.self_side.answers.awards == ours.answers.awards
    # The issuing body's cell repeats the school's name by a formula, which openpyxl leaves out.
    header = replace(ours.header, issuer="")
    assert (plain.school, plain.narrative, plain.header) == (ours.school, ours.narrative, header)
    assert [one.code for one in plain.evidence] == [one.code for one in ours.evidence]


def test_the_table_says_reached_or_not() -> None:
    figures = [
        Figure("a", "1 ms", "", "under 2 ms", reached=True),
        Figure("b", "3 ms", "", "under 2 ms", reached=False),
    ]
    head, first, second = as_table(figures).splitlines()
    assert head.startswith("figure")
    assert first.endswith("reached")
    assert second.endswith("NOT REACHED")
    assert as_json(figures)["machine"] == machine()


def test_saving_is_measured_beside_the_plainest_route(tmp_path: Path) -> None:
    ratio, peer, times = saving.on("SQLite", f"sqlite:///{tmp_path}/thangdo.db", tmp_path, 0.3, 1)
    assert "of the plainest route" in ratio.baseline
    assert ratio.reached is not None
    assert peer.name.endswith("6.7 saves per second")
    assert "99th" in times.name
