"""docs/command-line.md tells of every command, option and exit code, and of no other."""

import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from app.cli.main import app
from app.cli.problems import ExitCode
from tests.app.cli.test_help import ENDS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "command-line.md").read_text("utf-8")
COMMANDS = ENDS
SECTIONS = {
    head.strip("` \n"): body
    for head, body in re.findall(r"^### (.+)\n((?:(?!^##).*\n?)*)", PAGE, re.MULTILINE)
}


def options(words: tuple[str, ...]) -> set[str]:
    command = get_command(app)
    for word in words:
        assert isinstance(command, TyperGroup)
        command = command.commands[word]
    return {name for one in command.params if one.param_type_name == "option" for name in one.opts}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_page_names_every_option_of_the_command(words: tuple[str, ...]) -> None:
    section = SECTIONS[f"thangdo {' '.join(words)}"]
    listed = set(re.findall(r"(?:^\| |Tùy chọn: )`(--[a-z-]+)", section, re.MULTILINE))
    assert listed == options(words)


def test_the_page_has_no_other_commands() -> None:
    told = {head for head in SECTIONS if head.startswith("thangdo")}
    assert told == {f"thangdo {' '.join(words)}" for words in COMMANDS}


def test_the_page_names_the_common_options() -> None:
    assert set(re.findall(r"`(--[a-z-]+)`", SECTIONS["Tùy chọn chung"])) == {*options(()), "--help"}


def test_the_page_lists_the_exit_codes() -> None:
    told = dict(re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE))
    assert told == {str(int(code)): code.meaning for code in ExitCode}
