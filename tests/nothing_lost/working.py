"""Programs at work while servers come and go: what they were told is done, they may rely on."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.nothing_lost.servers import Client, Servers

# Not a measure: what goes on at all goes on in a second, even on a busy machine.
SECONDS = 200


@dataclass
class Work:
    """What goes on: clients that work until told to stop, and how much has been acknowledged."""

    servers: Servers
    over: threading.Event = field(default_factory=threading.Event)
    counted: threading.Condition = field(default_factory=threading.Condition)
    asked: int = 0
    done: int = 0
    refused: list[str] = field(default_factory=list)

    def asking(self) -> None:
        """One act is sent now."""
        with self.counted:
            self.asked += 1
            self.counted.notify_all()

    def wait_for_question(self) -> None:
        """Until one more act has been sent, which nobody has answered yet."""
        with self.counted:
            goal = self.asked + 1
            self.counted.wait_for(lambda: self.asked >= goal or bool(self.refused), SECONDS)
        assert self.refused == []

    def fail(self, what: str) -> None:
        """Somebody was answered what nobody foresaw: there is nothing more to wait for."""
        with self.counted:
            self.refused.append(what)
            self.counted.notify_all()
        raise AssertionError(what)

    def acknowledged(self) -> None:
        """One act more."""
        with self.counted:
            self.done += 1
            self.counted.notify_all()

    def wait_for(self, acts: int) -> None:
        """Until that many more acts have been acknowledged."""
        with self.counted:
            goal = self.done + acts
            went_on = self.counted.wait_for(
                lambda: self.done >= goal or bool(self.refused), SECONDS
            )
        assert self.refused == []
        assert went_on, "nothing goes on"


@dataclass
class Program:
    """Everything one worker has been told is done, in order: (dossier, act)."""

    work: Work
    told: list[tuple[str, str]] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)

    def do(  # noqa: PLR0913, PLR0917 - a request and what it does
        self,
        person: str,
        act: str,
        dossiers: list[str],
        path: str,
        body: object = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        """One act, asked for until it is answered; the same key makes it happen once."""
        client = self.clients.setdefault(person, self.work.servers.client(person))
        method = "PUT" if "/answers/" in path else "POST"
        given = {"Idempotency-Key": uuid.uuid4().hex} | dict(headers or {})
        self.work.asking()
        answer = client.insist(method, path, body, given)
        if answer.status != status:
            self.work.fail(f"{act}: {answer.status} {answer.json}")
        self.told += [(dossier_id, act) for dossier_id in dossiers]
        self.work.acknowledged()
        return answer.json
