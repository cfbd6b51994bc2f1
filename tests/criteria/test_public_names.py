"""The names that the rest of the house relies on."""

import importlib
import inspect

import pytest

import criteria

PACKAGE = {
    *("CriteriaError", "DocumentInvalid", "EditionAltered", "EditionInvalid", "EditionNotFound"),
    *("MappingInvalid", "OverlayInvalid", "Problem", "Edition", "EditionRef", "OverlayRef"),
    *("Known", "Mark", "load", "load_file", "recorded_hashes", "shipped", "shipped_editions"),
}
MODULES = {
    "carried": {"Archived", "Carried", "ToReview", "carry"},
    "carry_over": {"CarryOver", "Fate", "Move", "plan"},
    "diff": {"Change", "diff"},
    "doubts": {"Doubt", "unconfirmed"},
    "facets": {"Effect", "Facet", "Thing", "counted", "edition_facets", "words"},
    "json_schema": {"json_schema", "mapping_json_schema", "overlay_json_schema", "schema_of"},
    "lint": {"lint", "lint_file", "lint_shelf"},
    "mapping": {"CarryMap", "MappingPart", "load_map"},
    "marks": {"Known", "Mark", "weakest"},
    "overlay": {"Entry", "Overlay", "apply", "load_overlay"},
    "record": {"record"},
    "show": {"Row", "lines", "show"},
    "things": {"things"},
}


def test_package_gives_what_it_takes_to_read_an_index() -> None:
    assert set(criteria.__all__) == PACKAGE
    assert list(criteria.__all__) == sorted(criteria.__all__)
    assert all(hasattr(criteria, name) for name in criteria.__all__)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_module_defines_exactly_its_public_names(name: str) -> None:
    module = importlib.import_module(f"criteria.{name}")

    defined = {
        member
        for member, value in inspect.getmembers(module)
        if (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
        and not member.startswith("_")
    }
    assert defined == MODULES[name]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_everything_public_says_what_it_is(name: str) -> None:
    module = importlib.import_module(f"criteria.{name}")

    assert module.__doc__
    assert all(inspect.getdoc(getattr(module, member)) for member in MODULES[name])
