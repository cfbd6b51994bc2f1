"""Facts and dependencies: well formed, and asked of whoever needs them."""

from collections.abc import Iterator

from criteria import document as doc
from criteria.rules.findings import Answerable, AskedFact, Finding, answerables, asked_facts

RESERVED = "measure"
"""A sheet gives this as the reason of a ceiling from a measure; no dependency may look like it."""


def broken_facts(edition: doc.EditionPart) -> Iterator[Finding]:
    """Options of choices, units, cấp học, dependencies, and what items require."""
    levels = {level.code for level in edition.school_levels}
    facts = {asked.fact.code: asked for asked in asked_facts(edition)}
    for asked in asked_facts(edition):
        yield from _fact(asked, levels)
    for index, dependency in enumerate(edition.dependencies):
        yield from _dependency(dependency, facts.get(dependency.fact), index)
    required: set[str] = set()
    for answerable in answerables(edition):
        required.update(answerable.node.requires)
        yield from _requires(edition, answerable, facts)
    for index, dependency in enumerate(edition.dependencies):
        if dependency.code not in required:
            message = f"điều kiện “{dependency.code}” không được tiêu chí nào dùng (requires)"
            yield ("dependencies", index), message


def _fact(asked: AskedFact, levels: set[str]) -> Iterator[Finding]:
    path, fact, _ = asked
    if (fact.type == "choice") != (fact.options is not None):
        yield path, f"dữ kiện {fact.code}: options đi với type: choice, và chỉ với nó"
    codes = [option.code for option in fact.options or ()]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield (*path, "options"), f"dữ kiện {fact.code}: lựa chọn “{code}” bị khai hai lần"
    if fact.unit is not None and fact.type not in {"count", "number"}:
        yield (*path, "unit"), f"dữ kiện {fact.code}: chỉ số đếm và số đo mới có unit"
    if fact.school_level is not None and fact.school_level not in levels:
        message = f"cấp học “{fact.school_level}” không có trong school_levels"
        yield (*path, "school_level"), message


def _dependency(
    dependency: doc.DependencyPart, asked: AskedFact | None, index: int
) -> Iterator[Finding]:
    if dependency.code == RESERVED:
        yield ("dependencies", index, "code"), f"mã điều kiện không được là “{RESERVED}”"
    if asked is None or asked.fact.type != "yes_no":
        message = f"điều kiện {dependency.code} phải dựa vào một dữ kiện loại yes_no"
        yield ("dependencies", index, "fact"), message
    elif asked.fact.school_level is not None:
        message = f"điều kiện {dependency.code}: dữ kiện phải hỏi mọi cấp học"
        yield ("dependencies", index, "fact"), message


def _requires(
    edition: doc.EditionPart, answerable: Answerable, facts: dict[str, AskedFact]
) -> Iterator[Finding]:
    path, node, _ = answerable
    known = {dependency.code: dependency for dependency in edition.dependencies}
    for index, code in enumerate(node.requires):
        here = (*path, "requires", index)
        if code not in known:
            yield here, f"{node.code}: không có điều kiện “{code}” trong dependencies"
        elif node.requires.index(code) != index:
            yield here, f"{node.code}: điều kiện “{code}” bị ghi hai lần"
        elif (asked := facts.get(known[code].fact)) is not None:
            for message in out_of_scope(answerable, asked):
                yield here, message


def out_of_scope(answerable: Answerable, asked: AskedFact) -> Iterator[str]:
    """Why a node cannot rely on a fact that another node asks for."""
    if asked.scope not in {"", answerable.criterion.code, answerable.node.code}:
        yield (
            f"{answerable.node.code}: dữ kiện “{asked.fact.code}” thuộc {asked.scope}; "
            "dữ kiện dùng chung phải khai ở facts của cả bộ chỉ số hoặc của tiêu chí cha"
        )
