"""From the cells of a file to what it changes: matched with its dossier, held against a base."""

from app.campaigns.models import Campaign
from app.dossiers.models import Dossier, SideName
from app.errors import FormNotAccepted, Reason
from app.workbooks.cells import FormCells
from app.workbooks.comparing import Staged
from app.workbooks.models import FormDownload
from app.workbooks.standing import Standing

SIDE_TITLES = {SideName.SELF: "tự đánh giá", SideName.EXTERNAL: "đánh giá ngoài"}
_EVIDENCE = (
    "Danh mục minh chứng trong phiếu khác với hồ sơ. Phiếu không ghi minh chứng vào hồ sơ: "
    "hãy thêm, sửa ở mục minh chứng của hồ sơ."
)
_UNKNOWN = (
    "Phiếu mang mã tải không còn ở máy chủ này nên được so với hồ sơ lúc nộp; "
    "ô trống trong phiếu không xóa gì."
)
_BLANK = (
    "Phiếu không tải từ hồ sơ này nên được so với hồ sơ lúc nộp; ô trống trong phiếu không xóa gì."
)


def refuse_other(
    cells: FormCells,
    dossier: Dossier,
    campaign: Campaign,
    side: SideName,
    download: FormDownload | None,
) -> None:
    """Raise FormNotAccepted for a form of another school, year, kind or side."""
    found = []
    if download is not None and download.dossier_id != dossier.id:
        found.append(("form-other-dossier", "Phiếu được tải từ hồ sơ khác."))
    stated = download.side if download is not None else cells.side
    if stated and stated != side:
        other = SIDE_TITLES.get(SideName(stated)) if stated in set(SideName) else stated[:20]
        found.append(
            ("form-side", f"Đây là phiếu {other}, chỗ này nhận phiếu {SIDE_TITLES[side]}.")
        )
    if _differs(cells.school_code, dossier.body_code):
        found.append(
            (
                "form-other-school",
                f"Phiếu ghi mã {cells.school_code[:40]}, hồ sơ này mang mã {dossier.body_code}.",
            )
        )
    if _differs(_digits(cells.school_year), _digits(campaign.school_year)):
        found.append(
            (
                "form-other-year",
                f"Phiếu ghi năm học {cells.school_year[:20]}, hồ sơ của {campaign.school_year}.",
            )
        )
    if (cells.kind, sorted(cells.school_levels)) != (dossier.kind, sorted(dossier.school_levels)):
        found.append(("form-profile", "Phiếu lập cho loại hình hoặc cấp học khác với hồ sơ."))
    if found:
        raise FormNotAccepted(
            "Phiếu không phải của hồ sơ này. Hãy chọn đúng tệp, hoặc tải phiếu mới từ hồ sơ.",
            tuple(Reason("", code, message) for code, message in found),
        )


def staged(cells: FormCells, now: Standing, download: FormDownload | None, evidence: str) -> Staged:
    """What the file changes. `evidence` is the hash of the dossier's list as it is now."""
    notes = []
    if download is None:
        base, file = now.values, {key: text for key, text in cells.values.items() if text}
        notes.append(_UNKNOWN if cells.download else _BLANK)
        listed = cells.evidence or evidence
    else:
        base = dict(download.base)
        untouched = base | download.read
        file = {key: text for key, text in cells.values.items() if text != untouched.get(key, "")}
        evidence, listed = download.evidence, cells.evidence
    if listed != evidence:
        notes.append(_EVIDENCE)
    file = {key: text for key, text in file.items() if key in now.cells}
    if download is None:
        file = {key: text for key, text in file.items() if text != now.cells[key].value}
    return Staged(
        base=base,
        file=file,
        places={key: cells.places[key] for key in file},
        problems=tuple((one.sheet, one.cell, one.code, one.message) for one in cells.problems),
        notes=tuple(notes),
        download=download.id if download else "",
        downloaded_at=download.at.isoformat() if download else "",
    )


def _differs(stated: str, known: str) -> bool:
    """Whether both are known and not the same."""
    return bool(stated and known) and stated.strip().casefold() != known.strip().casefold()


def _digits(year: str) -> str:
    return "".join(one for one in year if one.isdigit())
