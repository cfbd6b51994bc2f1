"""The signs that a screen puts beside every value that is not confirmed."""

from criteria.marks import Known, Mark

_SIGNS = {Known.CONFIRMED: "", Known.SINGLE: "*", Known.INFERRED: "**"}


def signed(text: str, mark: Mark | None) -> str:
    """The text with the sign of its mark."""
    return f"{text}{_SIGNS[mark.known]}" if mark and text else text


def legend() -> str:
    """What the signs mean."""
    meanings = [f"{_SIGNS[known]} {known.label}" for known in (Known.SINGLE, Known.INFERRED)]
    return f"Dấu bên cạnh một giá trị: {'; '.join(meanings)}."
