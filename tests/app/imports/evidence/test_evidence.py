"""Lists of evidence: records into dossiers that may be written, taken back while untouched."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import Session, select

from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.attachments import service
from app.attachments.models import Evidence, EvidenceFile, EvidenceLink
from app.audit.models import AuditRow
from app.campaigns.models import Campaign, CampaignState
from app.dossiers import external
from app.dossiers.errors import DossierLocked
from app.dossiers.importing import Imported, ImportedSide, import_dossier
from app.dossiers.models import Dossier, SideName
from app.dossiers.saving import open_side
from app.imports.errors import ImportRefused, ImportStale
from app.imports.evidence.kind import KIND
from app.imports.models import ImportBatch, ImportKind
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.imports.driving import Drive, brief, dump, told
from tests.statements import counted

ROLES = (
    "code",
    "evidence",
    "title",
    "target",
    "location",
    "format",
    "number",
    "document_date",
    "issuer",
    "holder",
    "status",
    "note",
)
PLAN = "Kế hoạch chuyển đổi số (dữ liệu minh họa)"


class Listing(Drive):
    """Somebody with a list of evidence."""

    def as_(self, name: str, body_id: str) -> "Listing":
        """The same by another person, on behalf of another body."""
        with self.database.reading() as session:
            account = Process.resumed(session).people[name]
        return Listing(self.database, KIND, ImportKind.EVIDENCE, body_id, account, self.campaign_id)

    def pieces(self) -> dict[tuple[str, str], Evidence]:
        """(school, code) to the record."""
        with self.database.reading() as session:
            rows = session.exec(
                select(Evidence, Dossier.body_id).join(
                    Dossier,
                    Dossier.id == Evidence.dossier_id,  # type: ignore[arg-type]  # a condition
                )
            )
            return {(body, one.code): one for one, body in rows}

    def links(self, school: str, code: str) -> list[str]:
        """What a piece serves."""
        piece = self.pieces()[school, code]
        with self.database.reading() as session:
            rows = session.exec(select(EvidenceLink).where(EvidenceLink.evidence_id == piece.id))
            return sorted(one.target for one in rows)

    def last_act(self, school: str) -> str:
        """The last act of the school's chain."""
        with self.database.reading() as session:
            dossier = session.get_one(Dossier, self.dossier(school))
            row = session.get_one(AuditRow, (f"dossier:{dossier.id}", dossier.chain_length))
            return row.act

    def dossier(self, school: str) -> str:
        """The id of its dossier."""
        return f"d{school}{self.campaign_id}"


def row(title: str | None = PLAN, **others: str | None) -> Sequence[str | None]:
    """A row of the list."""
    return [{"title": title, **others}.get(role) for role in ROLES]


def first(**others: str | None) -> Sequence[str | None]:
    """A row of the first school."""
    return row(**{"code": "79000001", "evidence": "MC.1.4.01", **others})


@pytest.fixture
def school(database: Database) -> Listing:
    """th1's editor; th2 was imported, th3 is fresh."""
    with database.writing() as session:
        process = Process(session)
        process.people["admin"] = process.province.person("admin", (Role.SO_ADMINISTRATOR, "so"))
        imported = process.school("th2", "79000002")
        given = Imported("bảng minh họa", ImportedSide({}))
        import_dossier(session, imported, process.campaign, given, process.who("director"))
        process.school("th3", "79000003")
        editor, campaign = process.people["editor"], process.campaign.id
    return Listing(database, KIND, ImportKind.EVIDENCE, "th1", editor, campaign)


@pytest.fixture
def office(school: Listing) -> Listing:
    """The Sở's administrator."""
    return school.as_("admin", "so")


