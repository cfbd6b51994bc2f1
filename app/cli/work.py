"""`thangdo work`: the jobs done by a process that the operator runs."""

from typing import Annotated

import typer

COMMAND = "thangdo work"
LOOK_SECONDS = 2.0
_Once = Annotated[bool, typer.Option("--once", help="Làm hết các việc đang chờ rồi kết thúc.")]


def work(*, once: _Once = False) -> None:
    """Làm các việc lâu (nhập bảng tính) ở tiến trình này; dừng bằng Ctrl+C.

    Chỉ cần khi THANGDO_RUN_JOBS=false. Bị ngắt giữa chừng thì việc được làm lại từ đầu sau ít phút.
    """
    import time

    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.jobs.kinds import HANDLERS
    from app.jobs.working import Shop, work_all
    from app.vault.choosing import vault_of

    settings = settings_of(COMMAND)
    with opened(settings) as database:
        shop = Shop(settings, database, vault_of(settings))
        done = work_all(shop, HANDLERS)
        if once:
            streams.say(f"Đã làm {done} việc.")
            return
        streams.say("Đang chờ việc. Nhấn Ctrl+C để dừng.")
        while True:
            if not work_all(shop, HANDLERS):
                time.sleep(LOOK_SECONDS)
