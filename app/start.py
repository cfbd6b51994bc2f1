"""Making ready before serving: the database in the right shape, and somebody to run it."""

from contextlib import closing

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app import clock
from app.accounts.joining import is_set_up, setup_link
from app.accounts.links import LASTING
from app.accounts.models import LinkKind
from app.audit.chain import Who
from app.bodies.kinds import seed_kinds
from app.index.service import keep_shipped
from app.settings import Settings
from app.storage.database import Database, in_turn
from app.storage.migrations import current, is_known, newest, upgrade


class DatabaseUnusable(Exception):
    """The database cannot be served from; the text says what to do."""


def make_ready(settings: Settings, address: str = "") -> list[str]:
    """Bring the database of these settings to this program's shape, and look for people.

    Returns sentences for the operator; `address` is where the set-up link leads. Raises
    DatabaseUnusable for a database of a newer program, before anything is changed.
    """
    if not settings.database_url:
        # Others on the machine need not read what schools write.
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Database(settings.database)) as database:
        try:
            return [*migrated(database), *_furnished(database, settings.public_url or address)]
        except OperationalError as error:
            raise DatabaseUnusable(
                f"Không mở được cơ sở dữ liệu: {error.orig}. "
                "Hãy kiểm tra THANGDO_DATABASE_URL, THANGDO_DATA_DIR và quyền ghi."
            ) from error


def migrated(database: Database) -> list[str]:
    """Bring the database to this program's shape, in sentences. Raises DatabaseUnusable."""
    found, wanted = current(database), newest()
    if found == wanted:
        return []
    if found is not None and not is_known(found):
        raise DatabaseUnusable(
            f"Cơ sở dữ liệu ở phiên bản {found}, mới hơn chương trình này ({wanted}). "
            "Hãy cài bản chương trình mới hơn, hoặc dùng cơ sở dữ liệu khác."
        )
    upgrade(database)
    if found is None:
        return [f"Đã tạo cơ sở dữ liệu mới, phiên bản {wanted}."]
    return [f"Đã nâng cấp cơ sở dữ liệu từ phiên bản {found} lên {wanted}."]


def _furnished(database: Database, address: str) -> list[str]:
    """What every installation has: kinds of body, the shipped editions, a way in."""
    with database.writing() as session:
        in_turn(session, "start")
        seed_kinds(session)
        keep_shipped(session)
        path = _way_in(session)
    if path is None:
        return []
    hours = int(LASTING[LinkKind.SETUP].total_seconds() // 3600)
    return [
        f"Chưa có người quản trị. Hãy mở liên kết sau (dùng một lần, trong {hours} giờ):",
        f"  {address}{path}",
    ]


def _way_in(session: Session) -> str | None:
    return None if is_set_up(session) else setup_link(session, Who(None, clock.now()))
