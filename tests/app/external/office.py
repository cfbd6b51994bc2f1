"""People at work through the API: a token each, called by their names."""

from datetime import timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app import clock
from app.accounts.actor import Scope, hashed
from app.accounts.models import ApiToken
from app.dossiers.models import DossierState
from app.storage.database import Database
from tests.app.external.process import Process

API = "/api/v1"


class Office:
    """People at work through the API."""

    def __init__(self, client: TestClient, database: Database, state: DossierState) -> None:
        self.client, self.database = client, database
        with database.writing() as session:
            process = Process(session)
            self.dossier = process.bring(process.dossier, state).id
            self.campaign = process.campaign.id
            for name, account in process.people.items():
                session.add(
                    ApiToken(
                        account_id=account,
                        name="minh họa",
                        token_hash=hashed(name),
                        hint=name[:4],
                        scopes=list(Scope),
                        created_at=clock.now(),
                        expires_at=clock.now() + timedelta(days=1),
                    )
                )

    def ask(  # noqa: PLR0913 - a request
        self,
        who: str,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401 - JSON
        *,
        version: int | None = None,
        key: str = "",
    ) -> Response:
        """One request as somebody."""
        headers = {"Authorization": f"Bearer {who}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if key:
            headers["Idempotency-Key"] = key
        path = path.replace("DOSSIER", f"dossiers/{self.dossier}")
        return self.client.request(method, f"{API}/{path}", json=body, headers=headers)

    def done(self, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - JSON
        """The same, which must succeed."""
        answer = self.ask(*arguments, **more)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()
