"""Everything that can be done, what a token needs for it, and in which states it makes sense."""

from enum import StrEnum

from app.accounts.actor import Scope
from app.dossiers.models import DossierState


class Act(StrEnum):
    """One thing somebody may or may not do."""

    # with a dossier
    READ = "read"
    READ_EXTERNAL = "read_external"
    WRITE_SELF = "write_self"
    APPROVE = "approve"
    CLOSE = "close"
    SIGN = "sign"
    SUBMIT = "submit"
    REOPEN = "reopen"
    OBJECT = "object"
    RECEIVE = "receive"
    SEND_BACK = "send_back"
    RECALL = "recall"
    ASSIGN = "assign"
    START_EXTERNAL = "start_external"
    WRITE_EXTERNAL = "write_external"
    RETURN = "return"
    TAKE_BACK = "take_back"
    CONCLUDE = "conclude"
    ANSWER_OBJECTION = "answer_objection"
    DECIDE_OBJECTION = "decide_objection"
    RECOGNISE = "recognise"
    PUBLISH = "publish"
    REVISE = "revise"
    IMPORT = "import"
    ERASE = "erase"
    # with a body
    READ_BODY = "read_body"
    EDIT_OFFICERS = "edit_officers"
    MANAGE_BODIES = "manage_bodies"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_OVERLAYS = "manage_overlays"
    CREATE_CAMPAIGN = "create_campaign"
    ISSUE_DECISION = "issue_decision"
    IMPORT_RESULTS = "import_results"
    READ_AUDIT = "read_audit"
    # with a campaign
    READ_CAMPAIGN = "read_campaign"
    RUN_CAMPAIGN = "run_campaign"
    # with the installation
    MANAGE_INSTALLATION = "manage_installation"
    MANAGE_EDITIONS = "manage_editions"
    MANAGE_ACCOUNTS = "manage_accounts"


S = DossierState

ALWAYS = frozenset(DossierState)
CONCLUDED = frozenset({S.ASSESSED, S.OBJECTED, S.RECOGNISED, S.PUBLISHED})
"""When the school may see what the assessors found."""

STATES: dict[Act, frozenset[DossierState]] = {
    Act.READ: ALWAYS,
    Act.READ_EXTERNAL: ALWAYS,
    Act.WRITE_SELF: frozenset({S.DRAFTING, S.RETURNED}),
    Act.APPROVE: frozenset({S.DRAFTING, S.AWAITING_SIGNATURE, S.RETURNED}),
    Act.CLOSE: frozenset({S.DRAFTING, S.RETURNED}),
    Act.SIGN: frozenset({S.AWAITING_SIGNATURE}),
    Act.SUBMIT: frozenset({S.AWAITING_SIGNATURE}),
    Act.REOPEN: frozenset({S.AWAITING_SIGNATURE}),
    Act.OBJECT: frozenset({S.ASSESSED, S.OBJECTED}),
    Act.RECEIVE: frozenset({S.SUBMITTED}),
    Act.SEND_BACK: frozenset({S.SUBMITTED}),
    Act.RECALL: frozenset({S.RECEIVED}),
    Act.ASSIGN: frozenset({S.SUBMITTED, S.RECEIVED, S.ASSESSING, S.RETURNED, S.OBJECTED}),
    Act.START_EXTERNAL: frozenset({S.RECEIVED}),
    Act.WRITE_EXTERNAL: frozenset({S.ASSESSING}),
    Act.RETURN: frozenset({S.ASSESSING}),
    Act.TAKE_BACK: frozenset({S.RETURNED}),
    Act.CONCLUDE: frozenset({S.ASSESSING}),
    Act.ANSWER_OBJECTION: frozenset({S.OBJECTED}),
    Act.DECIDE_OBJECTION: frozenset({S.OBJECTED}),
    Act.RECOGNISE: frozenset({S.ASSESSED}),
    Act.PUBLISH: frozenset({S.RECOGNISED}),
    Act.REVISE: frozenset({S.RECOGNISED, S.PUBLISHED}),
    Act.IMPORT: frozenset({S.DRAFTING, S.SUBMITTED, S.ASSESSING}),
    Act.ERASE: ALWAYS,
}
"""Acts with a dossier, and the states from which they start."""

_READING = {
    Act.READ,
    Act.READ_EXTERNAL,
    Act.READ_BODY,
    Act.READ_CAMPAIGN,
    Act.READ_AUDIT,
}
_OF_SCHOOLS = {
    Act.WRITE_SELF,
    Act.APPROVE,
    Act.CLOSE,
    Act.SIGN,
    Act.SUBMIT,
    Act.REOPEN,
    Act.OBJECT,
}
_OF_ASSESSORS = {
    Act.RECEIVE,
    Act.SEND_BACK,
    Act.RECALL,
    Act.ASSIGN,
    Act.START_EXTERNAL,
    Act.WRITE_EXTERNAL,
    Act.RETURN,
    Act.TAKE_BACK,
    Act.CONCLUDE,
    Act.ANSWER_OBJECTION,
    Act.DECIDE_OBJECTION,
}


def scope_of(act: Act) -> Scope:
    """What a token must be allowed to do for this act."""
    if act in _READING:
        return Scope.READ
    if act in _OF_SCHOOLS:
        return Scope.ANSWERS
    return Scope.ASSESS if act in _OF_ASSESSORS else Scope.MANAGE
