"""`thangdo criteria carry`: a campaign's open dossiers to another edition, shown before done."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import AsJson

if TYPE_CHECKING:
    from app.carry_over.schemas import CarryOverPreview, SidePreview

_Campaign = Annotated[str, typer.Argument(metavar="MÃ_ĐỢT", help="Mã của đợt đánh giá đang mở.")]
_To = Annotated[
    str, typer.Option("--to", metavar="MÃ@PHIÊN_BẢN", help="Bộ chỉ số đang dùng để chuyển sang.")
]
_Apply = Annotated[bool, typer.Option("--apply", help="Chuyển thật; không có thì chỉ xem trước.")]
_As = Annotated[
    str, typer.Option("--as", metavar="THƯ_ĐIỆN_TỬ", help="Tài khoản của người tổ chức đợt.")
]
ALL = 1_000_000


def carry(
    campaign: _Campaign,
    to: _To = "",
    email: _As = "",
    *,
    apply: _Apply = False,
    as_json: AsJson = False,
) -> None:
    """Chuyển hồ sơ đang soạn của một đợt sang phiên bản khác; mặc định chỉ xem trước."""
    from app.carry_over import service
    from app.cli import streams
    from app.cli.adoption import acting
    from app.cli.problems import UsageWrong

    command = "thangdo criteria carry"
    if not to:
        raise UsageWrong("Cần --to: mã@phiên bản để chuyển sang.", command)
    wanted = service.Wanted(campaign, to)
    with acting(command, email) as (work, actor):
        told = service.preview(work.session, actor, wanted, work.who.at, ("", ALL))
        done = None
        if apply:
            done = service.apply(work.session, actor, wanted, told.fingerprint, work.who.at)
    if as_json:
        streams.give_json((done or told).model_dump(mode="json"))
        return
    _print(told)
    if done is not None:
        streams.say(
            f"Đã chuyển {done.moved} hồ sơ sang {done.edition}; {done.to_review} mục phải xem lại, "
            f"{done.archived} mục đã cất vào kho lưu, {done.stayed} hồ sơ ở lại."
        )
    else:
        streams.say("Chưa chuyển gì. Thêm --apply để chuyển.")


def _print(told: "CarryOverPreview") -> None:
    from app.cli import streams

    streams.give(f"Sang {told.edition}: {told.moving} hồ sơ chuyển, {told.staying} hồ sơ ở lại.")
    for one in told.dossiers:
        name = streams.plain(one.body_name)
        if not one.moves:
            streams.give(f"{name}: {one.stays}")
        for side in one.sides:
            streams.give(f"{name}: {_said(side)}")
            for moved in side.review:
                streams.give(f"    {moved.old} → {moved.new}: {streams.plain(moved.reason)}")
            for gone in side.archived:
                streams.give(f"    {gone.code} cất đi: {streams.plain(gone.reason)}")


def _said(side: "SidePreview") -> str:
    levels = [
        "chưa đủ dữ liệu" if one is None else f"mức {one}"
        for one in (side.old_level, side.new_level)
    ]
    whose = "phiếu tự đánh giá" if side.side == "self" else "phiếu đánh giá ngoài"
    return (
        f"{whose}, {levels[0]} → {levels[1]}; giữ {side.kept}, "
        f"xem lại {len(side.review)}, cất đi {len(side.archived)}"
    )
