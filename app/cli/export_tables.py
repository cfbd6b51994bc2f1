"""`thangdo export results|template|province|levels`: a table of a campaign as a file."""

from app.cli.export_work import body_of, campaign_of, give_pieces, work_of
from app.cli.opening import opened, settings_of
from app.province.apart import made
from app.province.orders import What
from app.province.service import order


def write(what: str, campaign: str, account: str, body: str, out: str, command: str) -> None:  # noqa: PLR0917 - the words of the commands
    """The table as a file."""
    settings = settings_of(command)
    with opened(settings) as database:
        with database.reading() as session:
            found = campaign_of(session, campaign, command)
            work = work_of(session, account, command)
            body_id = body_of(session, settings, body)
            ordered = order(work, What(what), found.id, body_id, settings.database)
        give_pieces(out, made(ordered.order).pieces())
