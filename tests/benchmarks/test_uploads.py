"""Uploads are measured on real processes; how fast is never asserted here."""

from pathlib import Path

import pytest

from benchmarks import uploads
from benchmarks.sending import NotTaken, Sender, video

KB = 1024


def test_large_files_are_measured_beside_copying_and_hashing(tmp_path: Path) -> None:
    plain, growth, resumable, also = uploads.large(tmp_path, 300 * KB, 1)
    assert "sha256sum" in plain.baseline
    assert plain.reached is not None
    assert (growth.target, also.target) == ("under 32 MiB", "under 32 MiB")
    assert (resumable.target, resumable.reached) == ("", None)


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    figure = uploads.many(tmp_path, 100 * KB, 10)
    assert figure.measured.startswith("10 kept whole")
    assert figure.reached


def test_a_file_that_is_not_taken_is_no_figure(tmp_path: Path) -> None:
    source = tmp_path / "video.mp4"
    video(source, 100 * KB)
    source.write_bytes(b"MZ" + source.read_bytes())
    with uploads.serving(tmp_path / "data") as service:
        sender = Sender(service.port)
        with pytest.raises(NotTaken, match="400"):
            sender.plain(sender.evidence(), source)
