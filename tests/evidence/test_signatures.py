"""Digital signatures, made by pyHanko with a test authority, read in the child process."""

import datetime as dt
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.generic import NameObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm

from evidence.signatures import (
    REVOCATION_TEXTS,
    Change,
    Integrity,
    Revocation,
    Signature,
    Trust,
    signatures_in,
)
from exports.documents.pdf import render_pdf
from tests.evidence.inspection.desk import hand_in
from tests.evidence.samples import Sent, picture
from tests.evidence.signing import NOW, authority, roots, signed, signer
from tests.exports.documents.samples import report


@cache
def paper() -> bytes:
    """A paper of our own exporter's making."""
    return render_pdf(report())


def read(content: bytes, trusted: Path | None = None) -> tuple[Signature, ...]:
    found = hand_in(Sent("Kế hoạch.pdf", content, "application/pdf"), trusted).found
    assert not found.signatures_unreadable
    return found.signatures


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    return roots(tmp_path, authority())


def rewritten(content: bytes, change: bytes, to: bytes) -> bytes:
    assert content.count(change) >= 1
    assert len(change) == len(to)
    return content.replace(change, to, 1)


def added(content: bytes, key: str = "/Note") -> bytes:
    """Something appended after the signature, as an editor does."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject(key)] = pdf_string("dữ liệu minh họa")
    writer.update_container(page)
    made = BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    return made.getvalue()


def test_a_paper_without_a_signature_has_none() -> None:
    assert read(paper()) == ()


def test_tells_who_signed_and_when(trusted: Path) -> None:
    (found,) = read(signed(paper(), signer()), trusted)
    assert found.signer == "Hiệu trưởng minh họa, Trường minh họa"
    assert found.issuer.startswith("Gốc minh họa")
    assert found.field == "ChuKy1"
    said = dt.datetime.fromisoformat(found.signed_at)
    assert abs(said - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=10)
    assert (found.stamped_at, found.stamp_trusted) == ("", False)


def test_a_sound_signature_of_a_named_root_is_trusted(trusted: Path) -> None:
    (found,) = read(signed(paper(), signer()), trusted)
    assert (found.integrity, found.change) == (Integrity.WHOLE, Change.NONE)
    assert found.trust is Trust.TRUSTED


def test_nobody_is_trusted_where_no_root_is_named() -> None:
    (found,) = read(signed(paper(), signer()))
    assert (found.integrity, found.trust) == (Integrity.WHOLE, Trust.UNKNOWN)


def test_a_root_of_somebody_else_makes_no_trust(tmp_path: Path) -> None:
    other = roots(tmp_path, authority("Gốc khác minh họa"))
    (found,) = read(signed(paper(), signer()), other)
    assert found.trust is Trust.UNKNOWN


def test_an_expired_certificate_is_told_apart(trusted: Path) -> None:
    (found,) = read(signed(paper(), signer("Người cũ minh họa", expired=True)), trusted)
    assert (found.integrity, found.trust) == (Integrity.WHOLE, Trust.EXPIRED)


def test_revocation_is_said_not_to_be_checked(trusted: Path) -> None:
    (found,) = read(signed(paper(), signer()), trusted)
    assert found.revocation is Revocation.NOT_CHECKED
    assert REVOCATION_TEXTS[found.revocation] == "chưa kiểm tra"


def test_one_changed_byte_breaks_the_signature(trusted: Path) -> None:
    content = signed(paper(), signer())
    (found,) = read(rewritten(content, b"/Producer", b"/Prodecur"), trusted)
    assert found.integrity is Integrity.BROKEN
    assert found.change is Change.UNKNOWN


def test_a_changed_page_after_signing_is_told(trusted: Path) -> None:
    (found,) = read(added(signed(paper(), signer())), trusted)
    assert (found.integrity, found.change) == (Integrity.WHOLE, Change.ALTERED)


def test_a_second_signature_is_a_permitted_change(trusted: Path) -> None:
    once = signed(paper(), signer())
    first, second = read(signed(once, signer("Chủ tịch minh họa"), "ChuKy2"), trusted)
    assert (first.change, second.change) == (Change.PERMITTED, Change.NONE)
    assert (first.integrity, second.integrity) == (Integrity.WHOLE, Integrity.WHOLE)
    assert second.signer.startswith("Chủ tịch minh họa")


def form() -> bytes:
    """A paper with a field to fill in."""
    made = BytesIO()
    with pikepdf.open(BytesIO(picture("PDF"))) as opened:
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("SoVaoSo"))
        field["/Rect"], field["/V"] = Array([0, 0, 90, 20]), String("")
        fields = Array([opened.make_indirect(field)])
        opened.Root["/AcroForm"] = opened.make_indirect(Dictionary(Fields=fields))
        opened.pages[0].obj["/Annots"] = fields
        opened.save(made)
    return made.getvalue()


def filled(content: bytes) -> bytes:
    """The field filled in after the signature, as an office does with its number."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[NameObject("/V")] = pdf_string("12/KH")
    writer.update_container(field)
    made = BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    return made.getvalue()


def test_a_field_filled_in_after_signing_is_a_permitted_change(trusted: Path) -> None:
    (found,) = read(filled(signed(form(), signer())), trusted)
    assert (found.integrity, found.change) == (Integrity.WHOLE, Change.PERMITTED)


def test_a_field_filled_in_where_nothing_is_permitted_is_a_change(trusted: Path) -> None:
    content = signed(form(), signer(), certify=MDPPerm.NO_CHANGES)
    (found,) = read(filled(content), trusted)
    assert (found.integrity, found.change) == (Integrity.WHOLE, Change.ALTERED)


def test_a_stamp_tells_the_time_of_an_authority(trusted: Path) -> None:
    (found,) = read(signed(paper(), signer(), stamped=True), trusted)
    assert abs(dt.datetime.fromisoformat(found.stamped_at) - NOW) < dt.timedelta(hours=1)
    assert found.stamp_trusted


def test_a_stamp_of_nobody_named_is_not_trusted() -> None:
    (found,) = read(signed(paper(), signer(), stamped=True))
    assert found.stamped_at
    assert not found.stamp_trusted


def test_a_signature_of_garbage_is_told_unreadable_or_broken(trusted: Path) -> None:
    content = bytearray(signed(paper(), signer()))
    at = content.index(b"/Contents <30") + 30
    content[at : at + 200] = b"0" * 200
    found = hand_in(Sent("a.pdf", bytes(content)), trusted).found
    sound = [one for one in found.signatures if one.integrity is Integrity.WHOLE]
    assert found.signatures_unreadable or found.signatures
    assert sound == []


def test_a_paper_saved_anew_has_no_sound_signature(trusted: Path) -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(signed(paper(), signer()))) as opened:
        opened.save(made)
    found = hand_in(Sent("a.pdf", made.getvalue()), trusted).found
    assert all(one.integrity is not Integrity.WHOLE for one in found.signatures)


def test_only_a_marked_paper_costs_the_time_of_a_look() -> None:
    assert signatures_in(BytesIO(b"%PDF-1.7 " + bytes(5_000_000)), None) == ()
