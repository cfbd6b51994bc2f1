"""Object storage over real HTTP: a server of the tests' own on this machine."""

import logging
import secrets
import urllib.request
from dataclasses import dataclass

from moto.server import ThreadedMotoServer

from evidence.remote import Bucket

logging.getLogger("werkzeug").setLevel(logging.ERROR)


@dataclass
class Storage:
    """A running server; every bucket is a new one."""

    server: ThreadedMotoServer

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        _, port = self.server.get_host_and_port()
        return f"http://127.0.0.1:{port}"

    def bucket(self, seconds: float = 20, patience: float = 30) -> Bucket:
        """An empty bucket."""
        # All servers of a process share what they store, so no two buckets may have one name.
        name = f"vault-{secrets.token_hex(8)}"
        wanted = urllib.request.Request(f"{self.endpoint}/{name}", method="PUT")  # noqa: S310
        with urllib.request.urlopen(wanted, timeout=20):  # noqa: S310 - our own server
            pass
        return bucket_at(self.endpoint, name)._replace(seconds=seconds, patience=patience)


def bucket_at(endpoint: str, name: str) -> Bucket:
    """A bucket on that server; any key opens it."""
    return Bucket(name, endpoint, "us-east-1", "key", "secret")


def started() -> Storage:
    """A server on a free port."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return Storage(server)
