"""`thangdo audit …`: sealing the log's chains, and verifying them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import AsJson
from app.cli.problems import FileTrouble, Problem, Refused, UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.audit.heads import Head

audit_app = new_app(help="Niêm phong và kiểm tra nhật ký.")

_NewKey = Annotated[str, typer.Argument(metavar="TỆP_KHÓA", help="Tệp khóa sẽ tạo.")]
_NewSeal = Annotated[str, typer.Argument(metavar="TỆP", help="Tệp niêm phong sẽ ghi.")]
_Key = Annotated[
    str,
    typer.Option(
        "--key", metavar="TỆP_KHÓA", help="Tệp khóa tạo bằng thangdo audit key; cất nơi khác."
    ),
]
_Seal = Annotated[
    str,
    typer.Option("--seal", metavar="TỆP", help="Tệp niêm phong cũ để đối chiếu; cần kèm --key."),
]


@audit_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def key(file: _NewKey) -> None:
    """Tạo tệp khóa để ký tệp niêm phong.

    Ai có khóa thì làm giả được tệp niêm phong: hãy cất khóa ngoài máy chủ dữ liệu.
    """
    from app.audit.seal import make_key
    from app.cli import streams

    with _writing(file):
        make_key(Path(file))
    streams.say(f"Đã tạo khóa {file}. Hãy cất nơi người giữ cơ sở dữ liệu không đọc được.")


@audit_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def seal(file: _NewSeal, key: _Key = "") -> None:
    """Ký điểm cuối của mọi chuỗi nhật ký vào một tệp; cất tệp ở nơi khác."""
    from app import clock
    from app.audit.heads import heads
    from app.audit.seal import Seal, seal_text, write_seal
    from app.cli import streams
    from app.cli.opening import opened, settings_of

    secret = _key(key, "thangdo audit seal")
    with opened(settings_of("thangdo audit seal")) as database, database.reading() as session:
        sealed = Seal(clock.now(), heads(session))
    with _writing(file):
        write_seal(Path(file), seal_text(sealed, secret))
    streams.say(f"Đã niêm phong {len(sealed.heads)} chuỗi vào {file}.")


@audit_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def verify(seal: _Seal = "", key: _Key = "", *, as_json: AsJson = False) -> None:
    """Kiểm tra mọi chuỗi: dòng bị sửa, mất, đổi thứ tự.

    Có tệp niêm phong để đối chiếu thì thấy cả chuỗi bị cắt cuối hoặc bị viết lại.
    """
    from app.audit.verify import verify as walk
    from app.cli import streams
    from app.cli.opening import opened, settings_of

    command = "thangdo audit verify"
    known = _sealed(seal, _key(key, command)) if seal else None
    with opened(settings_of(command)) as database, database.reading() as session:
        found = walk(session, known)
    if found.findings:
        raise Refused(Problem(one.fault, str(one), file=one.chain) for one in found.findings)
    if as_json:
        streams.give_json({"chains": found.chains, "rows": found.rows, "findings": []})
    else:
        streams.give(f"{found.chains} chuỗi, {found.rows} dòng: không có gì bất thường.")


def _sealed(file: str, secret: bytes) -> "Mapping[str, Head]":
    from app.audit.seal import SealBroken, read_seal

    try:
        return read_seal(Path(file).read_text(encoding="utf-8"), secret).heads
    except SealBroken as error:
        raise Refused([Problem("seal", str(error), file=file)]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileTrouble(file, f"Không đọc được: {error}.") from error


def _key(file: str, command: str) -> bytes:
    from app.audit.seal import SealBroken, read_key

    if not file:
        raise UsageWrong("Thiếu --key TỆP_KHÓA.", command)
    try:
        return read_key(Path(file))
    except SealBroken as error:
        raise Refused([Problem("key", str(error), file=file)]) from error
    except OSError as error:
        raise FileTrouble(file, f"Không đọc được khóa: {error.strerror}.") from error


@contextmanager
def _writing(file: str) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise FileTrouble(file, "Tệp đã có. Hãy chọn tên khác: tệp cũ không bị ghi đè.") from error
    except OSError as error:
        raise FileTrouble(file, f"Không ghi được: {error.strerror}.") from error
