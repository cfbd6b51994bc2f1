"""For every route: a good request, whoever sends it. `who_may.txt` names the routes.

What stands for a parameter of a path is looked up first in PATHS, then among the things of the
dossier that the route starts from (`STATE`; `tests.app.town`), so a value may name a thing itself:
`"dossier_id": "{dossier_id}"`.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app import clock
from app.dossiers.models import DossierState as S
from tests.app.cli import forms
from tests.app.house import PASSWORD
from tests.app.index.texts import OVERLAY, text
from tests.app.town import BLANK, FILE, HERE, NEXT, NEXT_EDITION
from tests.app.who_may import split

PATHS = {
    "body_id": HERE,
    "side:side": "self",
    "side": "self",
    "item": "1.3.1",
    "criterion": "1.3",
    "word": "nop",
    "document": "docx",
    "kind": "th",
    "code": "th",
    "edition_id": "thangdo.qd-4725",
    "version": "1.0",
    "name": "muc-2",
    "form": "json",
}
"""Parameters that mean the same for every route, unless AT says otherwise."""
AT: dict[str, dict[str, str]] = {
    "GET /static/{name}": {"name": "page.css"},
    "GET /loi-moi/{secret}": {"secret": "{secret:invitation}"},
    "POST /loi-moi/{secret}": {"secret": "{secret:invitation}"},
    "GET /dat-lai-mat-khau/{secret}": {"secret": "{secret:reset}"},
    "POST /dat-lai-mat-khau/{secret}": {"secret": "{secret:reset}"},
    "GET /thiet-lap/{secret}": {"secret": "{secret:setup}"},
    "POST /thiet-lap/{secret}": {"secret": "{secret:setup}"},
    "GET /api/v1/bodies/{body_id}/by-code/{code}": {"code": "79000001"},
    "GET /api/v1/dossiers/{dossier_id}/evidence/by-code/{code}": {"code": "{evidence_code}"},
    "GET /ho-so/{dossier_id}/mc/{code}": {"code": "{evidence_code}"},
    "PUT /api/v1/dossiers/{dossier_id}/objections/{objection_id}/decision": {
        "objection_id": "{answered_id}"
    },
    "POST /ho-so/{dossier_id}/giai-trinh/{objection_id}/quyet-dinh": {
        "objection_id": "{answered_id}"
    },
    "POST /api/v1/index/editions/{sha256}/activation": {"sha256": "{approved_sha256}"},
    "POST /api/v1/imports/{import_id}/undo": {"import_id": "{applied_id}"},
    "POST /nhap-du-lieu/{import_id}/hoan-tac": {"import_id": "{applied_id}"},
    **{
        f"{method} /api/v1/index/editions/{{sha256}}{rest}": {"sha256": "{proposed_sha256}"}
        for method, rest in (
            ("GET", ""),
            ("GET", "/source"),
            ("POST", "/approval"),
            ("POST", "/withdrawal"),
        )
    },
    **{
        f"{method} /ho-so/{{dossier_id}}/phieu/{{side}}{rest}": {
            "side": "tu-danh-gia",
            "upload_id": "{form_id}",
        }
        for method, rest in (
            ("GET", ""),
            ("GET", "/tai-ve"),
            ("POST", ""),
            ("GET", "/{upload_id}"),
            ("POST", "/{upload_id}"),
            ("POST", "/{upload_id}/bo"),
        )
    },
    **{
        f"{method} /api/v1/dossiers/{{dossier_id}}/{{side:side}}/form/{{upload_id}}{rest}": {
            "upload_id": "{form_id}"
        }
        for method, rest in (("GET", ""), ("POST", "/confirm"), ("DELETE", ""))
    },
    **{
        "/".join(
            (
                f"{method} /api/v1/dossiers/{{dossier_id}}",
                "evidence/{evidence_id}",
                "uploads/{upload_id}",
            )
        ): {"upload_id": "{tus_id}"}
        for method in ("GET", "PATCH", "DELETE")
    },
    "GET /api/v1/dossiers/{dossier_id}/snapshots/{sha256}#external": {
        "sha256": "{sha256:external}"
    },
    **{
        f"POST /ho-so/{{dossier_id}}/viec/{{word}}#{act}": {"word": word}
        for act, word in {
            "close": "chot",
            "reopen": "mo-lai",
            "receive": "tiep-nhan",
            "send-back": "tra-lai",
            "recall": "thu-hoi",
            "take-back": "thu-lai",
            "start": "bat-dau",
            "conclude": "ket-luan",
            "revise": "ban-sua",
        }.items()
    },
}
"""What a route's parameters are called instead of PATHS."""
AT_SO = (
    "/api/v1/bodies/{body_id}/by-code/",
    "/api/v1/bodies/{body_id}/decisions",
    "/api/v1/bodies/{body_id}/publications",
    "/api/v1/bodies/{body_id}/list",
    "/api/v1/bodies/{body_id}/overlays",
    "/don-vi/{body_id}/nap-danh-sach",
)
"""Asked of the Sở, since a school has none of it."""
DRAFTS = ("/kinds", "/opening", "/mo")
"""Ends of the paths that start from a campaign's draft."""
QUERIES = {
    "GET /phieu-trong": "?bo-chi-so=thangdo.qd-4725@1.0&loai-truong=th&cap-hoc=tieu_hoc",
    "GET /api/v1/editions/{edition_id}/{version}/form": "?kind=th&school_levels=tieu_hoc",
    "GET /don-vi/lap": "?cha=xa",
    "GET /api/v1/campaigns/{campaign_id}/carry-over": f"?edition={NEXT_EDITION}",
}
DOSSIER = "/api/v1/dossiers/{dossier_id}"
PAGE = "/ho-so/{dossier_id}"
STATE: dict[str, S] = {
    f"GET {PAGE}/ban-ky/{{report_id}}": S.AWAITING_SIGNATURE,
    f"POST {PAGE}/ban-ky": S.AWAITING_SIGNATURE,
    f"GET {PAGE}/danh-gia": S.ASSESSING,
    f"POST {PAGE}/danh-gia/{{criterion}}": S.ASSESSING,
    f"POST {PAGE}/tra-bo-sung": S.ASSESSING,
    f"POST {PAGE}/giai-trinh": S.ASSESSED,
    f"POST {PAGE}/giai-trinh/{{objection_id}}/tra-loi": S.OBJECTED,
    f"POST {PAGE}/giai-trinh/{{objection_id}}/quyet-dinh": S.OBJECTED,
    f"POST {PAGE}/phan-cong": S.SUBMITTED,
    f"POST {PAGE}/viec/{{word}}": S.AWAITING_SIGNATURE,
    f"POST {PAGE}/viec/{{word}}#reopen": S.AWAITING_SIGNATURE,
    f"POST {PAGE}/viec/{{word}}#receive": S.SUBMITTED,
    f"POST {PAGE}/viec/{{word}}#send-back": S.SUBMITTED,
    f"POST {PAGE}/viec/{{word}}#recall": S.RECEIVED,
    f"POST {PAGE}/viec/{{word}}#take-back": S.RETURNED,
    f"POST {PAGE}/viec/{{word}}#start": S.RECEIVED,
    f"POST {PAGE}/viec/{{word}}#conclude": S.ASSESSING,
    f"POST {PAGE}/viec/{{word}}#revise": S.PUBLISHED,
    f"POST {DOSSIER}/reopen": S.AWAITING_SIGNATURE,
    f"POST {DOSSIER}/submit": S.AWAITING_SIGNATURE,
    f"GET {DOSSIER}/signed-report": S.AWAITING_SIGNATURE,
    f"POST {DOSSIER}/signed-report": S.AWAITING_SIGNATURE,
    f"GET {DOSSIER}/signed-report/{{report_id}}/file": S.AWAITING_SIGNATURE,
    f"GET {DOSSIER}/snapshots/{{sha256}}": S.AWAITING_SIGNATURE,
    f"GET {DOSSIER}/snapshots/{{sha256}}#external": S.ASSESSED,
    f"POST {DOSSIER}/receive": S.SUBMITTED,
    f"POST {DOSSIER}/send-back": S.SUBMITTED,
    f"PUT {DOSSIER}/assessors": S.SUBMITTED,
    "POST /api/v1/campaigns/{campaign_id}/assessors": S.SUBMITTED,
    "POST /api/v1/campaigns/{campaign_id}/assessors/preview": S.SUBMITTED,
    f"POST {DOSSIER}/recall": S.RECEIVED,
    f"POST {DOSSIER}/returns/taking-back": S.RETURNED,
    f"POST {DOSSIER}/start-external": S.RECEIVED,
    f"GET {DOSSIER}/assessors": S.ASSESSING,
    f"GET {DOSSIER}/comparison#early": S.ASSESSING,
    f"PUT {DOSSIER}/evidence/{{evidence_id}}/verdict": S.ASSESSING,
    f"POST {PAGE}/minh-chung/{{evidence_id}}/y-kien": S.ASSESSING,
    f"GET {DOSSIER}/objections#early": S.ASSESSING,
    f"POST {DOSSIER}/returns": S.ASSESSING,
    f"GET {DOSSIER}/returns": S.ASSESSING,
    f"GET {DOSSIER}/returns/{{return_id}}/changes": S.ASSESSING,
    f"POST {DOSSIER}/conclude": S.ASSESSING,
    f"GET {DOSSIER}/comparison": S.ASSESSED,
    f"POST {DOSSIER}/objections": S.ASSESSED,
    "POST /api/v1/bodies/{body_id}/decisions": S.ASSESSED,
    "POST /quyet-dinh": S.ASSESSED,
    "POST /quyet-dinh/cong-bo": S.RECOGNISED,
    f"GET {DOSSIER}/objections": S.OBJECTED,
    f"PUT {DOSSIER}/objections/{{objection_id}}/answer": S.OBJECTED,
    f"PUT {DOSSIER}/objections/{{objection_id}}/decision": S.OBJECTED,
    f"POST {DOSSIER}/objections/{{objection_id}}/files": S.OBJECTED,
    f"GET {DOSSIER}/objections/{{objection_id}}/files/{{file_id}}": S.OBJECTED,
    f"POST {DOSSIER}/revisions": S.RECOGNISED,
    "POST /api/v1/bodies/{body_id}/publications": S.RECOGNISED,
    "POST /api/v1/decisions/{decision_id}/amendments": S.RECOGNISED,
}
"""The state of the dossier asked for; others ask for one in `drafting`, external sides for one in
`assessing`."""
OF_DECISIONS = ("POST /api/v1/decisions/",)
STEPS = (
    "close",
    "reopen",
    "submit",
    "receive",
    "send-back",
    "recall",
    "start-external",
    "conclude",
    "returns",
    "returns/taking-back",
    "revisions",
    "objections",
)
OF_DOSSIERS = {*(f"POST {DOSSIER}/{step}" for step in STEPS), f"PUT {DOSSIER}/assessors"}
"""Routes whose If-Match is the version of the decision, and of the dossier."""
DAY = clock.today().isoformat()
LAST = (clock.today() + timedelta(days=90)).isoformat()
LATER = (clock.today() + timedelta(days=60)).isoformat()
PERIOD = {"on": DAY}
REASON = {"reason": "Lý do minh họa"}
TEXT = {"text": "Minh họa"}
BODY = "/api/v1/bodies/{body_id}"
CAMPAIGN = "/api/v1/campaigns/{campaign_id}"
DECISION = "/api/v1/decisions/{decision_id}"
IMPORT = "/api/v1/imports/{import_id}"
TABLES = "/nhap-du-lieu/{import_id}"

