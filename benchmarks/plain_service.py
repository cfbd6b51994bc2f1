"""The plainest service over the same tables: FastAPI, SQLModel, create_all; `… FILE PORT`.

It has one route, no page, no index, no migrations and no rights: what any such program needs to
start, before it does anything of ours.
"""

import sys

import uvicorn
from fastapi import FastAPI
from sqlalchemy import create_engine

from app.storage.tables import METADATA

ORIGIN = "127.0.0.1"


def main() -> None:
    """Make the tables, then serve."""
    file, port = sys.argv[1:]
    engine = create_engine(f"sqlite:///{file}")
    METADATA.create_all(engine)
    app = FastAPI()

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    uvicorn.run(app, host=ORIGIN, port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
