"""Names in the description of the API, made for the programs that are generated from it.

An operation is called as its function is, unless two are or the function's name says too little
away from its module; a tag is an English word (what people read is its description); two schemas
of one name get the name of their subject before it.
"""

import re
from collections.abc import Iterator
from typing import Any

TAGS = {
    "Bộ chỉ số": "editions",
    "Bộ chỉ số của hệ thống": "index",
    "Báo cáo đã ký": "signed_reports",
    "Bảng nhiều trường": "tables",
    "Chuyển bộ chỉ số": "carry_over",
    "Chấm điểm": "assessments",
    "Câu trả lời": "answers",
    "Công nhận và công bố": "recognition",
    "Dịch vụ": "service",
    "Giải trình": "objections",
    "Gói văn bản": "packages",
    "Gửi tệp nhiều lần": "uploads",
    "Hồ sơ": "dossiers",
    "Minh chứng": "evidence",
    "Người dùng": "people",
    "Nhập bảng tính": "imports",
    "Nhật ký": "audit",
    "Phiếu": "forms",
    "Phân công đánh giá": "assignment",
    "Văn bản": "documents",
    "Đánh giá ngoài": "external",
    "Đơn vị": "bodies",
    "Đợt đánh giá": "campaigns",
}
_BODY, _DOSSIER = "/api/v1/bodies/{body_id}", "/api/v1/dossiers/{dossier_id}"
_CAMPAIGN, _DECISION = "/api/v1/campaigns/{campaign_id}", "/api/v1/decisions/{decision_id}"
_INDEX = "/api/v1/index/editions"
_IMPORT = "/api/v1/imports/{import_id}"
_UPLOADS = f"{_DOSSIER}/evidence/{{evidence_id}}/uploads"
OPERATIONS = {
    "GET /healthz": "check_health",
    "GET /api/v1/editions": "list_shipped_editions",
    "GET /api/v1/editions/{edition_id}": "list_edition_versions",
    "GET /api/v1/editions/{edition_id}/{version}": "get_edition",
    "GET /api/v1/editions/{edition_id}/{version}/source": "download_edition_source",
    "GET /api/v1/editions/{edition_id}/{version}/form": "download_blank_form",
    "POST /api/v1/score": "score_answers",
    "POST /api/v1/what-if": "plan_for_answers",
    "POST /api/v1/reports": "print_report",
    f"POST {_INDEX}": "propose_edition",
    f"GET {_INDEX}/{{sha256}}": "get_stored_edition",
    f"GET {_INDEX}/{{sha256}}/source": "download_stored_edition",
    f"POST {_INDEX}/{{sha256}}/approval": "approve_edition",
    f"POST {_INDEX}/{{sha256}}/activation": "activate_edition",
    f"POST {_INDEX}/{{sha256}}/withdrawal": "withdraw_edition",
    f"GET {_DOSSIER}/{{side}}/answers": "list_answers",
    f"PATCH {_DOSSIER}/{{side}}/answers": "save_answers",
    f"GET {_DOSSIER}/{{side}}/answers/{{item}}": "get_answer",
    f"GET {_DOSSIER}/{{side}}/sheet": "get_sheet",
    f"POST {_DOSSIER}/{{side}}/what-if": "plan_for_dossier",
    f"GET {_DOSSIER}/texts": "list_texts",
    "GET /api/v1/me": "who_am_i",
    "GET /api/v1/me/tokens": "list_my_tokens",
    "GET /api/v1/accounts": "list_accounts",
    "GET /api/v1/accounts/{account_id}": "get_account",
    "POST /api/v1/accounts/{account_id}/grants": "grant_role",
    "POST /api/v1/accounts/{account_id}/disable": "disable_account",
    "POST /api/v1/accounts/{account_id}/enable": "enable_account",
    "POST /api/v1/accounts/{account_id}/reset-link": "make_reset_link",
    "DELETE /api/v1/grants/{grant_id}": "revoke_role",
    "POST /api/v1/invitations": "invite_person",
    "GET /api/v1/audit/installation": "audit_of_installation",
    "GET /api/v1/audit/bodies/{body_id}": "audit_of_body",
    "GET /api/v1/audit/dossiers/{dossier_id}": "audit_of_dossier",
    "GET /api/v1/audit/dossiers/{dossier_id}/access": "access_to_dossier",
    f"GET {_INDEX}": "list_stored_editions",
    f"GET {_BODY}": "get_body",
    f"GET {_BODY}/history": "get_body_history",
    f"GET {_BODY}/officers": "download_officers",
    f"GET {_CAMPAIGN}": "get_campaign",
    f"GET {_CAMPAIGN}/progress": "get_progress",
    f"GET {_CAMPAIGN}/results-template.xlsx": "download_results_template",
    f"GET {_CAMPAIGN}/results.xlsx": "download_results",
    f"GET {_CAMPAIGN}/province.xlsx": "download_province",
    f"GET {_CAMPAIGN}/levels.{{form}}": "download_levels",
    "GET /api/v1/packages/{package_id}": "get_package",
    "GET /api/v1/packages/{package_id}/content": "download_package",
    f"GET {_CAMPAIGN}/late-list": "download_late_list",
    f"GET {_DOSSIER}/{{side}}/form/{{upload_id}}": "get_form_preview",
    f"OPTIONS {_UPLOADS}": "upload_capabilities",
    f"POST {_UPLOADS}": "begin_upload",
    f"GET {_UPLOADS}/{{upload_id}}": "get_upload",
    f"PATCH {_UPLOADS}/{{upload_id}}": "continue_upload",
    f"DELETE {_UPLOADS}/{{upload_id}}": "give_up_upload",
    f"POST {_BODY}/list-preview": "preview_body_list",
    f"POST {_BODY}/list": "load_body_list",
    f"POST {_CAMPAIGN}/extensions": "extend_deadline",
    f"GET {_CAMPAIGN}/carry-over": "preview_carry_over",
    f"POST {_CAMPAIGN}/carry-over": "apply_carry_over",
    f"GET {_CAMPAIGN}/assessors": "list_workload",
    f"POST {_CAMPAIGN}/assessors/preview": "preview_assignment_list",
    f"POST {_CAMPAIGN}/assessors": "load_assignment_list",
    f"GET {_CAMPAIGN}/published": "list_published",
    f"GET {_DOSSIER}": "get_dossier",
    f"GET {_DOSSIER}/readiness": "get_readiness",
    f"POST {_DOSSIER}/close": "close_dossier",
    f"POST {_DOSSIER}/reopen": "reopen_dossier",
    f"POST {_DOSSIER}/submit": "submit_dossier",
    f"GET {_DOSSIER}/history": "list_states",
    f"GET {_DOSSIER}/audit": "list_trail",
    f"GET {_DOSSIER}/last-year": "preview_last_year",
    f"POST {_DOSSIER}/last-year": "take_last_year",
    f"POST {_DOSSIER}/confirmations": "confirm_answers",
    f"POST {_DOSSIER}/receive": "receive_dossier",
    f"POST {_DOSSIER}/send-back": "send_back_dossier",
    f"POST {_DOSSIER}/recall": "recall_dossier",
    f"POST {_DOSSIER}/start-external": "start_external",
    f"POST {_DOSSIER}/conclude": "conclude_external",
    f"GET {_DOSSIER}/comparison": "compare_sides",
    f"POST {_DOSSIER}/returns": "return_criteria",
    f"GET {_DOSSIER}/returns": "list_returns",
    f"POST {_DOSSIER}/returns/taking-back": "take_back_return",
    f"GET {_DOSSIER}/returns/{{return_id}}/changes": "list_changes_since_return",
    "GET /api/v1/returned-dossiers": "list_returned_dossiers",
    f"POST {_DOSSIER}/revisions": "open_revision",
    f"GET {_DOSSIER}/objections": "list_objections",
    f"POST {_DOSSIER}/objections": "raise_objections",
    f"PUT {_DOSSIER}/objections/{{objection_id}}/answer": "answer_objection",
    f"PUT {_DOSSIER}/objections/{{objection_id}}/decision": "decide_objection",
    f"POST {_DOSSIER}/objections/{{objection_id}}/files": "add_objection_file",
    f"GET {_DOSSIER}/objections/{{objection_id}}/files/{{file_id}}": "download_objection_file",
    f"GET {_DOSSIER}/assessors": "get_team",
    f"PUT {_DOSSIER}/assessors": "assign_team",
    f"GET {_DOSSIER}/snapshots": "list_snapshots",
    f"GET {_DOSSIER}/snapshots/{{sha256}}": "get_snapshot",
    f"POST {_DOSSIER}/evidence/{{evidence_id}}/files": "add_evidence_file",
    f"GET {_DOSSIER}/evidence/{{evidence_id}}": "get_evidence",
    f"GET {_DOSSIER}/evidence/{{evidence_id}}/files/{{revision}}": "download_evidence_file",
    f"GET {_DOSSIER}/evidence/{{evidence_id}}/files/{{revision}}/preview": "preview_evidence_file",
    f"GET {_DOSSIER}/evidence/by-code/{{code}}": "get_evidence_by_code",
    f"GET {_DOSSIER}/evidence.zip": "download_all_evidence",
    f"GET {_DOSSIER}/evidence-gaps": "list_evidence_gaps",
    f"GET {_DOSSIER}/evidence-checklist": "get_evidence_checklist",
    f"POST {_DOSSIER}/evidence-checklist": "take_evidence_suggestion",
    f"GET {_DOSSIER}/evidence-last-year": "preview_last_years_evidence",
    f"POST {_DOSSIER}/evidence-last-year": "take_last_years_evidence",
    f"POST {_DOSSIER}/evidence-confirmations": "confirm_evidence",
    f"GET {_DOSSIER}/evidence-verdicts": "list_evidence_verdicts",
    f"PUT {_DOSSIER}/evidence/{{evidence_id}}/verdict": "judge_evidence",
    f"POST {_DOSSIER}/evidence/{{evidence_id}}/link-check": "check_evidence_link",
    f"GET {_DOSSIER}/signed-report": "list_signed_reports",
    f"POST {_DOSSIER}/signed-report": "add_signed_report",
    f"GET {_DOSSIER}/signed-report/{{report_id}}/file": "download_signed_report",
    f"GET {_BODY}/decisions": "list_decisions",
    f"POST {_BODY}/decisions": "issue_decision",
    f"POST {_BODY}/publications": "publish_levels",
    f"GET {_DECISION}": "get_decision",
    f"GET {_DECISION}/lines": "list_decision_lines",
    f"POST {_DECISION}/amendments": "amend_decision",
    f"POST {_DECISION}/revoke": "revoke_decision",
    f"POST {_DECISION}/file": "add_decision_file",
    f"GET {_DECISION}/file": "download_decision_file",
    f"GET {_IMPORT}/rows": "list_import_rows",
    f"PUT {_IMPORT}/mapping": "map_import_columns",
    f"POST {_IMPORT}/dry-run": "try_import_again",
    f"POST {_IMPORT}/confirm": "confirm_import",
    f"POST {_IMPORT}/undo": "undo_import",
    f"GET {_IMPORT}/file": "download_table",
}