def test_a_list_of_the_school_itself_needs_no_code_of_a_school(school: Listing) -> None:
    staged = school.plan(
        ("evidence", "title", "location", "note"),
        ("mc. 1.4.01", PLAN, "Tủ hồ sơ số 2", None),
        ("H1-1.1-01", "Quyết định minh họa", None, "Bản giấy"),
    )
    assert brief(staged) == [("MC.1.4.01", "new", []), ("[H1-1.1-01]", "new", [])]
    school.apply()
    pieces = school.pieces()
    assert pieces["th1", "MC.1.4.01"].location == "Tủ hồ sơ số 2"
    assert (pieces["th1", "MC.1.4.01"].status, pieces["th1", "[H1-1.1-01]"].status) == (
        "present",
        "updating",
    )
    assert school.links("th1", "MC.1.4.01") == ["1.4"]
    assert school.last_act("th1") == "evidence.imported"


def test_every_column_is_kept(school: Listing) -> None:
    school.plan(
        ROLES,
        first(
            target="TC 1.4; 1.3.1, 2.1",
            location="Máy chủ trường",
            format="PDF",
            number="12/KH-TH",
            document_date="2025-09-05",
            issuer="Trường minh họa",
            holder="Cô A",
            status="Đang cập nhật",
            note="Bản scan",
        ),
    )
    school.apply()
    piece = school.pieces()["th1", "MC.1.4.01"]
    assert (piece.location, piece.number, piece.document_date, piece.issuer) == (
        "PDF, Máy chủ trường",
        "12/KH-TH",
        date(2025, 9, 5),
        "Trường minh họa",
    )
    assert (piece.holder, piece.status, piece.note) == ("Cô A", "updating", "Bản scan")
    assert school.links("th1", "MC.1.4.01") == ["1.3.1", "1.4", "2.1"]


def test_the_same_list_again_changes_nothing_with_codes_or_without(school: Listing) -> None:
    rows = (first(target="1.4,1.3.1", status="có"), row("Không mã", code="79000001", target="2.1"))
    staged = school.plan(ROLES, *rows)
    assert [one.code for one in staged] == ["MC.1.4.01", "MC.2.1.01"]
    school.apply()
    assert [str(one.outcome) for one in school.plan(ROLES, *rows)] == ["unchanged"] * 2


def test_changes_are_told_cell_by_cell_and_an_empty_cell_says_nothing(school: Listing) -> None:
    school.plan(ROLES, first(location="Tủ số 2", note="Cũ", status="đã có"))
    school.apply()
    (staged,) = school.plan(ROLES, first(note="Mới", status="chưa có"))
    assert told([staged]) == [
        ("K5", "Trạng thái", "đã có", "chưa có"),
        ("L5", "Ghi chú", "Cũ", "Mới"),
    ]
    assert [one[:2] for one in staged.warnings] == [("D5", "kept"), ("E5", "kept")]
    school.apply()
    piece = school.pieces()["th1", "MC.1.4.01"]
    assert (piece.location, piece.note, piece.status, piece.version) == (
        "Tủ số 2",
        "Mới",
        "absent",
        2,
    )


@pytest.mark.parametrize(
    ("given", "code", "cell"),
    [
        (first(evidence="abc"), "evidence-code-invalid", "B5"),
        (first(evidence="MC.9.9.01"), "evidence-code-foreign", "B5"),
        (first(title=None), "missing", "C5"),
        (first(evidence=None), "evidence-code-missing", "B5"),
        (first(target="9.9"), "evidence-link-unknown", "D5"),
        (first(status="hỏi lại"), "status", "K5"),
        (first(note="x" * 1001), "too-long", "L5"),
        (first(location="https://"), "evidence-address-invalid", "E5"),
        (first(code=None), "missing", "A5"),
        (first(code="79000099"), "unknown-code", "A5"),
        (first(code="79000003"), "unknown-code", "A5"),  # another school's
    ],
)
def test_what_is_wrong_is_told_by_its_cell(
    school: Listing, given: Sequence[str | None], code: str, cell: str
) -> None:
    (staged,) = school.plan(ROLES, given)
    assert (staged.outcome, (cell, code)) == ("invalid", staged.faults[0][:2])


