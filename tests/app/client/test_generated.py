"""A client generated from our description of the API drives a whole external assessment."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.engine import URL
from sqlmodel import delete, select

from app import clock
from app.accounts import tokens
from app.accounts.actor import Scope, by_account
from app.attachments.models import Evidence, EvidenceFile
from app.audit.chain import Who
from app.audit.verify import verify
from app.dossiers.models import Answer, DossierState, Objection, SideName
from app.settings import Settings
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.running import running
from tests.evidence.samples import pdf

ROOT = Path(__file__).resolve().parents[3]
GENERATOR = ROOT / ".venv-client" / "bin"
SCOPES = {
    "assessor": (Scope.READ, Scope.ASSESS),
    "lead": (Scope.READ, Scope.ASSESS),
    "leader": (Scope.READ, Scope.ASSESS),
    "editor": (Scope.READ, Scope.ANSWERS),
    "head": (Scope.READ, Scope.ANSWERS),
}


@pytest.fixture(scope="module")
def generated(app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `thangdo_client`, as anybody would generate it."""
    # Does nothing where scripts/test has done it.
    subprocess.run([sys.executable, ROOT / "scripts" / "apart.py", "client"], check=True)
    folder = tmp_path_factory.mktemp("client")
    description = folder / "openapi.json"
    description.write_text(json.dumps(app.openapi()), encoding="utf-8")
    command: list[str | Path] = [
        *(GENERATOR / "openapi-python-client", "generate", "--meta", "none"),
        *("--path", description, "--output-path", folder / "thangdo_client"),
        *("--config", ROOT / "docs" / "openapi-python-client.yaml", "--fail-on-warning"),
    ]
    # It formats what it made with the ruff beside it.
    paths = {**os.environ, "PATH": f"{GENERATOR}{os.pathsep}{os.environ['PATH']}"}
    made = subprocess.run(command, capture_output=True, text=True, env=paths, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def furnished(database: Database) -> tuple[list[str], str]:
    """Three dossiers handed in, with a team; the one to assess."""
    with database.writing() as session:
        process = Process(session)
        found = [process.dossier]
        found += [process.school(f"th{number}", f"7900000{number}") for number in (2, 3)]
        for dossier, suffix in zip(found, ("", "-th2", "-th3"), strict=True):
            process.fill(dossier, f"editor{suffix}")
        session.exec(delete(EvidenceFile))  # of no content; a real one is sent below
        return [one.id for one in found], found[0].id


def tokens_for(database: Database) -> dict[str, str]:
    """A token for everybody, for no more than they need."""
    at = clock.now()
    with database.writing() as session:
        people = Process.resumed(session).people
        found = {}
        for name, scopes in SCOPES.items():
            actor = by_account(session, people[name], clock.day_of(at))
            assert actor is not None
            found[name] = tokens.make(session, actor, name, scopes, 1, Who(people[name], at))[1]
    return found


def driven(generated: Path, url: str, given: Mapping[str, object]) -> dict[str, Any]:
    """What the client saw on its way."""
    ran = subprocess.run(
        [GENERATOR / "python", Path(__file__).with_name("assessment.py"), url],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(generated)},
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_a_generated_client_drives_a_whole_external_assessment(
    generated: Path, database: Database, database_url: URL, tmp_path: Path
) -> None:
    every, dossier = furnished(database)
    keys = tokens_for(database)
    url = database_url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, data_dir=tmp_path)
    with running(settings) as service:
        _send_file(service.url, keys["editor"], database, dossier)
        with database.writing() as session:
            process = Process.resumed(session)
            process.at -= timedelta(hours=1)  # each of its acts takes a minute
            for one, suffix in zip(every, ("", "-th2", "-th3"), strict=True):
                process.hand_in(process.held(one), suffix)
                process.assign(process.held(one))
        given = {
            "tokens": keys,
            "dossier": dossier,
            "paper": pdf().hex(),
            "today": clock.today().isoformat(),
        }
        seen = driven(generated, service.url, given)
    assert seen["who"] == "assessor"
    assert sorted(seen["assigned"]) == sorted(every)
    assert seen["file"] == pdf().hex()
    assert (seen["self_answers"], seen["self_level"]) == (29, 3)
    assert seen["stale"] == [412, "version-stale"]
    assert seen["returned"] == [dossier]
    assert ["1.3.4", "1"] in seen["changed"]
    assert seen["compared"]["1.3.1"][1] == "0"
    assert seen["state"] == DossierState.ASSESSED
    with database.reading() as session:
        outside = session.exec(
            select(Answer).where(Answer.dossier_id == dossier, Answer.side == SideName.EXTERNAL)
        )
        zero = {row.item for row in outside if row.award == 0}
        assert zero == {"1.3.1", "1.3.2", "1.3.3"}
        objection = session.exec(select(Objection).where(Objection.dossier_id == dossier)).one()
        assert objection.upheld is False
        assert verify(session).findings == ()


def _send_file(url: str, token: str, database: Database, dossier: str) -> None:
    """A file of the school's evidence: the school's own work, before the assessment begins."""
    with database.reading() as session:
        piece = session.exec(select(Evidence.id).where(Evidence.dossier_id == dossier)).one()
    answer = httpx.post(
        f"{url}/api/v1/dossiers/{dossier}/evidence/{piece}/files",
        headers={"Authorization": f"Bearer {token}"},
        files={"file": ("a.pdf", pdf(), "application/pdf")},
    )
    assert answer.status_code == 201, answer.text
