"""What an author should look at again, although it refuses nothing."""

from collections.abc import Iterator

from criteria import document as doc
from criteria.interval import shown
from criteria.marks import Known
from criteria.rules.findings import Finding, answerables, criteria
from criteria.strict_yaml import Path


def advice(edition: doc.EditionPart) -> Iterator[Finding]:
    """Items without suggested evidence, odd maxima, and guesses that do not say why."""
    step = edition.score_step.value
    for path, node, criterion in answerables(edition):
        if not node.evidence and not criterion.evidence:
            yield path, f"{node.code}: chưa có gợi ý minh chứng nào"
        if node.max is not None and node.max.value % step:
            message = f"{shown(node.max.value)} không phải bội số của bước điểm {shown(step)}"
            yield (*path, "max"), f"{node.code}: điểm tối đa {message}"
    if not edition.illustration:
        for path, stated in _numbers_and_rules(edition):
            if stated.known is Known.INFERRED and stated.note is None:
                yield path, "giá trị suy luận nên có note nói suy luận từ đâu"


def _numbers_and_rules(edition: doc.EditionPart) -> Iterator[tuple[Path, doc.Stated]]:
    for name in ("levels", "combine", "mandatory_unmet", "inapplicable", "score_step"):
        yield (name,), getattr(edition, name)
    for g, group in enumerate(edition.groups):
        if group.max is not None:
            yield ("groups", g, "max"), group.max
    for path, _, criterion in criteria(edition):
        for i, item in enumerate(criterion.items or ()):
            yield (*path, "items", i, "max"), item.max
        if criterion.max is not None:
            yield (*path, "max"), criterion.max
