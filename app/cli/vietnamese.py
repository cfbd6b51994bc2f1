"""typer in Vietnamese: help pages and usage errors, written here instead of its English ones.

typer (with the click it carries) has no translations: most of its words are constants. So its
commands are subclassed, its help page is laid out anew, and its usage errors are told by their
class, never by their text. Types of options are not left to typer either: every value arrives as
text and is judged by the command, in Vietnamese.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import typer
from typer._click import Command, Context, HelpFormatter, Parameter
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from app.cli.problems import UsageWrong

OPTIONS = "[TÙY CHỌN]"
SUBCOMMAND = "LỆNH [THAM SỐ]…"
_NAMES_WIDTH = 34


class VietnameseCommand(TyperCommand):
    """A command whose help and complaints are Vietnamese."""

    allow_extra_args = True  # so that the complaint about them can be ours

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse, and say in Vietnamese what does not fit."""
        try:
            rest = super().parse_args(ctx, args)
        except UsageError as error:
            raise UsageWrong(_said(error, ctx), ctx.command_path) from error
        if rest and not ctx.resilient_parsing:
            raise UsageWrong(f"Thừa tham số: {' '.join(rest)}.", ctx.command_path)
        return rest

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """`--help`, explained in Vietnamese."""
        return _translated(super().get_help_option(ctx))

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Lay the help page out."""
        _write_help(self, ctx, formatter)


class VietnameseGroup(TyperGroup):
    """A group of commands whose help and complaints are Vietnamese."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse, and say in Vietnamese what does not fit; without a command, show the help."""
        if not args and not ctx.resilient_parsing and not self.invoke_without_command:
            typer.echo(ctx.get_help(), err=True)
            raise UsageWrong("Thiếu tên lệnh.", ctx.command_path)
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            raise UsageWrong(_said(error, ctx), ctx.command_path) from error

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find the command, or name the ones that look like it."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is not None:
            return name, command, args[1:]
        if name.startswith("-"):
            raise UsageWrong(_no_such_option(name, self, ctx), ctx.command_path)
        near = get_close_matches(name, self.commands)
        hint = f" Ý bạn là {_listed(near)}?" if near else ""
        raise UsageWrong(f"Không có lệnh “{name}”.{hint}", ctx.command_path)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """`--help`, explained in Vietnamese."""
        return _translated(super().get_help_option(ctx))

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Lay the help page out."""
        _write_help(self, ctx, formatter)


def new_app(**settings: Any) -> typer.Typer:  # noqa: ANN401 - passed on to typer as given
    """A typer application without English: no completion options, no decorated errors."""
    return typer.Typer(
        cls=VietnameseGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        options_metavar=OPTIONS,
        subcommand_metavar=SUBCOMMAND,
        **settings,
    )


def _translated(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "Hiện trang trợ giúp này."
    return option


def _write_help(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    pieces = command.collect_usage_pieces(ctx)
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")
    command.format_help_text(ctx, formatter)
    parameters = [one for one in command.get_params(ctx) if not getattr(one, "hidden", False)]
    arguments = [one for one in parameters if isinstance(one, TyperArgument)]
    options = [one for one in parameters if isinstance(one, TyperOption)]
    _write_rows(formatter, "Tham số", ((_shown(one), one.help or "") for one in arguments))
    _write_rows(formatter, "Tùy chọn", ((_names(one), one.help or "") for one in options))
    if isinstance(command, TyperGroup):
        commands = ((name, _first_line(one)) for name, one in command.commands.items())
        _write_rows(formatter, "Các lệnh", commands)
    command.format_epilog(ctx, formatter)


def _write_rows(formatter: HelpFormatter, title: str, rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    if listed:
        with formatter.section(title):
            formatter.write_dl(listed, col_max=_NAMES_WIDTH)


def _first_line(command: Command) -> str:
    return (command.help or "").strip().split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _names(option: TyperOption) -> str:
    value = "" if option.is_flag else f" {option.metavar or option.name.upper()}"
    return ", ".join(option.opts) + value


def _shown(parameter: Parameter) -> str:
    return parameter.metavar or parameter.name.upper()


def _said(error: UsageError, ctx: Context) -> str:
    """The sentence for one of the parser's errors."""
    if isinstance(error, NoSuchOption):
        return _no_such_option(error.option_name, ctx.command, ctx)
    if isinstance(error, BadOptionUsage):
        wanted = "không nhận giá trị" if _is_flag(error.option_name, ctx) else "cần một giá trị"
        return f"Tùy chọn {error.option_name} {wanted}."
    if isinstance(error, BadParameter) and error.param is not None:
        if isinstance(error, MissingParameter):
            return f"Thiếu {_place(error.param)}."
        return f"Giá trị của {_place(error.param)} không dùng được."
    return "Các tham số không khớp với lệnh này."


def _place(parameter: Parameter) -> str:
    if isinstance(parameter, TyperArgument):
        return f"tham số {_shown(parameter)}"
    return f"tùy chọn {parameter.opts[0]}"


def _is_flag(name: str, ctx: Context) -> bool:
    return any(
        isinstance(one, TyperOption) and name in one.opts and one.is_flag
        for one in ctx.command.get_params(ctx)
    )


def _no_such_option(name: str, command: Command, ctx: Context) -> str:
    known = [
        name for one in command.get_params(ctx) if isinstance(one, TyperOption) for name in one.opts
    ]
    near = get_close_matches(name, known)
    hint = f" Ý bạn là {_listed(near)}?" if near else ""
    return f"Không có tùy chọn {name}.{hint}"


def _listed(names: Iterable[str]) -> str:
    return " hay ".join(f"“{name}”" for name in names)
