"""The database for a command: opened, of the right shape, closed; refusals as problems."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.exc import OperationalError

from app.cli.problems import FileTrouble, Problem, Refused, UsageWrong
from app.errors import ServiceError
from app.settings import Settings
from app.storage.database import Database
from app.storage.migrations import current, newest

DATABASE = "cơ sở dữ liệu"


def settings_of(command: str) -> Settings:
    """The settings of the environment. Raises UsageWrong."""
    from pydantic import ValidationError

    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise UsageWrong(
            f"Thiết lập chưa đúng: {names}. Xem docs/operators.md.", command
        ) from error


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, as the service left it. Raises FileTrouble, Refused."""
    with unopened(settings) as database:
        found, wanted = current(database), newest()
        if found != wanted:
            raise FileTrouble(
                DATABASE,
                f"Phiên bản là {found or 'chưa có'}, chương trình cần {wanted}. "
                "Hãy chạy thangdo serve một lần để tạo hoặc nâng cấp.",
            )
        yield database


@contextmanager
def unopened(settings: Settings) -> Iterator[Database]:
    """A database of whatever shape, also an empty one. Raises FileTrouble, Refused."""
    with closing(Database(settings.database)) as database:
        try:
            yield database
        except OperationalError as error:
            message = f"Không mở được: {error.orig}. Hãy kiểm tra thiết lập THANGDO_…"
            raise FileTrouble(DATABASE, message) from error
        except ServiceError as error:
            reasons = [Problem(one.code, f"{one.where}: {one.message}") for one in error.reasons]
            said = f"{error.title}. {error.detail}"
            raise Refused([Problem(error.code, said), *reasons]) from error
