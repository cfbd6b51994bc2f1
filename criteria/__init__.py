"""The index: editions of assessment criteria as data, read strictly, compared, carried over.

What it takes to read an index stands here; each thing to do with one has a module of its own:

    shipped("thangdo.qd-4725")           an edition of the shelf, its hash held to the record
    load(content, "file.yaml")           any other; raises EditionInvalid with file:line
    criteria.lint                        lint, lint_file, lint_shelf: every problem at once
    criteria.diff                        diff: what changed, and whether it can change a result
    criteria.doubts, criteria.show       what is not confirmed; the tree for a person to read
    criteria.overlay                     load_overlay, apply: a Sở's guidance, never a score
    criteria.mapping, .carry_over, .carried    load_map, plan, carry: answers moved, none lost
    criteria.record, .json_schema        what a release and an editor need

Pure: no clock, no network, no database. Everything returned is immutable.
"""

from criteria.edition import Edition, EditionRef, OverlayRef
from criteria.errors import (
    CriteriaError,
    DocumentInvalid,
    EditionAltered,
    EditionInvalid,
    EditionNotFound,
    MappingInvalid,
    OverlayInvalid,
    Problem,
)
from criteria.loader import load, load_file, recorded_hashes, shipped, shipped_editions
from criteria.marks import Known, Mark

__all__ = [
    "CriteriaError",
    "DocumentInvalid",
    "Edition",
    "EditionAltered",
    "EditionInvalid",
    "EditionNotFound",
    "EditionRef",
    "Known",
    "MappingInvalid",
    "Mark",
    "OverlayInvalid",
    "OverlayRef",
    "Problem",
    "load",
    "load_file",
    "recorded_hashes",
    "shipped",
    "shipped_editions",
]
