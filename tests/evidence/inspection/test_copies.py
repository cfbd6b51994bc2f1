"""What others may see of a photograph or a video: all of it, except where it was made."""

import subprocess
from io import BytesIO
from pathlib import Path

import pi_heif
import pytest
from PIL import Image

from evidence.kinds import Kind
from tests.evidence.inspection import photographs
from tests.evidence.inspection.desk import Inspected, hand_in
from tests.evidence.inspection.photographs import GPS, PHONE, PLACE, drawn
from tests.evidence.samples import Sent, picture

FORMS = {
    "jpg": photographs.phone_photograph,
    "png": photographs.png_photograph,
    "webp": photographs.webp_photograph,
    "heic": photographs.heic,
}
pi_heif.register_heif_opener()


@pytest.fixture(params=FORMS)
def seen(request: pytest.FixtureRequest) -> tuple[bytes, Inspected]:
    """A photograph with its place, and what became of it."""
    original = FORMS[request.param]()
    return original, hand_in(Sent(f"Ảnh.{request.param}", original))


def test_the_photograph_has_a_place_to_lose(seen: tuple[bytes, Inspected]) -> None:
    original, inspected = seen
    assert Image.open(BytesIO(original)).getexif().get_ifd(GPS)
    assert inspected.found.located


def test_the_copy_tells_nothing_of_the_phone(seen: tuple[bytes, Inspected]) -> None:
    copy = Image.open(BytesIO(seen[1].copy))
    assert dict(copy.getexif()) == {}
    assert b"GPS" not in seen[1].copy
    assert PHONE.encode() not in seen[1].copy
    assert not {"exif", "xmp", "XML:com.adobe.xmp", "comment"} & set(copy.info)


def test_the_copy_shows_the_same_upright(seen: tuple[bytes, Inspected]) -> None:
    original, inspected = seen
    copy = Image.open(BytesIO(inspected.copy)).convert("RGB")
    turned = Image.open(BytesIO(original)).getexif().get(0x0112, 1) != 1 and inspected.found.kind
    expected = drawn().transpose(Image.Transpose.ROTATE_270) if turned is Kind.JPG else drawn()
    assert copy.size == expected.size
    for place in ((10, 100), (100, 10), (190, 190), (100, 190)):
        pairs = zip(copy.getpixel(place), expected.getpixel(place), strict=True)  # type: ignore[arg-type]
        assert all(abs(one - other) < 30 for one, other in pairs)


def test_a_heic_is_shown_as_jpeg() -> None:
    inspected = hand_in(Sent("a.heic", photographs.heic(), "image/heic"))
    assert (inspected.found.kind, inspected.found.copy) == (Kind.HEIC, Kind.JPG)
    assert Image.open(BytesIO(inspected.copy)).format == "JPEG"


def test_the_colour_profile_stays() -> None:
    made = BytesIO()
    profile = b"\0" * 100 + b"acsp" + bytes(100)
    drawn().save(made, "JPEG", icc_profile=profile)
    copy = hand_in(Sent("a.jpg", made.getvalue())).copy
    assert Image.open(BytesIO(copy)).info["icc_profile"] == profile


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_written_anew(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    made = BytesIO()
    Image.new(mode, (9, 7)).save(made, form)
    name = "a.jpg" if form == "JPEG" else "a.png"
    assert Image.open(BytesIO(hand_in(Sent(name, made.getvalue())).copy)).size == (9, 7)


@pytest.mark.parametrize("behind", [bytes(500), picture("JPEG"), b"SEFH" + bytes(20) + b"SEFT"])
def test_what_phones_put_behind_a_photograph_is_left_out(behind: bytes) -> None:
    inspected = hand_in(Sent("a.jpg", photographs.phone_photograph() + behind))
    assert inspected.copy.endswith(b"\xff\xd9")
    assert inspected.copy.count(b"\xff\xd8\xff") == 1


def test_a_photograph_that_moves_is_shown_still() -> None:
    moving = photographs.phone_photograph() + photographs.video()
    inspected = hand_in(Sent("a.jpg", moving))
    assert b"ftyp" not in inspected.copy


@pytest.mark.parametrize(
    "told", [photographs.place_in_user_data, photographs.place_by_key], ids=["android", "iphone"]
)
def test_a_video_loses_its_place_and_keeps_its_size(told: object) -> None:
    assert callable(told)
    original = photographs.video(told())
    assert PLACE in original
    inspected = hand_in(Sent("a.mp4", original, "video/mp4"))
    assert inspected.found.located
    assert inspected.found.copy is Kind.MP4
    assert PLACE not in inspected.copy
    assert len(inspected.copy) == len(original)
    assert inspected.copy.endswith(original[-72:])


def test_only_the_place_goes_from_a_video() -> None:
    inspected = hand_in(Sent("a.mp4", photographs.video(photographs.place_by_key())))
    assert PHONE.encode() in inspected.copy


def test_a_video_without_a_place_needs_no_copy() -> None:
    inspected = hand_in(Sent("a.mp4", photographs.video()))
    assert (inspected.found.copy, inspected.found.located, inspected.copy) == (None, False, b"")


def run(program: Path, *words: str) -> bytes:
    command = (str(program), "-v", "error", *words)
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


@pytest.fixture
def filmed(ffmpeg: Path, tmp_path: Path) -> Path:
    """A second of film by FFmpeg, with a place."""
    file = tmp_path / "phim.mp4"
    run(
        ffmpeg,
        *("-nostdin", "-f", "lavfi", "-i", "testsrc=duration=1:size=64x64:rate=5"),
        *("-pix_fmt", "yuv420p", "-movflags", "use_metadata_tags"),
        *("-metadata", f"location={PLACE.decode()}"),
        *("-metadata", f"com.apple.quicktime.location.ISO6709={PLACE.decode()}", str(file)),
    )
    return file


def test_a_film_of_ffmpeg_plays_on_without_its_place(
    ffmpeg: Path, filmed: Path, tmp_path: Path
) -> None:
    original = filmed.read_bytes()
    assert PLACE in original
    inspected = hand_in(Sent("Phim.mp4", original, "video/mp4"))
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(inspected.copy)
    assert PLACE not in inspected.copy
    pictures = ("-f", "framemd5", "-")
    assert run(ffmpeg, "-i", str(copy), *pictures) == run(ffmpeg, "-i", str(filmed), *pictures)
    told = run(ffmpeg, "-i", str(copy), "-f", "ffmetadata", "-")
    assert b"location" not in told.lower()
