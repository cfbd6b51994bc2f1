"""PDFs, pictures and videos as strangers might send them."""

import struct
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from evidence.errors import Refusal
from tests.evidence.inspection.hostile_packages import archive_of
from tests.evidence.inspection.photographs import box, heic, phone_photograph, video
from tests.evidence.samples import Sent, jpeg_of, pdf, picture, png_of, word

say = Refusal
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def changed(change: Callable[[Pdf], None], **how: object) -> bytes:
    """A sound PDF with something added."""
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as paper:
        change(paper)
        paper.save(made, **how)  # type: ignore[arg-type]
    return made.getvalue()


def with_root(key: str, value: object) -> bytes:
    def change(paper: Pdf) -> None:
        paper.Root[key] = value

    return changed(change)


def action(name: str, **more: object) -> Dictionary:
    return Dictionary({"/S": Name(f"/{name}"), **{f"/{key}": one for key, one in more.items()}})


def annotation(**what: object) -> bytes:
    def change(paper: Pdf) -> None:
        about = {f"/{key}": value for key, value in what.items()}
        note = Dictionary({"/Type": Name.Annot, "/Rect": Array([0, 0, 9, 9]), **about})
        paper.pages[0].obj["/Annots"] = Array([paper.make_indirect(note)])

    return changed(change)


def attached() -> bytes:
    def change(paper: Pdf) -> None:
        spec = Dictionary(Type=Name.Filespec, F=String("a.exe"))
        spec["/EF"] = Dictionary(F=paper.make_stream(b"MZ"))
        names = Dictionary(Names=Array([String("a.exe"), paper.make_indirect(spec)]))
        paper.Root["/Names"] = Dictionary(EmbeddedFiles=names)

    return changed(change)


