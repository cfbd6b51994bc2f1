"""A server is killed again and again in the middle of everything, on both databases.

Whatever the moment, every dossier is wholly before or wholly after its step. Who had no answer
asks again with the same Idempotency-Key; in the end each step that was wanted has happened once.
The moments are drawn from a seed, and what is in flight then is whatever the machine makes of it.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import clock
from app.audit.models import AuditRow
from app.dossiers.models import Dossier, StateChange
from app.recognition.models import RecognitionDecision
from app.storage.database import Database
from tests.app.cli.program import thangdo
from tests.evidence.samples import picture
from tests.nothing_lost.servers import Servers
from tests.nothing_lost.town import Town, founded, school_of
from tests.nothing_lost.whole import all_whole, whole
from tests.nothing_lost.working import Program, Work

KILLS, SEED, MOST_ACTS, LONGEST_PAUSE = 16, 4725, 8, 0.03
SCHOOLS, RECOGNISED = 6, 4
BOUNDARY = "ranh-gioi-minh-hoa"


def school_year(work: Work, dossier_id: str) -> Program:
    """Close, sign, submit, be sent back, mend an answer: round and round."""
    program, school = Program(work), school_of(dossier_id)
    editor, head, url = f"editor-{school}", f"head-{school}", f"dossiers/{dossier_id}"
    version, one = 1, [dossier_id]
    while not work.over.is_set():
        program.do(
            editor,
            "saved",
            [],
            f"{url}/self/answers/1.3.2",
            {"award": ("1", "2")[version % 2]},
            headers={"If-Match": f'"{version}"'},
        )
        version += 1
        program.do(editor, "self.closed", one, f"{url}/close")
        program.do(head, "self.reopened", one, f"{url}/reopen", {"reason": "Đọc lại."})
        program.do(editor, "self.closed", one, f"{url}/close")
        sign(program, head, url)
        program.do(head, "self.submitted", one, f"{url}/submit")
        program.do("leader", "external.sent_back", one, f"{url}/send-back", {"reason": "Sửa."})
    program.told.append((dossier_id, f"version {version}"))
    return program


def sign(program: Program, head: str, url: str) -> None:
    """The signed paper; it may be kept twice, and only the last one stands."""
    part = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="ban-ky.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    body = part.encode() + picture("PNG") + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    program.do(
        head, "signed", [], f"{url}/signed-report", body, status=201, headers={"Content-Type": kind}
    )


def recognition(work: Work, town: Town) -> Program:
    """One decision over all, published, revoked as a whole: round and round."""
    program, number = Program(work), 0
    while not work.over.is_set():
        number += 1
        decision = program.do(
            "director",
            "recognition.recognised",
            town.assessed,
            "bodies/so/decisions",
            {
                "campaign_id": "dot",
                "number": f"{number}/QĐ-MH",
                "signed_on": clock.today().isoformat(),
                "signer": "Người ký minh họa",
                "lines": [{"dossier_id": one} for one in town.assessed],
            },
            status=201,
        )
        program.do(
            "director",
            "recognition.published",
            town.assessed,
            "bodies/so/publications",
            {"campaign_id": "dot"},
        )
        program.do(
            "director",
            "recognition.revoked",
            town.assessed,
            f"decisions/{decision['id']}/revoke",
            {"reason": "Ghi nhầm."},
            headers={"If-Match": f'"{decision["version"]}"'},
        )
    return program


def killed_again_and_again(
    database: Database, servers: Servers, work: Work, together: list[str]
) -> None:
    """Let some acts through, kill, look at all rows, go on; the last server stays."""
    drawn = random.Random(SEED)  # noqa: S311 - a moment, not a secret
    for _ in range(KILLS):
        server = servers.start()
        work.wait_for(drawn.randint(1, MOST_ACTS))
        threading.Event().wait(drawn.uniform(0, LONGEST_PAUSE))
        servers.kill(server)
        with database.reading() as session:
            all_whole(session)
            states = [session.get_one(Dossier, one).state for one in together]
            assert len(set(states)) == 1, "a decision reached some of its dossiers only"
    servers.start()


def history(session: Session, dossier_id: str) -> list[str]:
    """The steps of a dossier in the order of its chain."""
    steps = session.exec(select(StateChange.act).where(StateChange.dossier_id == dossier_id)).all()
    chain = select(AuditRow).where(AuditRow.chain == f"dossier:{dossier_id}")
    rows = sorted(session.exec(chain).all(), key=lambda row: row.number)
    return [row.act for row in rows if row.act in set(steps)]


@pytest.mark.timeout(400)  # half a minute on two quiet cores
def test_every_dossier_is_wholly_before_or_wholly_after(
    database: Database, servers: Servers, tmp_path: Path
) -> None:
    town = founded(database, SCHOOLS, RECOGNISED)
    work = Work(servers)
    with database.reading() as session:
        before = {one: history(session, one) for one in (*town.drafting, *town.assessed)}
    with ThreadPoolExecutor(SCHOOLS + 1) as pool:
        running = [pool.submit(school_year, work, one) for one in town.drafting]
        running.append(pool.submit(recognition, work, town))
        try:
            killed_again_and_again(database, servers, work, town.assessed)
        finally:
            work.over.set()
            if not servers.processes:
                servers.start()
        told = [one for program in running for one in program.result().told]
    with database.reading() as session:
        all_whole(session)
        for dossier_id, acts in before.items():
            mine = [act for one, act in told if one == dossier_id and "version" not in act]
            assert history(session, dossier_id) == acts + mine
        for dossier_id in town.drafting:
            story = whole(session, session.get_one(Dossier, dossier_id))
            assert (dossier_id, f"version {story.answers['1.3.2'][0]}") in told
        decisions = session.exec(select(RecognitionDecision)).all()
        issued = sum(act == "recognition.recognised" for _, act in told) // RECOGNISED
        assert len(decisions) == issued
    address = database.url.render_as_string(hide_password=False)
    verified = thangdo(
        "audit", "verify", THANGDO_DATABASE_URL=address, THANGDO_DATA_DIR=str(tmp_path)
    )
    assert (verified.code, verified.err) == (0, "")
    assert "không có gì bất thường" in verified.out
