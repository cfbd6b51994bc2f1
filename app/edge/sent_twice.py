"""`Idempotency-Key` in the description: every write that keeps its answer says that it takes one.

The other writes are named here, and why a second sending of them does no harm, or cannot be helped:
an answer that tells a secret is not kept, a file is known by its own hash.
"""

from typing import Any

HEADER = "Idempotency-Key"
LONGEST = 100
_DOSSIER, _ACCOUNT = "/api/v1/dossiers/{dossier_id}", "/api/v1/accounts/{account_id}"
_EVIDENCE = f"{_DOSSIER}/evidence/{{evidence_id}}"
ONLY_ASKING = frozenset(
    {
        "POST /api/v1/score",
        "POST /api/v1/what-if",
        "POST /api/v1/reports",
        f"POST {_DOSSIER}/{{side}}/what-if",
        "POST /api/v1/bodies/{body_id}/list-preview",
        "POST /api/v1/campaigns/{campaign_id}/assessors/preview",
    }
)
TELLING_SECRETS = frozenset(
    {
        "POST /api/v1/me/tokens",
        "PUT /api/v1/me/password",
        "POST /api/v1/invitations",
        f"POST {_ACCOUNT}/reset-link",
    }
)
ENDING = frozenset({"DELETE /api/v1/me/tokens/{token_id}", "DELETE /api/v1/grants/{grant_id}"})
"""Done a second time they find nothing left to do."""
BRINGING_FILES = frozenset(
    {
        f"POST {_EVIDENCE}/files",
        f"POST {_EVIDENCE}/uploads",
        f"PATCH {_EVIDENCE}/uploads/{{upload_id}}",
        f"DELETE {_EVIDENCE}/uploads/{{upload_id}}",
        f"POST {_DOSSIER}/objections/{{objection_id}}/files",
        f"POST {_DOSSIER}/signed-report",
        f"POST {_DOSSIER}/{{side}}/form",
        "POST /api/v1/decisions/{decision_id}/file",
        "POST /api/v1/imports",
    }
)
WITHOUT = ONLY_ASKING | TELLING_SECRETS | ENDING | BRINGING_FILES
_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST, "title": HEADER},
    "description": "Một giá trị bạn tự chọn cho lần gửi này. Gửi lại đúng yêu cầu này với cùng giá "
    "trị trong hai ngày thì nhận lại câu trả lời cũ, không ghi lần thứ hai.",
}


def takes_key(method: str, path: str) -> bool:
    """Whether a route of the API keeps its answer under the request's key."""
    write = method.upper() not in {"GET", "HEAD", "OPTIONS"} and path.startswith("/api/v1/")
    return write and f"{method.upper()} {path}" not in WITHOUT


def offer(operation: dict[str, Any]) -> None:
    """Let the operation say that it takes a key."""
    operation.setdefault("parameters", []).append(dict(_PARAMETER))
