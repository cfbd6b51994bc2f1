"""What the very hidden sheet says: version of the layout, the index, the profile.

Rows are not listed there: each row of a form carries its own code, and a second list could only go
out of step with it.
"""

from dataclasses import dataclass

from criteria.edition import EditionRef
from exports.forms.layout import FORMAT
from scoring.answers import Profile

FORMAT_KEY, ID_KEY, VERSION_KEY = "format", "edition_id", "edition_version"
HASH_KEY, KIND_KEY, LEVELS_KEY = "edition_sha256", "body_kind", "school_levels"


DOWNLOAD_KEY, SIDE_KEY = "download", "side"
SELF, EXTERNAL = "self", "external"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form came from. `download` is the id that a service gave it, "" for a blank form.

    `side` says whose answers it takes, "" where it does not say.
    """

    download: str = ""
    side: str = ""

    @property
    def external(self) -> bool:
        """Whether it is the assessors' form."""
        return self.side == EXTERNAL


NO_ORIGIN = Origin()


def identity_rows(
    ref: EditionRef, profile: Profile, origin: Origin = NO_ORIGIN
) -> tuple[tuple[str, str], ...]:
    """Keys and values, in the order they are written."""
    came = ((DOWNLOAD_KEY, origin.download), (SIDE_KEY, origin.side))
    return (
        (FORMAT_KEY, str(FORMAT)),
        (ID_KEY, ref.id),
        (VERSION_KEY, ref.version),
        (HASH_KEY, ref.sha256),
        (KIND_KEY, profile.kind),
        (LEVELS_KEY, " ".join(profile.school_levels)),
        *((key, value) for key, value in came if value),
    )
