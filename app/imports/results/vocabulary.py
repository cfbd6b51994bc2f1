"""What the columns of a table of results may mean, by the editions of its campaign.

A campaign may ask different kinds of body by different editions. Where a code is points in one and
a verdict in another, its role has both meanings: a cell is the first that can take it (a number is
points, “Đạt” a verdict), and planning judges it by the edition of the row's school. Where a code
is an item in one and a criterion of several items in another, its column is that of the item.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.imports.shapes import Meaning, ValueKind, Vocabulary
from criteria.edition import Criterion, Edition, FactType, Group, Item
from exports.province.layout import fact_titles

SIDES: Mapping[str, Sequence[str]] = {
    "self": (
        "tự đánh giá", "trường tự đánh giá", "tđg", "tự đg", "tự chấm", "trường tự chấm",
        "trường chấm", "nhà trường chấm", "cơ sở tự đánh giá", "cơ sở tự chấm", "đơn vị tự chấm",
        "đơn vị tự đánh giá", "nhà trường tự đánh giá", "tự xếp", "tự xếp loại",
    ),
    "external": (
        "đánh giá ngoài", "đgn", "đg ngoài", "phòng chấm", "sở chấm", "phòng đánh giá",
        "sở đánh giá", "phòng gdđt chấm", "phòng gd&đt chấm", "sở gdđt chấm", "sở gd&đt chấm",
        "đoàn chấm", "đoàn đánh giá", "đoàn kiểm tra", "thẩm định", "kết quả thẩm định",
        "phúc tra", "cấp trên chấm", "cấp trên đánh giá", "ubnd xã chấm", "xã chấm",
    ),
}  # fmt: skip
"""How people say whose points they are."""
TOTALS = (
    "tổng", "tổng cộng", "cộng", "tổng số", "trung bình", "điểm trung bình", "bình quân", "tb",
    "toàn huyện", "toàn tỉnh", "toàn xã", "toàn phường", "toàn thành phố", "toàn ngành", "tỷ lệ",
    "tỉ lệ", "số trường", "cao nhất", "thấp nhất", "điểm tối đa", "điểm chuẩn",
)  # fmt: skip
_RESULTS = ("self:", "external:", "group:", "level:", "criterion:")
_SHORT = {"self": "TĐG", "external": "ĐGN"}
_FACTS: Mapping[FactType, ValueKind] = {
    FactType.COUNT: "number",
    FactType.NUMBER: "number",
    FactType.YES_NO: "yes_no",
    FactType.TEXT: "text",
    FactType.CHOICE: "text",
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_SCHOOL = (
    Meaning(
        "code",
        "Mã trường",
        (
            "mã trường", "mã", "mã đơn vị", "mã số trường", "mã cơ sở", "mã cơ sở giáo dục",
            "mã csgd", "mã ngành", "mã trường csdl", "mã csdl", "mã csdl ngành", "mã định danh",
            "mã số", "mã định danh trường", "mã định danh csdl", "mã đv", "mã th",
            "mã định danh cơ sở giáo dục", "mã trường học", "school code", "school id",
        ),
        "code",
    ),
    Meaning(
        "name",
        "Tên trường",
        (
            "tên trường", "tên", "trường", "đơn vị", "trường/đơn vị", "tên đơn vị",
            "đơn vị/trường", "cơ sở giáo dục", "tên cơ sở giáo dục",
            "tên csgd", "trường học", "tên trường học", "họ tên trường", "tên cơ sở", "nhà trường",
        ),
        "text",
    ),
    Meaning("levels", "Cấp học", ("cấp học", "cấp", "bậc học", "loại hình", "loại trường"), "text"),
    Meaning(
        "decision",
        "Số QĐ công nhận",
        (
            "số qđ công nhận", "số qđ", "số quyết định", "số quyết định công nhận", "qđ công nhận",
            "quyết định công nhận", "quyết định số", "số qđ cn", "số văn bản công nhận",
        ),
        "text",
    ),
    Meaning(
        "decided_on",
        "Ngày QĐ",
        (
            "ngày qđ", "ngày quyết định", "ngày qđ công nhận", "ngày quyết định công nhận",
            "ngày công nhận", "ngày ban hành", "ngày ký", "ngày ký qđ",
        ),
        "date",
    ),
    Meaning(
        "recognised",
        "Mức công nhận",
        (
            "mức công nhận", "mức được công nhận", "mức độ công nhận", "mức độ được công nhận",
            "công nhận mức", "công nhận", "mức quyết định công nhận", "mức qđ công nhận",
            "kết quả công nhận", "công nhận mức độ",
        ),
        "level",
    ),
    Meaning("note", "Ghi chú", ("ghi chú", "ghi chu", "chú thích", "lưu ý"), "text"),
    Meaning("ignore", "Thứ tự", ("tt", "stt", "số tt", "số thứ tự", "thứ tự", "no"), "text"),
)  # fmt: skip
_LEVEL = (
    "mức", "xếp mức", "mức độ", "mức độ cđs", "mức cđs", "mức độ chuyển đổi số", "mức đạt",
    "mức độ đạt", "xếp loại", "xếp loại mức", "kết quả mức", "đạt mức", "mức chung", "mức đạt được",
    "mức độ đạt được", "mức chuyển đổi số", "kết quả xếp loại", "xếp mức độ",
)  # fmt: skip


def vocabulary_of(editions: Sequence[Edition]) -> Vocabulary:
    """What the columns of results by these editions may mean."""
    found: dict[tuple[str, str], Meaning] = {}
    items = {code for edition in editions for code in edition.items}
    for edition in editions:
        for side in SIDES:
            for meaning in _of_side(edition, side, items):
                key = meaning.role, meaning.value
                known = found.get(key, meaning)
                words = tuple(dict.fromkeys((*known.words, *meaning.words)))
                found[key] = known._replace(words=words)
    # Points before verdicts: 1 and 0 are numbers first, and planning knows which was asked.
    meanings = sorted(found.values(), key=lambda one: one.value == "verdict")
    return Vocabulary((*_SCHOOL, *meanings), ("code",), _RESULTS, SIDES, TOTALS)


def _of_side(edition: Edition, side: str, items: AbstractSet[str]) -> Iterator[Meaning]:
    short = _SHORT[side]
    for code, title in fact_titles(edition).items():
        fact = edition.facts[code]
        words = _scoped(title, fact.title, fact.unit, code)
        yield Meaning(f"fact:{side}:{code}", f"{short} {title}", words, _FACTS[fact.type], side)
    for item in edition.items.values():
        value: ValueKind = "verdict" if item.mandatory else "points"
        words = (item.code, *_titled(item))
        yield Meaning(f"{side}:{item.code}", f"{short} {item.code}", words, value, side)
    for criterion in edition.criteria.values():
        if criterion.code not in items and not criterion.mandatory:
            words = (criterion.code, *_titled(criterion))
            role = f"criterion:{side}:{criterion.code}"
            yield Meaning(role, f"{short} {criterion.code}", words, "points", side)
    for position, group in enumerate(edition.groups):
        if group.max is not None:
            title = f"{short} nhóm {group.code}"
            words = _of_group(group, position)
            yield Meaning(f"group:{side}:{group.code}", title, words, "points", side)
    yield Meaning(f"level:{side}", f"{short} mức", _LEVEL, "level", side)


def _titled(thing: Item | Criterion) -> tuple[str, ...]:
    title = thing.title.value
    return (title, f"{thing.code} {title}")


def _scoped(title: str, bare: str, unit: str, code: str) -> tuple[str, ...]:
    """Words of a fact. A title that two facts share stands for neither by itself."""
    words: Iterable[str] = (title, f"{title} ({unit})" if unit and title == bare else title)
    return tuple(dict.fromkeys((*words, code)))


def _of_group(group: Group, position: int) -> tuple[str, ...]:
    title = group.title.value
    names = [f"nhóm {group.code}", f"nhóm tiêu chí {group.code}"]
    if position < len(_ROMAN):
        names += [f"nhóm {_ROMAN[position]}", f"nhóm tiêu chí {_ROMAN[position]}"]
    sums = ("điểm", "tổng", "cộng", "tổng điểm", "tổng cộng", "điểm tổng", "kết quả")
    numbered = [f"{mark}. {title}" for mark in (group.code, *_ROMAN[position : position + 1])]
    return (
        *names,
        *(f"{one} {name}" for one in sums for name in names),
        title,
        f"điểm {title}",
        f"tổng điểm {title}",
        *numbered,
        *(f"{name} {title}" for name in names),
        f"n{group.code}",
    )
