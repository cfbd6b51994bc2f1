"""For every route behind a sign-in: what a well-shaped request brings, whoever sends it."""

import re
from typing import Any

PATHS = {
    "body_id": "truong",
    "campaign_id": "dot",
    "dossier_id": "hosotruong",
    "side:side": "self",
    "side": "self",
    "item": "1.1",
    "document": "pdf",
    "sha256": "0" * 64,
    "revision": "1",
    "kind": "th",
    "code": "th",
}
DAY = "2026-03-02"
FILE = {"file": ("minh-hoa.pdf", b"%PDF-1.4 minh hoa", "application/pdf")}
PERIOD = {"on": DAY}
REASON = {"reason": "Lý do minh họa"}
TEXT = {"text": "Minh họa"}
BODY = "/api/v1/bodies/{body_id}"
CAMPAIGN = "/api/v1/campaigns/{campaign_id}"
DOSSIER = "/api/v1/dossiers/{dossier_id}"
DECISION = "/api/v1/decisions/{decision_id}"

JSON: dict[str, dict[str, Any]] = {
    f"POST {DOSSIER}/evidence": {"status": "absent", "title": "Minh họa"},
    f"PUT {DOSSIER}/evidence/{{evidence_id}}": {"status": "absent", "title": "Minh họa"},
    "PUT /api/v1/me/password": {"current": "sai", "new": "một câu mật khẩu khác"},
    "POST /api/v1/me/tokens": {"name": "Minh họa", "scopes": ["read"]},
    "POST /api/v1/accounts/{account_id}/grants": {"role": "auditor", "body_id": "truong"},
    "POST /api/v1/invitations": {
        "email": "a@truong.example",
        "name": "Minh họa",
        "role": "auditor",
        "body_id": "truong",
    },
    "POST /api/v1/body-kinds": {"code": "moi", "title": "Minh họa"},
    "PATCH /api/v1/body-kinds/{code}": {"title": "Minh họa"},
    "POST /api/v1/reorganisations": {
        "kind": "merge",
        "on": DAY,
        "predecessors": ["truong", "khac"],
        "successors": ["truong"],
    },
    "POST /api/v1/handovers": {"from_body_id": "truong", "to_body_id": "khac", **REASON},
    "POST /api/v1/bodies": {"kind": "th", "name": "Minh họa", "parent_id": "phong", "on": DAY},
    f"PATCH {BODY}": {"school_levels": []},
    f"PUT {BODY}/name": {"name": "Minh họa", **PERIOD},
    f"PUT {BODY}/code": {"code": "MH1", **PERIOD},
    f"PUT {BODY}/parent": {"parent_id": "so", **PERIOD},
    f"PUT {BODY}/assessing": {"assessing_id": None, **PERIOD},
    f"PUT {BODY}/officer": {"duty": "head", "person": None, **PERIOD},
    f"PUT {BODY}/dissolution": {**PERIOD, **REASON},
    "POST /api/v1/campaigns": {"owner_id": "so", "school_year": "2026-2027", "title": "Minh họa"},
    f"PATCH {CAMPAIGN}": {"title": "Minh họa"},
    f"PUT {CAMPAIGN}/kinds": {"edition_sha256": "0" * 64, "kind": "th"},
    f"PUT {CAMPAIGN}/deadlines": {"kind": "th", "self_deadline": None, "external_deadline": None},
    f"POST {CAMPAIGN}/bodies": {},
    f"POST {CAMPAIGN}/extensions": {
        "body_id": "truong",
        "deadline": {"day": DAY, "meaning": "by"},
        **REASON,
    },
    f"POST {DOSSIER}/reopen": REASON,
    f"PATCH {DOSSIER}/{{side:side}}/answers": {},
    f"PUT {DOSSIER}/{{side:side}}/answers/{{item}}": {},
    f"POST {DOSSIER}/{{side:side}}/what-if": {"target": 2},
    f"POST {DOSSIER}/send-back": REASON,
    f"POST {DOSSIER}/recall": REASON,
    f"POST {DOSSIER}/returns": {"by": DAY, "criteria": [{"criterion": "1.1", **REASON}]},
    f"POST {DOSSIER}/revisions": REASON,
    f"POST {DOSSIER}/objections": {"objections": [{"criterion": "1.1", **TEXT}]},
    f"PUT {DOSSIER}/objections/{{objection_id}}/answer": TEXT,
    f"PUT {DOSSIER}/objections/{{objection_id}}/decision": {"upheld": False, **TEXT},
    f"PUT {DOSSIER}/assessors": {"members": []},
    f"POST {BODY}/decisions": {
        "campaign_id": "dot",
        "number": "1/QĐ",
        "signed_on": DAY,
        "signer": "Minh họa",
        "lines": [{"dossier_id": "hosotruong"}],
    },
    f"POST {DECISION}/amendments": {
        "campaign_id": "dot",
        "number": "1/QĐ",
        "signed_on": DAY,
        "signer": "Minh họa",
        "lines": [{"dossier_id": "hosotruong"}],
    },
    f"POST {DECISION}/revoke": REASON,
    f"POST {BODY}/publications": {"campaign_id": "dot"},
}
FORMS: dict[str, dict[str, str]] = {
    "POST /tai-khoan/ma-truy-cap": {"name": "Minh họa", "days": "30", "scope-read": "1"},
    "POST /tai-khoan/mat-khau": {"current": "sai", "password": "câu khác", "again": "câu khác"},
    "POST /dot-danh-gia/moi": {
        "edition": "0" * 64,
        "kind-th": "1",
        "owner": "so",
        "title": "Minh họa",
        "year": "2026-2027",
        "day": DAY,
        "external": DAY,
        "meaning": "by",
    },
    "POST /dot-danh-gia/{campaign_id}/mo": {"version": "1"},
    "POST /dot-danh-gia/{campaign_id}/dong": {"version": "1", "sure": "1"},
    "POST /dot-danh-gia/{campaign_id}/gia-han": {
        "body": "truong",
        "day": DAY,
        "meaning": "by",
        "reason": "Minh họa",
    },
    "POST /don-vi/lap": {"kind": "th", "name": "Minh họa", "on": DAY, "parent": "phong"},
    "POST /don-vi/{body_id}/ten": {"name": "Minh họa", "on": DAY, "version": "1"},
    "POST /don-vi/{body_id}/nguoi": {"duty": "head", "on": DAY, "version": "1"},
}
UPLOADS = {
    f"{DOSSIER}/evidence/{{evidence_id}}/files",
    f"{DOSSIER}/signed-report",
    f"{BODY}/list-preview",
    f"{BODY}/list",
    f"{CAMPAIGN}/assessors",
    f"{CAMPAIGN}/assessors/preview",
    f"{DECISION}/file",
    "/don-vi/{body_id}/nap-danh-sach",
}


def address(path: str) -> str:
    """A route's address with everything in it filled in; what nobody made is called `minhhoa`."""
    return re.sub(r"\{([^}]+)\}", lambda found: PATHS.get(found[1], "minhhoa"), path)


def brought(route: str) -> dict[str, Any]:
    """What a request to the route brings, as the client takes it."""
    path = route.partition(" ")[2]
    headers = {"If-Match": '"1"'}
    if route in JSON:
        return {"headers": headers, "json": JSON[route]}
    if route in FORMS:
        return {"data": FORMS[route]}
    if route.startswith("POST ") and path in UPLOADS:
        return {"headers": headers, "files": FILE}
    return {"headers": headers}
