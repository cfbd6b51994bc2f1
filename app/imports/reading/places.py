"""Places of cells: `D7` is row 6, column 3, both from 0."""

Place = tuple[int, int]
_LETTERS: dict[bytes, int] = {}


def column_of(letters: bytes) -> int:
    """`A` is 0, `XFD` 16,383."""
    known = _LETTERS.get(letters)
    if known is None:
        known = 0
        for letter in letters:
            known = known * 26 + letter - 64
        known -= 1
        _LETTERS[letters] = known
    return known


def cell_name(row: int, column: int) -> str:
    """`D7` of row 6, column 3."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
