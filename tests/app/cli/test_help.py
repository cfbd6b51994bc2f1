"""Help pages and usage errors: Vietnamese from the first word to the last."""

import re
from collections.abc import Iterator

import pytest
from typer._click import Command, Context
from typer.core import TyperGroup
from typer.main import get_command

from app.cli.main import app
from tests.app.cli.program import thangdo

ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|show this|message|exit|error|missing|invalid|value|"
    r"no such|did you mean|try|for help|default|required|requires|got|unexpected|file|path|"
    r"text|integer|boolean|aborted|does not)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"--[a-z-]+|thangdo( [a-z-]+)*|\b[A-Z_]+_[A-Z_]+\b")


def commands(command: Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from commands(inner, (*words, name))


ALL = list(commands(get_command(app)))
GROUPS = {
    (),
    ("audit",),
    ("bodies",),
    ("criteria",),
    ("evidence",),
    ("export",),
    ("import",),
    ("people",),
}
ENDS = [words for words in ALL if words not in GROUPS]


def english_words(text: str) -> set[str]:
    return {found.group() for found in ENGLISH.finditer(NAMES.sub("", text))}


def test_the_check_would_find_english_words() -> None:
    assert english_words("Usage: thangdo form [OPTIONS]\nTry '--help' for help.")


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_is_vietnamese(words: tuple[str, ...]) -> None:
    ended = thangdo(*words, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert "Cách dùng: thangdo" in ended.out
    assert "Hiện trang trợ giúp này." in ended.out
    assert not english_words(ended.out)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_parameter_is_explained(words: tuple[str, ...]) -> None:
    command = get_command(app)
    for word in words:
        assert isinstance(command, TyperGroup)
        command = command.commands[word]
    for parameter in command.get_params(Context(command)):
        assert getattr(parameter, "help", None), parameter.name


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_an_unknown_option_is_a_usage_error(words: tuple[str, ...]) -> None:
    ended = thangdo(*words, "--khong-co")
    assert (ended.code, ended.out) == (2, "")
    assert "Không có tùy chọn --khong-co." in ended.err
    assert not english_words(ended.err)


@pytest.mark.parametrize("words", ENDS, ids=" ".join)
def test_each_option_wants_its_value(words: tuple[str, ...]) -> None:
    command = get_command(app)
    for word in words:
        assert isinstance(command, TyperGroup)
        command = command.commands[word]
    for parameter in command.params:
        if parameter.param_type_name == "option" and not getattr(parameter, "is_flag", False):
            ended = thangdo(*words, parameter.opts[0])
            assert ended.code == 2
            assert f"Tùy chọn {parameter.opts[0]} cần một giá trị." in ended.err
            assert not english_words(ended.err)


def test_a_flag_takes_no_value() -> None:
    ended = thangdo("--version=1")
    assert ended.code == 2
    assert "--version không nhận giá trị" in ended.err


@pytest.mark.parametrize("words", [(), ("criteria",)], ids=["thangdo", "criteria"])
def test_a_group_without_a_command_shows_its_help(words: tuple[str, ...]) -> None:
    ended = thangdo(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "Các lệnh:" in ended.err
    assert not english_words(ended.err)


def test_a_mistyped_command_is_told_the_near_one() -> None:
    ended = thangdo("formm")
    assert ended.code == 2
    assert "Không có lệnh “formm”. Ý bạn là “form”?" in ended.err


def test_a_mistyped_option_is_told_the_near_one() -> None:
    ended = thangdo("form", "--kidn", "thcs")
    assert ended.code == 2
    assert "Không có tùy chọn --kidn. Ý bạn là “--kind”?" in ended.err


def test_a_word_too_many_is_named() -> None:
    ended = thangdo("form", "thừa")
    assert ended.code == 2
    assert "Thừa tham số: thừa." in ended.err


def test_a_missing_argument_is_named() -> None:
    ended = thangdo("criteria", "show")
    assert ended.code == 2
    assert "Thiếu tham số BỘ_CHỈ_SỐ." in ended.err


def test_the_version_is_printed() -> None:
    ended = thangdo("--version")
    assert ended.code == 0
    assert re.fullmatch(r"thangdo \d+\.\d+\.\d+\n", ended.out)


def test_output_is_utf8_under_any_locale() -> None:
    assert "Cách dùng" in thangdo("--help").out
    assert "Cách dùng" in thangdo("--help", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0").out
