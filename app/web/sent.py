"""What a page's form sends: a file, or the same file carried back by the result page.

The result page holds the form it was made from, as base64 in one hidden field, and sends it again
with each download: so the service keeps nothing, and a file never leaves the school's own browser
for longer than a request takes.
"""

import base64
import binascii
from typing import NamedTuple

from app.edge.multipart import Parts, wrong_field
from app.errors import BodyUnreadable
from app.web.examples import Examples

FORM, EXTERNAL, EXAMPLE = "form", "external", "example"
CARRIED = "_base64"
KEPT, FORMAT = "kept", "format"
KNOWN = frozenset(
    {FORM, EXTERNAL, EXAMPLE, FORM + CARRIED, EXTERNAL + CARRIED, "target", KEPT, FORMAT}
)


class Sent(NamedTuple):
    """The forms of one request; `example` is set instead of carrying an example's bytes."""

    form: bytes
    external: bytes | None = None
    example: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields that bring the same forms back."""
        if self.example:
            return {EXAMPLE: self.example}
        fields = {FORM + CARRIED: _text(self.form)}
        if self.external is not None:
            fields[EXTERNAL + CARRIED] = _text(self.external)
        return fields


def read_sent(parts: Parts, examples: Examples) -> Sent:
    """The forms in a body. Raises ShapeWrong, BodyUnreadable, NothingHere."""
    parts.refuse_others(KNOWN)
    example = parts.text(EXAMPLE)
    if example:
        return Sent(examples.get(example).content, None, example)
    form = _file(parts, FORM)
    if form is None:
        raise wrong_field(FORM, "chưa có tệp: hãy chọn phiếu đã điền")
    return Sent(form, _file(parts, EXTERNAL))


def _file(parts: Parts, name: str) -> bytes | None:
    """The file itself, or as it was carried; a browser sends an empty part for none chosen."""
    carried = parts.content(name + CARRIED)
    if carried is None:
        content = parts.content(name)
        return content if content or name == FORM else None
    try:
        return base64.b64decode(carried, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BodyUnreadable(
            "Phiếu mà trang kết quả gửi lại bị hỏng. Hãy gửi lại phiếu."
        ) from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
