"""What the very hidden sheet says: version of the layout, the index, the profile.

Rows are not listed there: each row of a form carries its own code, and a second list could only go
out of step with it.
"""

from criteria.edition import EditionRef
from exports.forms.layout import FORMAT
from scoring.answers import Profile

FORMAT_KEY, ID_KEY, VERSION_KEY = "format", "edition_id", "edition_version"
HASH_KEY, KIND_KEY, LEVELS_KEY = "edition_sha256", "body_kind", "school_levels"


def identity_rows(ref: EditionRef, profile: Profile) -> tuple[tuple[str, str], ...]:
    """Keys and values, in the order they are written."""
    return (
        (FORMAT_KEY, str(FORMAT)),
        (ID_KEY, ref.id),
        (VERSION_KEY, ref.version),
        (HASH_KEY, ref.sha256),
        (KIND_KEY, profile.kind),
        (LEVELS_KEY, " ".join(profile.school_levels)),
    )
