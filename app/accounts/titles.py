"""How people read roles and scopes."""

from app.accounts.actor import Scope
from app.accounts.models import Role

ROLE_TITLES = {
    Role.SCHOOL_EDITOR: "Người soạn hồ sơ của trường",
    Role.SCHOOL_HEAD: "Thủ trưởng đơn vị",
    Role.ASSESSOR: "Người đánh giá ngoài",
    Role.TEAM_LEAD: "Trưởng đoàn đánh giá ngoài",
    Role.BODY_LEADER: "Lãnh đạo đơn vị quản lý",
    Role.SO_ADMINISTRATOR: "Quản trị của Sở",
    Role.AUDITOR: "Người kiểm tra (chỉ xem)",
    Role.SYSTEM_ADMINISTRATOR: "Quản trị hệ thống",
}
SCOPE_TITLES = {
    Scope.READ: "Đọc những gì tôi được xem",
    Scope.ANSWERS: "Soạn và nộp hồ sơ của trường",
    Scope.ASSESS: "Đánh giá ngoài",
    Scope.MANAGE: "Quản lý đợt đánh giá, đơn vị, người dùng",
}
