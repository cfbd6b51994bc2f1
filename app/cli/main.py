"""Putting the commands together, and the one place where they end."""

import signal
import sys
import traceback
from types import FrameType
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from app.cli import streams
from app.cli.audit import audit_app
from app.cli.backup import backup, restore
from app.cli.bodies import bodies_app
from app.cli.demo import demo
from app.cli.evidence import evidence_app
from app.cli.export import export_app
from app.cli.form import form
from app.cli.import_tables import import_app
from app.cli.index import index_app
from app.cli.people import people_app
from app.cli.problems import CommandFailed, ExitCode, Terminated, UsageWrong
from app.cli.report import report
from app.cli.score import score
from app.cli.serve import serve
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app
from app.cli.what_if import whatif
from app.cli.work import work

NAME = "thangdo"

app = new_app(
    help=(
        "Thang Đo: chấm mức độ chuyển đổi số của trường học theo một bộ chỉ số "
        "(QĐ 4725/QĐ-BGDĐT) và lập báo cáo Phụ lục II."
    ),
    epilog=f"Mã kết thúc: {'; '.join(f'{code:d} {code.meaning}' for code in ExitCode)}.",
)
for one in (form, score, report, whatif, serve, work, demo, backup, restore):
    app.command(cls=VietnameseCommand, options_metavar=OPTIONS)(one)
app.add_typer(index_app, name="criteria")
app.add_typer(people_app, name="people")
app.add_typer(bodies_app, name="bodies")
app.add_typer(audit_app, name="audit")
app.add_typer(import_app, name="import")
app.add_typer(evidence_app, name="evidence")
app.add_typer(export_app, name="export")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `thangdo`; ends the process with an exit code of `ExitCode`."""
    streams.speak_utf8()
    signal.signal(signal.SIGTERM, _terminate)
    words = sys.argv[1:] if arguments is None else arguments
    sys.exit(int(_run(words)))


def _run(words: list[str]) -> ExitCode:
    try:
        code = _command(words)
        sys.stdout.flush()
    except CommandFailed as failure:
        return _failed(failure, words)
    except BrokenPipeError:
        streams.close_quietly()
        return ExitCode.BROKEN_PIPE
    except KeyboardInterrupt:
        streams.say("Đã dừng theo yêu cầu.")
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    except Exception:  # noqa: BLE001 - the edge of the process: whoever reports it needs the trace
        return _our_fault()
    return code


def _command(words: list[str]) -> ExitCode:
    command = get_command(app)
    try:
        with command.make_context(NAME, list(words)) as context:
            command.invoke(context)
    except typer.Exit as ended:
        return ExitCode(ended.exit_code)
    return ExitCode.DONE


def _failed(failure: CommandFailed, words: list[str]) -> ExitCode:
    try:
        if "--json" in words and not failure.told:
            streams.give_json(failure.as_json())
            sys.stdout.flush()
        for problem in failure.problems:
            streams.say(str(problem))
        if isinstance(failure, UsageWrong):
            streams.say(f"Xem cách dùng: {failure.command} --help")
    except BrokenPipeError:
        streams.close_quietly()
    return failure.exit_code


def _our_fault() -> ExitCode:
    streams.say(traceback.format_exc())
    streams.say(
        "Lỗi của chương trình, không phải của tệp. Hãy gửi các dòng trên cho người phát triển."
    )
    return ExitCode.OUR_FAULT


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _version(wanted: bool) -> None:
    if wanted:
        from app.cli.version import version

        streams.give(version())
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Hiện số phiên bản."),
    ] = False,
) -> None:
    """Options before the command."""