def name(description: dict[str, Any]) -> None:
    """Give everything in a description as FastAPI makes it its name."""
    titles: dict[str, str] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            # FastAPI's own is the function's name with the address and the method behind it.
            function = operation["operationId"].removesuffix(re.sub(r"\W", "_", f"{path}_{method}"))
            operation["operationId"] = OPERATIONS.get(f"{method.upper()} {path}", function)
            tags = operation.get("tags", [])
            titles |= {TAGS.get(tag, tag): tag for tag in tags}
            operation["tags"] = [TAGS.get(tag, tag) for tag in tags]
    description["tags"] = [{"name": tag, "description": title} for tag, title in titles.items()]
    _name_schemas(description)


def _name_schemas(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    renamed = dict(_renamed(schemas))
    for old, new in renamed.items():
        schemas[new] = {**schemas.pop(old), "title": new}
    _point(description, {f"#/components/schemas/{old}": new for old, new in renamed.items()})


def _renamed(schemas: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """`app__index__schemas__ChangeOut` becomes `IndexChangeOut`."""
    for old in schemas:
        parts = old.split("__")
        if len(parts) > 2:  # noqa: PLR2004 - package, subject, name at least
            yield old, parts[1].capitalize() + parts[-1]


def _point(node: Any, renamed: dict[str, str]) -> None:  # noqa: ANN401 - any part of a document
    if isinstance(node, dict):
        if node.get("$ref") in renamed:
            node["$ref"] = f"#/components/schemas/{renamed[node['$ref']]}"
        for value in node.values():
            _point(value, renamed)
    elif isinstance(node, list):
        for value in node:
            _point(value, renamed)