JSON: dict[str, dict[str, Any]] = {
    f"POST {DOSSIER}/evidence-last-year": {},
    f"PUT {DOSSIER}/evidence/{{evidence_id}}/verdict": {"verdict": "accepted"},
    f"POST {DOSSIER}/evidence-confirmations": {"all": True},
    f"POST {DOSSIER}/evidence-checklist": {"code": "1.4", "number": 1},
    f"POST {DOSSIER}/evidence": {"status": "present", "title": "Minh họa", "links": ["1.4"]},
    f"POST {DOSSIER}/evidence/{{evidence_id}}/files/{{revision}}/erasure": {"reason": "Minh họa"},
    f"PUT {DOSSIER}/evidence/{{evidence_id}}": {"status": "absent", "title": "Minh họa"},
    "PUT /api/v1/me/password": {"current": PASSWORD, "new": "một câu mật khẩu khác"},
    "POST /api/v1/me/tokens": {"name": "Minh họa", "scopes": ["read"]},
    "POST /api/v1/accounts/{account_id}/grants": {"role": "school_editor", "body_id": HERE},
    "POST /api/v1/invitations": {
        "email": "a@truong.example",
        "name": "Minh họa",
        "role": "school_editor",
        "body_id": HERE,
    },
    "POST /api/v1/body-kinds": {"code": "moi", "title": "Minh họa"},
    "PATCH /api/v1/body-kinds/{code}": {"title": "Minh họa"},
    "POST /api/v1/reorganisations": {
        "kind": "merge",
        "on": DAY,
        "predecessors": [HERE, NEXT],
        "successors": [HERE],
    },
    "POST /api/v1/handovers": {"from_body_id": "th8", "to_body_id": HERE, **REASON},
    "POST /api/v1/bodies": {"kind": "th", "name": "Minh họa", "parent_id": "xa", "on": DAY},
    f"PATCH {BODY}": {"school_levels": []},
    f"PUT {BODY}/name": {"name": "Minh họa", **PERIOD},
    f"PUT {BODY}/code": {"code": "MH1", **PERIOD},
    f"PUT {BODY}/parent": {"parent_id": "so", **PERIOD},
    f"PUT {BODY}/assessing": {"assessing_id": None, **PERIOD},
    f"PUT {BODY}/officer": {"duty": "head", "person": None, **PERIOD},
    f"PUT {BODY}/dissolution": {**PERIOD, **REASON},
    "POST /api/v1/campaigns": {"owner_id": "so", "school_year": "2026-2027", "title": "Minh họa"},
    f"PATCH {CAMPAIGN}": {"title": "Minh họa"},
    f"PUT {CAMPAIGN}/kinds": {"edition_sha256": "{edition_sha256}", "kind": "th"},
    f"PUT {CAMPAIGN}/deadlines": {"kind": "th", "self_deadline": None, "external_deadline": None},
    f"POST {CAMPAIGN}/bodies": {},
    f"POST {CAMPAIGN}/packages": {"documents": ["evidence"]},
    f"POST {CAMPAIGN}/carry-over": {"edition": NEXT_EDITION, "fingerprint": "{fingerprint}"},
    "POST /api/v1/index/editions/{sha256}/withdrawal": REASON,
    f"POST {DOSSIER}/last-year": {},
    f"POST {DOSSIER}/confirmations": {"all": True},
    f"POST {CAMPAIGN}/extensions": {
        "body_id": HERE,
        "deadline": {"day": LATER, "meaning": "by"},
        **REASON,
    },
    f"POST {DOSSIER}/reopen": REASON,
    f"PATCH {DOSSIER}/{{side:side}}/answers": {},
    f"PUT {DOSSIER}/{{side:side}}/answers/{{item}}": {},
    f"POST {DOSSIER}/{{side:side}}/what-if": {"target": 2},
    f"POST {DOSSIER}/{{side:side}}/form/{{upload_id}}/confirm": {},
    f"POST {DOSSIER}/send-back": REASON,
    f"POST {DOSSIER}/recall": REASON,
    f"POST {DOSSIER}/returns": {"by": LATER, "criteria": [{"criterion": "1.3", **REASON}]},
    f"POST {DOSSIER}/returns/taking-back": REASON,
    f"POST {DOSSIER}/revisions": REASON,
    f"POST {DOSSIER}/objections": {"objections": [{"criterion": "1.3", **TEXT}]},
    f"PUT {DOSSIER}/objections/{{objection_id}}/answer": TEXT,
    f"PUT {DOSSIER}/objections/{{objection_id}}/decision": {"upheld": False, **TEXT},
    f"PUT {DOSSIER}/assessors": {"members": []},
    f"POST {BODY}/decisions": {
        "campaign_id": "{campaign_id}",
        "number": "1/QĐ",
        "signed_on": DAY,
        "signer": "Minh họa",
        "lines": [{"dossier_id": "{dossier_id}"}],
    },
    f"POST {DECISION}/amendments": {
        "campaign_id": "{campaign_id}",
        "number": "1/QĐ",
        "signed_on": DAY,
        "signer": "Minh họa",
        "lines": [{"dossier_id": "{dossier_id}"}],
    },
    f"POST {DECISION}/revoke": REASON,
    f"POST {BODY}/publications": {"campaign_id": "{campaign_id}"},
    f"PUT {IMPORT}/mapping": {"columns": {"{import_layout}": {"Tên đơn vị": "name"}}},
    f"POST {IMPORT}/confirm": {"fingerprint": "{import_fingerprint}"},
    f"POST {IMPORT}/undo": {},
}
FORMS: dict[str, dict[str, str]] = {
    f"POST {PAGE}/tra-loi/{{criterion}}": {"sent": "1"},
    f"POST {PAGE}/danh-gia/{{criterion}}": {"sent": "1"},
    f"POST {PAGE}/bao-cao": {"sent": "1"},
    f"POST {TABLES}/cot": {"c-0-0": "code"},
    f"POST {TABLES}/chay-thu": {"sent": "1"},
    f"POST {TABLES}/xac-nhan": {"fingerprint": "{import_fingerprint}"},
    f"POST {TABLES}/hoan-tac": {"rest": "1"},
    f"POST {TABLES}/bo": {"sent": "1"},
    f"POST {PAGE}/phieu/{{side}}/{{upload_id}}": {"mark": "{mark}"},
    f"POST {PAGE}/phieu/{{side}}/{{upload_id}}/bo": {"bo": "1"},
    f"POST {PAGE}/tra-bo-sung": {
        "version": "{dossier_version}",
        "by": LATER,
        "reason-1.3": "Minh họa",
    },
    f"POST {PAGE}/viec/{{word}}": {"version": "{dossier_version}", **REASON},
    f"POST {PAGE}/giai-trinh": {"version": "{dossier_version}", "criterion": "1.3", **TEXT},
    f"POST {PAGE}/giai-trinh/{{objection_id}}/tra-loi": {"version": "1", **TEXT},
    f"POST {PAGE}/giai-trinh/{{objection_id}}/quyet-dinh": {
        "version": "2",
        "upheld": "no",
        **TEXT,
    },
    f"POST {PAGE}/phan-cong": {"version": "{dossier_version}"},
    f"POST {PAGE}/minh-chung/{{evidence_id}}/y-kien": {"version": "0", "verdict": "accepted"},
    f"POST {PAGE}/minh-chung-nam-truoc": {"source": ""},
    f"POST {PAGE}/minh-chung-nam-truoc/xac-nhan": {"all": "1"},
    f"POST {PAGE}/goi-y-minh-chung": {"code": "1.4", "number": "1"},
    f"POST {PAGE}/minh-chung": {"title": "Minh họa", "status": "present", "link-1.4": "1"},
    f"POST {PAGE}/minh-chung/{{evidence_id}}": {
        "title": "Minh họa",
        "status": "present",
        "version": "1",
    },
    f"POST {PAGE}/minh-chung/{{evidence_id}}/go": {"version": "1"},
    "POST /tai-khoan/ma-truy-cap": {"name": "Minh họa", "days": "30", "scope-read": "1"},
    "POST /tai-khoan/mat-khau": {
        "current": PASSWORD,
        "password": "một câu mật khẩu khác",
        "again": "một câu mật khẩu khác",
    },
    "POST /dang-nhap": {"email": "spare@truong.example", "password": PASSWORD, "tiep": "/"},
    "POST /dat-lai-mat-khau/{secret}": {
        "password": "một câu mật khẩu khác",
        "again": "một câu mật khẩu khác",
    },
    "POST /loi-moi/{secret}": {
        "name": "Minh họa",
        "password": "một câu mật khẩu khác",
        "again": "một câu mật khẩu khác",
    },
    "POST /thiet-lap/{secret}": {
        "email": "a@so.example",
        "name": "Minh họa",
        "password": "một câu mật khẩu khác",
        "again": "một câu mật khẩu khác",
    },
    "POST /dot-danh-gia/moi": {
        "edition": "{edition_sha256}",
        "kind-th": "1",
        "owner": "so",
        "title": "Minh họa",
        "year": "2026-2027",
        "day": LATER,
        "external": LAST,
        "meaning": "by",
    },
    "POST /dot-danh-gia/{campaign_id}/mo": {"version": "1"},
    "POST /dot-danh-gia/{campaign_id}/xuat-du-lieu": {"van-ban-evidence": "1"},
    "POST /dot-danh-gia/{campaign_id}/dong": {"version": "1", "sure": "1"},
    "POST /dot-danh-gia/{campaign_id}/gia-han": {
        "body": HERE,
        "day": LATER,
        "meaning": "by",
        "reason": "Minh họa",
    },
    "POST /quyet-dinh": {
        "body": "so",
        "campaign": "{campaign_id}",
        "number": "1/QĐ",
        "signed_on": DAY,
        "signer": "Minh họa",
        "hs-{dossier_id}": "1",
    },
    "POST /quyet-dinh/cong-bo": {"body": "so", "campaign": "{campaign_id}"},
    "POST /don-vi/lap": {"kind": "th", "name": "Minh họa", "on": DAY, "parent": "xa"},
    "POST /don-vi/{body_id}/ten": {"name": "Minh họa", "on": DAY, "version": "1"},
    "POST /don-vi/{body_id}/nguoi": {"duty": "head", "on": DAY, "version": "1"},
}
FORMULAR = {
    "POST /ket-qua": {},
    "POST /tai-ve": {"format": "pdf"},
    "POST /api/v1/score": {},
    "POST /api/v1/what-if": {"target": "3"},
    "POST /api/v1/reports": {"format": "pdf"},
}
"""Routes that take a filled form, and what is sent beside it."""
FORM = forms.filled("0.7")
TEAMS = (
    "Mã trường;E-mail đánh giá viên;Trưởng đoàn;Đoàn\r\n"
    "79000001;assessor@truong.example;;Đoàn 2\r\n"
    "79000001;lead@truong.example;x;Đoàn 2\r\n"
).encode()
BODIES = "Mã;Tên;Loại\r\n79000123;Trường minh họa;th\r\n".encode()
UPLOADS: dict[str, dict[str, Any]] = {
    "/api/v1/imports": {
        "data": {"kind": "bodies", "body_id": "so"},
        "files": {"file": ("ds.csv", BODIES, "text/csv")},
    },
    "/nhap-du-lieu": {
        "data": {"kind": "bodies", "body_id": "so"},
        "files": {"file": ("ds.csv", BODIES, "text/csv")},
    },
    f"{DOSSIER}/evidence/{{evidence_id}}/files": {"files": FILE},
    f"{DOSSIER}/signed-report": {"files": FILE},
    f"{DOSSIER}/objections/{{objection_id}}/files": {"files": FILE},
    f"{BODY}/list-preview": {"files": {"file": ("ds.csv", BODIES, "text/csv")}},
    f"{BODY}/overlays": {
        "files": {"file": ("o.yaml", OVERLAY)},
        "data": {"edition": "thangdo.qd-4725@1.0"},
    },
    "/api/v1/index/editions": {"files": {"file": ("b.yaml", text(version="1.4"))}},
    f"{BODY}/list": {"files": {"file": ("ds.csv", BODIES, "text/csv")}},
    f"{CAMPAIGN}/assessors": {"files": {"file": ("dgv.csv", TEAMS, "text/csv")}},
    f"{CAMPAIGN}/assessors/preview": {"files": {"file": ("dgv.csv", TEAMS, "text/csv")}},
    f"{DECISION}/file": {"files": FILE},
    "/don-vi/{body_id}/nap-danh-sach": {"files": {"file": ("ds.csv", BODIES, "text/csv")}},
    f"{PAGE}/minh-chung/{{evidence_id}}/tep": {"files": FILE},
    f"{PAGE}/ban-ky": {"files": FILE},
    f"{DOSSIER}/{{side:side}}/form": {"files": BLANK},
    f"{PAGE}/phieu/{{side}}": {"files": BLANK},
}
"""Routes that take a file."""
TUS = {"Tus-Resumable": "1.0.0"}
PIECES: dict[str, dict[str, Any]] = {
    f"POST {DOSSIER}/evidence/{{evidence_id}}/uploads": {
        "headers": {**TUS, "Upload-Length": "1000", "Upload-Metadata": "filename YS5wZGY="}
    },
    f"PATCH {DOSSIER}/evidence/{{evidence_id}}/uploads/{{upload_id}}": {
        "headers": {
            **TUS,
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        },
        "content": b"%PDF-1.7",
    },
    f"DELETE {DOSSIER}/evidence/{{evidence_id}}/uploads/{{upload_id}}": {"headers": TUS},
}
"""Routes of resumable uploads."""


