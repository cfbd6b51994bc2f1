"""`thangdo backup` and `thangdo restore`: database and vault together."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.parameters import AsJson
from app.cli.problems import FileTrouble, Problem, Refused

_Folder = Annotated[str, typer.Argument(metavar="THƯ_MỤC", help="Thư mục của bản sao lưu.")]


def backup(folder: _Folder, *, as_json: AsJson = False) -> None:
    """Sao lưu cơ sở dữ liệu và kho minh chứng vào một thư mục mới, khi dịch vụ vẫn chạy.

    Bản sao lưu có dữ liệu cá nhân và mã băm mật khẩu: hãy cất như chính máy chủ. Phiên đăng nhập và
    các liên kết dùng một lần không được chép.
    """
    from app import clock
    from app.backup.making import take
    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.cli.version import version
    from app.vault.choosing import vault_of
    from evidence.errors import StoreUnavailable

    settings = settings_of("thangdo backup")
    try:
        with opened(settings) as database:
            made = take(database, vault_of(settings), Path(folder), version(), clock.now())
    except FileExistsError as error:
        raise FileTrouble(
            folder, "Đã có sẵn (hoặc còn bản .partial). Hãy chọn tên khác."
        ) from error
    except (OSError, StoreUnavailable) as error:
        raise FileTrouble(folder, f"Sao lưu dở dang, chưa dùng được: {error}.") from error
    rows = sum(one.rows for one in made.tables)
    size = sum(one.size for one in made.objects)
    if as_json:
        streams.give_json(
            {"rows": rows, "objects": len(made.objects), "bytes": size, "damaged": made.damaged}
        )
    else:
        streams.give(f"Đã sao lưu {rows} dòng, {len(made.objects)} tệp ({size} byte) vào {folder}.")
    if made.damaged:
        raise Refused(
            Problem(
                "object-damaged", "thiếu hoặc sai lệch trong kho, không sao lưu được.", file=one
            )
            for one in made.damaged
        )


def restore(folder: _Folder, *, as_json: AsJson = False) -> None:
    """Khôi phục một bản sao lưu vào cơ sở dữ liệu trống và kho minh chứng đang thiết lập.

    SQLite hay PostgreSQL, thư mục hay S3 đều được, dù bản sao lưu lấy từ loại nào.
    """
    from app.backup.manifest import BackupUnusable
    from app.backup.restoring import restore as bring_back
    from app.cli import streams
    from app.cli.opening import settings_of, unopened
    from app.vault.choosing import vault_of
    from evidence.errors import VaultError

    settings = settings_of("thangdo restore")
    try:
        if not settings.database_url:
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with unopened(settings) as database:
            done = bring_back(database, vault_of(settings), Path(folder))
    except BackupUnusable as error:
        raise Refused([Problem("backup", str(error), file=folder)]) from error
    except VaultError as error:
        raise FileTrouble("kho minh chứng", f"Không ghi được: {error}. Hãy chạy lại.") from error
    if as_json:
        streams.give_json(
            {"rows": done.rows, "objects": len(done.manifest.objects), "chains": done.chains}
        )
        return
    streams.give(
        f"Đã khôi phục {done.rows} dòng và {len(done.manifest.objects)} tệp, "
        f"chụp lúc {done.manifest.taken_at:%d/%m/%Y %H:%M} UTC; "
        f"{done.chains} chuỗi nhật ký liền mạch."
    )
    for one in done.manifest.damaged:
        streams.say(f"{one}: đã thiếu từ khi sao lưu.")