def unused(value: Dictionary) -> bytes:
    """An object that nothing refers to."""

    def change(paper: Pdf) -> None:
        paper.Root["/Kept"] = paper.make_indirect(value)

    return changed(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def streamed(data: bytes, **what: object) -> bytes:
    def change(paper: Pdf) -> None:
        stream = Stream(paper, data)
        for key, value in what.items():
            stream[f"/{key}"] = value
        paper.Root["/Kept"] = paper.make_indirect(stream)

    return changed(
        change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
    )


@cache
def flate_bomb() -> bytes:
    import zlib  # noqa: PLC0415 - only here

    packer = zlib.compressobj(9)
    zeros = bytes(1 << 20)
    packed = b"".join(packer.compress(zeros) for _ in range(600)) + packer.flush()
    return streamed(packed, Filter=Name.FlateDecode)


def papers() -> dict[str, Sent]:
    """PDFs."""

    def sent(content: bytes, reason: Refusal) -> Sent:
        return Sent("a.pdf", content, "application/pdf", reason)

    script = action("JavaScript", JS=String("app.alert(1)"))
    page = action("URI", URI=String("https://a.example/"))
    locked = pikepdf.Encryption(owner="a", user="b")
    return {
        "script on opening": sent(with_root("/OpenAction", script), say.SCRIPTS),
        "page on opening": sent(with_root("/OpenAction", page), say.SCRIPTS),
        "script on closing": sent(with_root("/AA", Dictionary(WC=script)), say.SCRIPTS),
        "script by name": sent(
            with_root("/Names", Dictionary(JavaScript=Dictionary(Names=[String("a"), script]))),
            say.SCRIPTS,
        ),
        "script that nothing uses": sent(unused(script), say.SCRIPTS),
        "program on opening": sent(
            with_root("/OpenAction", action("Launch", F=String("cmd.exe"))), say.SCRIPTS
        ),
        "program behind a link": sent(
            annotation(Subtype=Name.Link, A=action("Launch", F=String("a"))), say.SCRIPTS
        ),
        "form that is sent": sent(
            annotation(Subtype=Name.Link, A=action("SubmitForm")), say.SCRIPTS
        ),
        "form of another language": sent(
            with_root("/AcroForm", Dictionary(XFA=String("<xdp/>"))), say.SCRIPTS
        ),
        "link to a file in a paper": sent(
            annotation(Subtype=Name.Link, A=action("URI", URI=String("file:///a"))), say.OUTSIDE
        ),
        "link to another paper": sent(
            annotation(Subtype=Name.Link, A=action("GoToR", F=String("\\\\a\\b"))), say.OUTSIDE
        ),
        "attached file": sent(attached(), say.ATTACHMENTS),
        "file on a page": sent(annotation(Subtype=Name("/FileAttachment")), say.ATTACHMENTS),
        "film on a page": sent(annotation(Subtype=Name("/RichMedia")), say.EMBEDDED),
        "model on a page": sent(annotation(Subtype=Name("/3D")), say.EMBEDDED),
        "stream from elsewhere": sent(streamed(b"", F=String("http://a.example")), say.OUTSIDE),
        "paper with a password": sent(changed(lambda _: None, encryption=locked), say.PASSWORD),
        "stream packed twice": sent(
            streamed(b"x", Filter=Array([Name.FlateDecode, Name.FlateDecode])),
            say.UNPACKS_TOO_LARGE,
        ),
        "stream that is a bomb": sent(flate_bomb(), say.UNPACKS_TOO_LARGE),
        "picture of a bomb": sent(
            streamed(b"x", Subtype=Name.Image, Width=90_000, Height=90_000), say.TOO_MANY_PIXELS
        ),
        "archive behind a paper": sent(pdf() + archive_of({"a.exe": b"MZ"}), say.MIXED),
        "page behind a paper": sent(pdf() + b"<html><script>1</script>", say.MIXED),
        "page before a paper": sent(b"<html>" + pdf(), say.UNKNOWN),
        "paper cut in the middle": sent(pdf()[: len(pdf()) // 2], say.DAMAGED),
        "paper without its table": sent(b"%PDF-1.7\n%%EOF\n", say.DAMAGED),
        "paper that loops": sent(_loop(), say.DAMAGED),
    }


def _loop() -> bytes:
    """A table of objects that names itself as the one before it."""
    head = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 3/Root 1 0 R/Prev %d>>\n"
    return head + table % len(head) + b"startxref\n%d\n%%%%EOF\n" % len(head)


def pictures() -> dict[str, Sent]:
    """Photographs and drawings."""
    jpeg, png, webp = picture("JPEG"), picture("PNG"), picture("WEBP")
    program = archive_of({"a.exe": b"MZ"})
    comment = b"\xff\xfe" + struct.pack(">H", len(program) + 2) + program
    paper = b"\xff\xfe\x00\x0f%PDF-1.7\n%xyz"
    large = bytearray(webp)
    large[26:30] = b"\xff\x3f\xff\x3f"
    return {
        "archive behind a photograph": Sent("a.jpg", jpeg + program, "", say.MIXED),
        "archive in a comment": Sent("a.jpg", jpeg[:2] + comment + jpeg[2:], "", say.MIXED),
        "paper in a comment": Sent("a.jpg", jpeg[:2] + paper + jpeg[2:], "", say.MIXED),
        "archive in the notes of a picture": Sent("a.png", _png_with(program), "", say.MIXED),
        "paper behind a photograph": Sent("a.jpg", jpeg + pdf(), "", say.MIXED),
        "page behind a photograph": Sent("a.jpg", jpeg + b"<script>1</script>", "", say.MIXED),
        "half a photograph": Sent("a.jpg", phone_photograph()[:3000], "", say.DAMAGED),
        "photograph without its end": Sent("a.jpg", jpeg[:-2], "", say.DAMAGED),
        "photograph too large": Sent("a.jpg", jpeg_of(65_000, 65_000), "", say.TOO_MANY_PIXELS),
        "points that are missing": Sent("a.png", png_of(3_000, 3_000), "", say.DAMAGED),
        "wrong points": Sent("a.png", png.replace(b"IDAT", b"IDAX"), "", say.DAMAGED),
        "too many points": Sent("a.png", png_of(80_000, 80_000), "", say.TOO_MANY_PIXELS),
        "archive behind a drawing": Sent("a.webp", webp + program, "", say.MIXED),
        "half a drawing": Sent("a.webp", webp[:-10], "", say.DAMAGED),
        "drawing too large": Sent("a.webp", bytes(large), "", say.TOO_MANY_PIXELS),
        "half a heic": Sent("a.heic", heic()[:-200], "", say.DAMAGED),
        "heic of nothing": Sent("a.heic", heic()[:24], "", say.DAMAGED),
        "archive behind a heic": Sent("a.heic", heic() + program, "", say.MIXED),
        "moving drawing": Sent("a.gif", GIF, "image/gif", say.UNKNOWN),
        "moving drawing with an archive": Sent("a.jpg", GIF + program, "", say.UNKNOWN),
    }


def _png_with(hidden: bytes) -> bytes:
    """A sound picture with a note that is something else."""
    made = BytesIO()
    told = PngInfo()
    told.add(b"prVt", hidden)
    Image.new("RGB", (9, 9)).save(made, "PNG", pnginfo=told)
    return made.getvalue()


def videos() -> dict[str, Sent]:
    """Videos."""
    sound = video()
    at = sound.index(b"url ")
    outside = bytearray(sound)
    outside[at + 7] = 0
    return {
        "half a video": Sent("a.mp4", sound[:-50], "video/mp4", say.DAMAGED),
        "video of nothing": Sent("a.mp4", sound[:32], "video/mp4", say.DAMAGED),
        "page behind a video": Sent("a.mp4", sound + b"<html><p>", "video/mp4", say.DAMAGED),
        "archive in a video": Sent(
            "a.mp4", sound + box(b"free", archive_of({"a.exe": b"MZ"})), "", say.MIXED
        ),
        "archive behind a video": Sent("a.mp4", sound + word(), "video/mp4", say.MIXED),
        "sound from elsewhere": Sent("a.mp4", bytes(outside), "video/mp4", say.OUTSIDE),
        "locked video": Sent("a.mp4", sound.replace(b"mp4v", b"encv"), "", say.PASSWORD),
        "video with its way": Sent(
            "a.mp4", sound.replace(b"mp4v", b"gpmd"), "", say.LOCATION_INSIDE
        ),
        "video of another kind": Sent("a.mp4", sound.replace(b"isom", b"qt  "), "", say.UNKNOWN),
        "box larger than its own": Sent(
            "a.mp4",
            sound.replace(b"\x00\x00\x00\x6cmvhd", b"\x7f\x00\x00\x6cmvhd"),
            "",
            say.DAMAGED,
        ),
    }
