"""Desks on each kind of database in turn."""

from tests.app.dossiers.conftest import desk, house

__all__ = ["desk", "house"]
