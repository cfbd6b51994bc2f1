"""`thangdo evidence …`: looking after the vault from the server's own shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from app.cli.parameters import AsJson
from app.cli.problems import FileTrouble, Problem, Refused, UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

evidence_app = new_app(help="Kho minh chứng: kiểm tra, dọn, xóa hẳn một tệp.")

VAULT = "kho minh chứng"
_Days = Annotated[
    int,
    typer.Option(
        "--days",
        metavar="SỐ_NGÀY",
        help="Giữ lại tệp chưa quá chừng ấy ngày; 0 là theo THANGDO_PRUNE_DAYS.",
    ),
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem trước, chưa xóa gì.")]
_Hash = Annotated[str, typer.Argument(metavar="MÃ_BĂM", help="Mã SHA-256 của tệp.")]
_Tenant = Annotated[
    str, typer.Option("--tenant", metavar="SỞ", help="Mã định danh của Sở giữ tệp, bắt buộc.")
]
_Reason = Annotated[
    str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao phải xóa; được lưu lại, bắt buộc.")
]


@evidence_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def verify(*, as_json: AsJson = False) -> None:
    """Đọc lại và băm lại mọi tệp trong kho: thiếu, sai lệch, không ai dùng.

    Tệp không ai dùng không phải là lỗi. Thiếu hoặc sai lệch thì mã kết thúc khác 0.
    """
    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.vault.choosing import vault_of
    from app.vault.verifying import verify as walk

    settings = settings_of("thangdo evidence verify")
    with opened(settings) as database, _vault_told(), database.reading() as session:
        found = walk(session, vault_of(settings))
    losses = [one for one in found.findings if one.fault.is_loss]
    if losses:
        raise Refused(Problem(one.fault, str(one)) for one in losses)
    spare = len(found.findings)
    if as_json:
        streams.give_json(
            {"objects": found.objects, "bytes": found.size, "losses": 0, "unused": spare}
        )
        return
    for one in found.findings:
        streams.say(str(one))
    streams.give(
        f"{found.objects} tệp, {found.size} byte: nguyên vẹn, không thiếu tệp nào; "
        f"{spare} tệp không hồ sơ nào dùng."
    )


@evidence_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def prune(days: _Days = 0, *, dry_run: _DryRun = False, as_json: AsJson = False) -> None:
    """Dọn các tệp không hồ sơ nào dùng đã quá thời gian chờ; hoàn tất các lệnh xóa hẳn."""
    from datetime import timedelta

    from app import clock
    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.vault.choosing import vault_of
    from app.vault.pruning import prune as sweep

    if days < 0:
        raise UsageWrong("--days không được âm.", "thangdo evidence prune")
    settings = settings_of("thangdo evidence prune")
    grace = timedelta(days=days or settings.prune_days)
    with opened(settings) as database, _vault_told():
        done = sweep(database, vault_of(settings), clock.now(), grace, dry_run=dry_run)
    if as_json:
        streams.give_json({"objects": done.objects, "bytes": done.size, "erased": done.erased})
        return
    said = "Xem trước, chưa xóa gì" if dry_run else "Đã dọn"
    streams.give(f"{said}: {done.objects} tệp, {done.size} byte; xóa hẳn {done.erased} tệp.")


@evidence_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def erase(
    sha256: _Hash, tenant: _Tenant = "", reason: _Reason = "", *, dry_run: _DryRun = False
) -> None:
    """Xóa hẳn một nội dung, kể cả trong hồ sơ đã khóa; mã băm, người xóa và lý do ở lại."""
    from app import clock
    from app.attachments.queries import stored
    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.cli.people_work import working
    from app.vault import erasing
    from app.vault.choosing import vault_of
    from app.vault.pruning import finish_erasures

    command = "thangdo evidence erase"
    if not tenant or not reason.strip():
        raise UsageWrong("Cần --tenant và --reason.", command)
    with working(command) as work:
        found = stored(work.session, tenant, sha256)
        if found is None or found.erased_at is not None:
            raise Refused([Problem("file-not-found", "Kho không có tệp nào mang mã băm này.")])
        named = erasing.affected(work.session, tenant, sha256)
        if not dry_run:
            erasing.erase(work.session, found, reason.strip(), work.who, named)
    for one in named:
        streams.give(streams.plain(f"{one.dossier_id} {one.body_name}: {', '.join(one.codes)}"))
    if dry_run:
        streams.say(f"Xem trước, chưa xóa gì: {len(named)} hồ sơ có tệp này.")
        return
    settings = settings_of(command)
    with opened(settings) as database, _vault_told():
        finish_erasures(database, vault_of(settings), clock.now())
    streams.say(f"Đã xóa hẳn khỏi {len(named)} hồ sơ. Bản sao lưu cũ vẫn còn giữ nội dung này.")


@contextmanager
def _vault_told() -> Iterator[None]:
    from evidence.errors import StoreUnavailable

    try:
        yield
    except StoreUnavailable as error:
        message = f"Không dùng được: {error}. Hãy kiểm tra thiết lập và đường truyền rồi chạy lại."
        raise FileTrouble(VAULT, message) from error