def test_one_code_stands_in_one_row(school: Listing) -> None:
    staged = school.plan(ROLES, first(), first(title="Tên khác"))
    assert brief(staged) == [("MC.1.4.01", "new", []), ("MC.1.4.01", "invalid", ["twice"])]


def test_a_removed_code_is_not_given_again(school: Listing) -> None:
    school.plan(ROLES, first())
    school.apply()
    with school.database.writing() as session:
        process = Process.resumed(session)
        at = open_side(session, process.held(school.dossier("th1")), SideName.SELF, "open")
        piece = session.exec(select(Evidence)).one()
        service.remove(session, at, piece.id, 1, process.who("editor"))
    (staged,) = school.plan(ROLES, first())
    assert [one[1] for one in staged.faults] == ["evidence-code-taken"]


def test_a_locked_dossier_is_only_told(school: Listing) -> None:
    with school.database.writing() as session:
        process = Process.resumed(session)
        process.fill(process.held(school.dossier("th1")))
        process.close(process.held(school.dossier("th1")))
    (staged,) = school.plan(ROLES, first())
    assert (staged.outcome, [one[1] for one in staged.warnings]) == ("locked", ["locked"])
    assert school.apply().changed == 0


def test_the_office_writes_untouched_dossiers_only(office: Listing) -> None:
    with office.database.writing() as session:
        process = Process.resumed(session)
        process.answer(process.held(office.dossier("th1")), SideName.SELF, {"1.3.1": "1"}, "editor")
    rows = [row(code=f"7900000{n}", evidence="MC.1.4.01") for n in (1, 2, 3)]
    staged = office.plan(ROLES, *rows)
    assert [str(one.outcome) for one in staged] == ["locked", "new", "new"]
    office.apply()
    assert set(office.pieces()) == {("th2", "MC.1.4.01"), ("th3", "MC.1.4.01")}
    assert (office.last_act("th2"), office.last_act("th3")) == ("import.changed", "import.evidence")
    again = office.plan(ROLES, *[row("Tên mới", code=one[0], evidence=one[1]) for one in rows])
    assert [str(one.outcome) for one in again] == ["locked", "changed", "changed"]


def test_an_act_after_the_dry_run_makes_it_stale(office: Listing) -> None:
    office.plan(ROLES, row(code="79000002", target="1.4"), row(code="79000003", target="1.4"))
    with office.database.writing() as session:
        process = Process.resumed(session)
        external.receive(session, process.held(office.dossier("th2")), process.who("leader"))
    with pytest.raises(ImportStale):
        office.apply()
    assert office.pieces() == {}


def everything(drive: Listing) -> list[list[str]]:
    with drive.database.reading() as session:
        rows = session.exec(select(Evidence)).all()
        told = [one.model_dump(exclude={"version", "at", "by_account"}) for one in rows]
        return [sorted(str(sorted(one.items())) for one in told), *dump(session, EvidenceLink)]


def test_undone_everything_is_as_it_was_and_may_come_again(school: Listing) -> None:
    school.plan(ROLES, first(target="1.4,2.1", note="Cũ"))
    school.apply()
    before = everything(school)
    rows = (first(target="1.3.1", note="Mới"), row("Thêm", code="79000001", target="2.1"))
    school.plan(ROLES, *rows)
    school.apply()
    assert everything(school) != before
    undone = school.undo()
    assert (undone.restored, list(undone.kept)) == (2, [])
    assert everything(school) == before
    assert [str(one.outcome) for one in school.plan(ROLES, *rows)] == ["changed", "new"]
    school.apply()


def test_undone_by_the_office_a_fresh_dossier_may_be_imported_into_again(office: Listing) -> None:
    office.plan(ROLES, row(code="79000002", target="1.4"), row(code="79000003", target="1.4"))
    office.apply()
    office.undo()
    assert office.pieces() == {}
    assert {office.last_act("th2"), office.last_act("th3")} == {"import.undone"}
    with office.database.writing() as session:
        process = Process.resumed(session)
        given = Imported("bảng sau", ImportedSide({}))
        for school in ("th2", "th3"):
            dossier = process.held(office.dossier(school))
            import_dossier(session, dossier, process.campaign, given, process.who("director"))


