"""An overlay adds words and can do nothing else."""

import hashlib
from dataclasses import fields, replace
from types import MappingProxyType

import pytest

from criteria.edition import Edition
from criteria.errors import OverlayInvalid
from criteria.facets import Effect
from criteria.loader import load_file, shipped
from criteria.overlay import apply, load_overlay
from criteria.things import things
from tests.criteria.paths import SMALL

HEAD = """\
format: 1
id: so-minh-hoa.huong-dan
version: "1.0"
title: Hướng dẫn minh họa
publisher: Sở minh họa
for: {edition: thu-nghiem.nho, versions: ["1.0"]}
entries:
"""
ENTRIES = """\
- code: A.2
  guidance: Ghi cả tên nền tảng.
- code: A.2.1
  guidance: |-
    Dòng một.
    Dòng hai.
  evidence: {add: [Biên bản tập huấn, Ảnh chụp màn hình]}
- code: A.1
  evidence: {replace: [Kế hoạch theo mẫu của Sở]}
"""


@pytest.fixture
def edition() -> Edition:
    return load_file(SMALL)


def _laid_over(edition: Edition, text: str = HEAD + ENTRIES) -> Edition:
    return apply(edition, load_overlay(text.encode(), "o.yaml", edition))


def test_guidance_and_suggestions_are_added_or_replaced(edition: Edition) -> None:
    over = _laid_over(edition)

    assert over.criteria["A.2"].guidance == "Ghi cả tên nền tảng."
    assert over.items["A.2.1"].guidance == "Dòng một.\nDòng hai."
    assert over.items["A.2.1"].evidence == ("Ảnh chụp màn hình", "Biên bản tập huấn")
    assert over.items["A.1"].evidence == ("Kế hoạch theo mẫu của Sở",)
    assert over.criteria["A.1"].evidence == ("Kế hoạch theo mẫu của Sở",)
    assert over.groups[0].items[0] is over.items["A.1"]


def test_guidance_of_the_edition_stays_above_that_of_the_overlay(edition: Edition) -> None:
    own = replace(edition.items["A.3"], guidance="Lời của bộ chỉ số.")
    criterion = replace(edition.criteria["A.3"], items=(own,), guidance=own.guidance)
    group = replace(edition.groups[0], criteria=(*edition.groups[0].criteria[:2], criterion))
    guided = replace(
        edition,
        groups=(group, edition.groups[1]),
        items=MappingProxyType({**edition.items, "A.3": own}),
    )

    over = _laid_over(guided, HEAD + "- {code: A.3, guidance: Lời của Sở.}\n")

    assert over.items["A.3"].guidance == "Lời của bộ chỉ số.\nLời của Sở."


def test_edition_keeps_its_pin_and_names_the_overlay(edition: Edition) -> None:
    content = (HEAD + ENTRIES).encode()

    over = _laid_over(edition)

    assert over.ref == edition.ref
    assert edition.overlay is None
    assert over.overlay is not None
    assert str(over.overlay) == "so-minh-hoa.huong-dan@1.0"
    assert over.overlay.sha256 == hashlib.sha256(content).hexdigest()


def test_nothing_that_counts_differs_with_the_overlay(edition: Edition) -> None:
    over = _laid_over(edition)

    counted = [
        [
            (thing.key, facet)
            for thing in things(one)
            for facet in thing.facets
            if facet.effect is Effect.SCORE
        ]
        for one in (edition, over)
    ]
    assert counted[0] == counted[1]
    touched = {"groups", "items", "criteria", "overlay"}
    for field in fields(edition):
        if field.name not in touched:
            assert getattr(over, field.name) == getattr(edition, field.name)
    for code, item in over.items.items():
        plain = edition.items[code]
        assert replace(item, guidance=plain.guidance, evidence=plain.evidence) == plain


SCORE_KEYS = [
    ("title", "Tên khác"),
    ("max", "50"),
    ("points", "50"),
    ("bands", "[]"),
    ("kind", "mandatory"),
    ("requires", "[]"),
    ("measure", "{}"),
    ("applies_to", "{}"),
    ("facts", "[]"),
    ("items", "[]"),
    ("known", "confirmed"),
    ("source", "second"),
]


