"""What the columns of a list of people may mean, and how such lists call the roles."""

from collections.abc import Mapping

from app.accounts.models import Role
from app.accounts.titles import ROLE_TITLES
from app.bodies.load.words import squeezed
from app.imports.given import ORDINAL, SCHOOL_CODE
from app.imports.shapes import Meaning, Vocabulary

TITLES = {
    "name": "Họ tên",
    "email": "Thư điện tử",
    "code": "Mã đơn vị",
    "unit": "Tên đơn vị",
    "role": "Vai trò",
}
VOCABULARY = Vocabulary(
    [
        Meaning("code", TITLES["code"], SCHOOL_CODE, "code"),
        Meaning(
            "name",
            TITLES["name"],
            (
                "họ tên",
                "họ và tên",
                "tên",
                "họ tên người dùng",
                "tên người dùng",
                "người dùng",
                "họ và tên cán bộ",
                "họ tên cán bộ",
                "cán bộ",
                "họ và tên giáo viên",
                "họ tên giáo viên",
                "họ đệm và tên",
            ),
            "text",
        ),
        Meaning(
            "email",
            TITLES["email"],
            (
                "email",
                "e-mail",
                "thư điện tử",
                "mail",
                "địa chỉ email",
                "địa chỉ thư điện tử",
                "hộp thư",
                "email công vụ",
                "thư điện tử công vụ",
                "gmail",
                "tài khoản",
                "tên đăng nhập",
            ),
            "text",
        ),
        Meaning(
            "unit",
            TITLES["unit"],
            (
                "tên đơn vị",
                "đơn vị",
                "trường",
                "tên trường",
                "đơn vị công tác",
                "nơi công tác",
                "cơ quan",
                "tên cơ quan",
            ),
            "text",
        ),
        Meaning(
            "role",
            TITLES["role"],
            (
                "vai trò",
                "các vai trò",
                "quyền",
                "nhóm quyền",
                "phân quyền",
                "nhiệm vụ",
                "vai trò trong hệ thống",
                "quyền sử dụng",
            ),
            "text",
        ),
        Meaning(
            "ignore",
            "Không dùng",
            (*ORDINAL, "ghi chú", "điện thoại", "số điện thoại", "sđt", "ngày sinh", "giới tính"),
            "text",
        ),
    ],
    required=("name", "email", "role"),
)
_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.SCHOOL_EDITOR: (
        "người soạn hồ sơ",
        "người soạn",
        "soạn hồ sơ",
        "cán bộ nhập liệu",
        "nhập liệu",
        "người nhập liệu",
        "giáo viên",
        "cán bộ phụ trách",
        "thư ký",
        "văn thư",
        "đầu mối",
        "người dùng trường",
    ),
    Role.SCHOOL_HEAD: (
        "hiệu trưởng",
        "thủ trưởng",
        "giám đốc trung tâm",
        "người đứng đầu",
        "lãnh đạo trường",
        "phụ trách trường",
    ),
    Role.ASSESSOR: (
        "đánh giá ngoài",
        "đánh giá viên",
        "người đánh giá",
        "thành viên đoàn",
        "thành viên đoàn đánh giá ngoài",
        "chuyên viên đánh giá",
        "thành viên",
    ),
    Role.TEAM_LEAD: ("trưởng đoàn", "trưởng đoàn đánh giá", "trưởng nhóm đánh giá"),
    Role.BODY_LEADER: (
        "lãnh đạo đơn vị",
        "lãnh đạo",
        "lãnh đạo sở",
        "lãnh đạo phòng",
        "lãnh đạo xã",
        "lãnh đạo ubnd xã",
        "lãnh đạo cơ quan quản lý",
    ),
    Role.SO_ADMINISTRATOR: (
        "quản trị sở",
        "quản trị của sở",
        "quản trị viên sở",
        "quản trị cấp sở",
        "quản trị đơn vị",
    ),
    Role.AUDITOR: ("người kiểm tra", "kiểm tra", "chỉ xem", "thanh tra", "giám sát"),
    Role.SYSTEM_ADMINISTRATOR: ("quản trị hệ thống",),
}
ROLES: Mapping[str, Role] = {
    squeezed(word): role
    for role, words in _WORDS.items()
    for word in (role.value, ROLE_TITLES[role], *words)
}
"""Squeezed words to the role."""