def test_what_was_touched_since_is_named_and_stays(school: Listing) -> None:
    school.plan(
        ROLES,
        first(),
        first(evidence="MC.1.4.02", title="Có tệp"),
        first(evidence="MC.1.4.03", title="Không ai chạm"),
    )
    school.apply()
    with school.database.writing() as session:
        process = Process.resumed(session)
        at = open_side(session, process.held(school.dossier("th1")), SideName.SELF, "open")
        pieces = {one.code: one for one in session.exec(select(Evidence))}
        draft = service.draft_of(session, pieces["MC.1.4.01"])._replace(title="Người khác sửa")
        service.change(session, at, pieces["MC.1.4.01"].id, 1, draft, process.who("editor"))
        session.add(
            EvidenceFile(
                evidence_id=pieces["MC.1.4.02"].id,
                revision=1,
                tenant_id="so",
                object_sha256="b" * 64,
                file_name="minh-hoa.pdf",
                at=process.at,
            )
        )
    assert school.refused_undo() == ["MC.1.4.01", "MC.1.4.02"]
    undone = school.undo(rest=True)
    assert (undone.restored, len(undone.kept)) == (1, 2)
    assert {code for _, code in school.pieces()} == {"MC.1.4.01", "MC.1.4.02"}


def test_in_a_dossier_locked_since_nothing_is_taken_away(school: Listing) -> None:
    school.plan(ROLES, first(evidence="MC.1.4.05"))
    school.apply()
    with school.database.writing() as session:
        process = Process.resumed(session)
        process.fill(process.held(school.dossier("th1")))
        process.close(process.held(school.dossier("th1")))
    assert school.refused_undo() == ["MC.1.4.05"]


def test_others_do_not_undo_what_a_school_brought_in_itself(school: Listing) -> None:
    school.plan(ROLES, first())
    school.apply()
    office = school.as_("admin", "so")
    with pytest.raises(NotAllowed):
        office.undo(school.batch_id)
    assert set(school.pieces()) == {("th1", "MC.1.4.01")}


def test_in_a_closed_campaign_nothing_is_written_or_taken_away(school: Listing) -> None:
    school.plan(ROLES, first())
    school.apply()
    before = school.batch_id
    school.plan(ROLES, first(evidence="MC.1.4.02"))
    with school.database.writing() as session:
        session.get_one(Campaign, school.campaign_id).state = CampaignState.CLOSED
    with pytest.raises(DossierLocked):
        school.apply()
    with pytest.raises(DossierLocked):
        school.undo(before)
    (staged,) = school.plan(ROLES, first(note="Mới"))
    assert staged.outcome == "locked"
    assert set(school.pieces()) == {("th1", "MC.1.4.01")}


def _asked(session: Session, drive: Listing, name: str) -> None:
    process = Process.resumed(session)
    actor = process.province.actor(process.people[name])
    KIND.require(session, actor, session.get_one(ImportBatch, drive.batch_id), drive.who())


def test_who_brings_a_list_in(school: Listing) -> None:
    school.plan(ROLES, first())
    with school.database.writing() as session:
        for name in ("editor", "head", "leader", "admin"):
            _asked(session, school, name)
        with pytest.raises(NotAllowed):
            _asked(session, school, "assessor")
        session.get_one(ImportBatch, school.batch_id).campaign_id = None
        with pytest.raises(ImportRefused):
            _asked(session, school, "editor")


def test_statements_do_not_grow_with_the_list(office: Listing) -> None:
    def run(start: int, count: int) -> int:
        rows = [
            row(f"Minh chứng {n}", code=f"7900000{2 + n % 2}", evidence=f"MC.1.4.{start + n}")
            for n in range(count)
        ]
        with counted(office.database.engine) as ran:
            office.plan(ROLES, *rows)
            office.apply()
            office.undo()
        return len(ran)

    few, many = run(10, 4), run(100, 300)
    assert many <= few + 3