def state_of(route: str) -> S:
    """From which state of a dossier the route is asked."""
    return STATE.get(route, S.ASSESSING if route.endswith("#external") else S.DRAFTING)


def address(route: str, things: Mapping[str, str]) -> str:
    """A route's address with everything in it filled in; what nobody made is called `minhhoa`."""
    path = split(route)[1]
    known = {**PATHS, **things}
    if path.startswith(AT_SO):
        known["body_id"] = "so"
    if path.endswith(DRAFTS) or "/kinds/" in path:
        known["campaign_id"] = things["draft_id"]
    if route.endswith("#external"):
        known["side:side"] = "external"
    known |= {name: _filled(value, things) for name, value in AT.get(route, {}).items()}
    return _filled(path, known) + QUERIES.get(route, "")


def brought(route: str, things: Mapping[str, str]) -> dict[str, Any]:
    """What a request to the route brings, as the client takes it."""
    method, path = split(route)
    plain = f"{method} {path}"
    if plain in PIECES:
        return {**PIECES[plain], "headers": dict(PIECES[plain]["headers"])}
    headers = {"If-Match": f'"{_version(plain, things)}"'}
    if route in JSON or plain in JSON:
        return {"headers": headers, "json": _all_filled(JSON.get(route, JSON.get(plain)), things)}
    if plain in FORMS:
        return {"data": _all_filled(FORMS[plain], things)}
    if plain in FORMULAR:
        return {"data": FORMULAR[plain], "files": {"form": ("p.xlsx", FORM)}}
    if method == "POST" and path in UPLOADS:
        return {"headers": headers, **UPLOADS[path]}
    return {"headers": headers}


def _version(plain: str, things: Mapping[str, str]) -> str:
    if plain.startswith(OF_DECISIONS):
        return things["decision_version"]
    if plain.endswith("{upload_id}/confirm"):
        return things.get("mark", "0" * 16)
    if plain.endswith("/verdict"):
        return "0"
    if "{objection_id}/decision" in plain:
        return "2"
    return things["dossier_version"] if plain in OF_DOSSIERS else "1"


def _filled(text: str, things: Mapping[str, str]) -> str:
    return re.sub(r"\{([^}]+)\}", lambda found: things.get(found[1], "minhhoa"), text)


def _all_filled(value: Any, things: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return _filled(value, things)
    if isinstance(value, dict):
        return {_filled(name, things): _all_filled(one, things) for name, one in value.items()}
    return [_all_filled(one, things) for one in value] if isinstance(value, list) else value