@pytest.mark.parametrize(("key", "value"), SCORE_KEYS)
def test_refuses_a_key_of_an_item_that_could_change_a_score(
    edition: Edition, key: str, value: str
) -> None:
    text = HEAD + f"- code: A.2.1\n  guidance: Lời.\n  {key}: {value}\n"

    with pytest.raises(OverlayInvalid, match=rf"o\.yaml:10: khóa lạ “{key}”: lớp phủ chỉ thêm"):
        load_overlay(text.encode(), "o.yaml", edition)


@pytest.mark.parametrize(
    "key",
    ["levels", "combine", "mandatory_unmet", "inapplicable", "score_step", "groups", "facts"],
)
def test_refuses_a_rule_of_the_whole_edition(edition: Edition, key: str) -> None:
    text = f"{key}: {{}}\n{HEAD}{ENTRIES}"

    with pytest.raises(OverlayInvalid, match=rf"o\.yaml:1: khóa lạ “{key}”.*không đổi điểm"):
        load_overlay(text.encode(), "o.yaml", edition)


BAD = {
    "another edition": ("thu-nghiem.nho", "thu-nghiem.khac", 6, "dành cho thu-nghiem.khac"),
    "another version": ('["1.0"]', '["1.1"]', 6, "không dành cho phiên bản 1.0"),
    "versions and a range": (
        'versions: ["1.0"]',
        'versions: ["1.0"], from: "1.0"',
        6,
        "không cả hai",
    ),
    "neither versions nor a range": (', versions: ["1.0"]', "", 6, "ghi versions"),
    "an end without a start": (
        'versions: ["1.0"]',
        'versions: ["1.0"], to: "2.0"',
        6,
        "đi với from",
    ),
    "a range that starts later": (
        'versions: ["1.0"]',
        'from: "1.1"',
        6,
        "không dành cho phiên bản",
    ),
    "a range that ended": (
        'versions: ["1.0"]',
        'from: "0.1", to: "0.9"',
        6,
        "không dành cho phiên bản",
    ),
    "an unknown code": ("code: A.2.1", "code: A.2.9", 10, "không có tiêu chí A.2.9"),
    "the code of a group": ("code: A.2.1", "code: A", 10, "không có tiêu chí A"),
    "a code twice": ("code: A.2.1", "code: A.2", 10, "mã A.2 bị dùng hai lần"),
    "an entry that says nothing": (
        "  guidance: Ghi cả tên nền tảng.\n",
        "",
        8,
        "chưa ghi guidance",
    ),
    "evidence both added and replaced": (
        "{replace: [",
        "{add: [Khác], replace: [",
        16,
        "ghi add, hoặc replace",
    ),
    "evidence of neither kind": (
        "{replace: [Kế hoạch theo mẫu của Sở]}",
        "{}",
        16,
        "ghi add, hoặc replace",
    ),
    "a bare number as code": ("code: A.2.1", "code: 1.10", 10, "dấu nháy kép"),
    "a duplicate key": ("publisher:", "title: Khác\npublisher:", 5, "khóa “title” bị lặp lại"),
}


@pytest.mark.parametrize(("before", "after", "line", "words"), BAD.values(), ids=BAD)
def test_refuses_with_line_and_words(
    edition: Edition, before: str, after: str, line: int, words: str
) -> None:
    text = (HEAD + ENTRIES).replace(before, after, 1)

    with pytest.raises(OverlayInvalid) as refused:
        load_overlay(text.encode(), "o.yaml", edition)

    assert any(one.line == line and words in one.message for one in refused.value.problems), str(
        refused.value
    )


@pytest.mark.parametrize("wanted", ['from: "1.0"', 'from: "0.9", to: "1.0"', 'from: "0.10"'])
def test_range_of_versions_is_accepted(edition: Edition, wanted: str) -> None:
    text = (HEAD + ENTRIES).replace('versions: ["1.0"]', wanted)

    assert _laid_over(edition, text).overlay is not None


def test_overlay_cannot_be_laid_over_another_edition(edition: Edition) -> None:
    overlay = load_overlay((HEAD + ENTRIES).encode(), "o.yaml", edition)

    with pytest.raises(OverlayInvalid, match=r"không đặt được lên thangdo\.qd-4725@1\.0"):
        apply(shipped("thangdo.qd-4725@1.0"), overlay)


def test_second_overlay_is_refused(edition: Edition) -> None:
    overlay = load_overlay((HEAD + ENTRIES).encode(), "o.yaml", edition)

    with pytest.raises(OverlayInvalid, match=r"đã có lớp phủ so-minh-hoa\.huong-dan@1\.0"):
        apply(apply(edition, overlay), overlay)
