"""The corpus of hostile files: each refused for its reason, by a child that lives to say it."""

from pathlib import Path

import pytest

from evidence.errors import FileRefused
from evidence.refusals import SENTENCES
from tests.evidence.inspection import hostile_packages, hostile_papers
from tests.evidence.inspection.desk import hand_in
from tests.evidence.samples import Sent, hostile

CORPUS: dict[str, Sent] = {
    **hostile(),
    **hostile_packages.office(),
    **hostile_packages.open_documents(),
    **hostile_packages.archives(),
    **hostile_papers.papers(),
    **hostile_papers.pictures(),
    **hostile_papers.videos(),
}


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 150


@pytest.mark.parametrize("name", CORPUS)
def test_refuses_for_the_right_reason_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(FileRefused) as refused:
        hand_in(CORPUS[name])
    assert refused.value.reason is CORPUS[name].refusal
    assert "hãy" in str(refused.value).lower()
    assert list(tmp_path.iterdir()) == []


def test_every_sentence_says_what_to_do() -> None:
    assert all("Hãy" in sentence for sentence in SENTENCES.values())
