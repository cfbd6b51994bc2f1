"""The kinds of import there are. Each is loaded when it is first asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec

from app.imports.kinds import Kind
from app.imports.models import ImportKind


class _Kinds(Mapping[ImportKind, Kind]):
    """Kind to the `KIND` of `app.imports.<kind>.kind`; one without a module is not there."""

    def __getitem__(self, kind: ImportKind) -> Kind:
        if not _is_there(kind):
            raise KeyError(kind)
        found: Kind = import_module(_module(kind)).KIND
        return found

    def __iter__(self) -> Iterator[ImportKind]:
        return filter(_is_there, ImportKind)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _module(kind: ImportKind) -> str:
    return f"app.imports.{ImportKind(kind).value}.kind"


def _is_there(kind: object) -> bool:
    if kind not in set(ImportKind):
        return False
    module = _module(ImportKind(str(kind)))
    return find_spec(module.rpartition(".")[0]) is not None and find_spec(module) is not None


KINDS: Mapping[ImportKind, Kind] = _Kinds()
