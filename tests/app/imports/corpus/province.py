"""The schools that the corpus is about; every result in it is invented.

| mã | trường | hồ sơ |
|---|---|---|
| 79000001, 79000002, 09000003 | th1, th2, th3 | chưa có gì |
| 79000004 | th4 | đã tiếp nhận: chỉ được so sánh |
| 79000005 | th5 | đã nhập trước đó: mọi tiêu chí của tự đánh giá ở điểm tối đa |
| 000777, 0000777 | th6, th7 | chưa có gì; hai mã chỉ khác nhau ở số 0 |
| 80000001 | thx | của một Sở khác |
"""

from app.bodies.models import BodyCode, BodyName
from app.bodies.text import searchable
from app.dossiers.models import DossierState
from app.storage.database import Database
from tests.app.imports.results.province import Schools, furnished
from tests.app.province import LONG_AGO

IMPORTED = "79000005"
NAMED = ("79000001", "79000002", "79000004", IMPORTED)
"""Codes that the bodies themselves have, for lists that are not about dossiers."""


def corpus_province(database: Database) -> Schools:
    """The schools of the table above."""
    schools = furnished(database)
    with schools.acting() as process:
        process.people |= schools.people
        process.bring(process.school("th4", "79000004"), DossierState.RECEIVED)
        process.school("th5", IMPORTED)
        process.school("th6", "000777")
        process.school("th7", "0000777")
        for code in NAMED:
            body = f"th{code[-1]}"
            name = f"Trường minh họa {body}"
            process.session.add_all(
                (
                    BodyCode(body_id=body, issuer_id="so", code=code, valid_from=LONG_AGO),
                    BodyName(body_id=body, name=name, search=searchable(name), valid_from=LONG_AGO),
                )
            )
    drive = schools.drive()
    drive.plan(schools.roles("self"), schools.row(IMPORTED, {}))
    drive.apply()
    return schools
