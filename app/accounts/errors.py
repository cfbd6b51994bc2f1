"""What people and their keys are refused; all are leaves of the one tree in `app.errors`.

ServiceError
├── PasswordRefused     400  too short, too long, or the e-mail itself
├── RoleUnfit           400  a role that a body of this kind does not have
├── SignInRefused       401  e-mail and password do not belong together
├── SignInNeeded        401  nobody is signed in, or the session or token has ended
├── NotAllowed          403  seen, but this person may not do it
├── ScopeMissing        403  the person might, but the token may not
├── AccountNotFound     404  no such account, or none that this person may see
├── GrantNotFound       404  no such role, or none that this person may see
├── TokenNotFound       404  no such token of one's own
├── LinkNotValid        404  no such link, or used, or expired: nobody learns which
├── TooManyTokens       409  one account holds enough tokens
├── AccountExists       409  the e-mail already has an account
├── LastAdministrator   409  the installation would be left without an administrator
└── TooManyAttempts     429  too many failed sign-ins
"""

from app.errors import ServiceError


class PasswordRefused(ServiceError):
    """Too short, too long, or the e-mail itself."""

    code = "password-refused"
    status = 400
    title = "Mật khẩu chưa dùng được"
    said = "Mật khẩu chưa thể giữ tài khoản an toàn. Hãy chọn một câu dài, dễ nhớ với riêng bạn."


class RoleUnfit(ServiceError):
    """A role that a body of this kind does not have."""

    code = "role-unfit"
    status = 400
    title = "Vai trò không hợp với đơn vị này"
    said = (
        "Vai trò đánh giá và lãnh đạo chỉ có ở đơn vị quản lý; quản trị Sở chỉ có ở Sở. "
        "Hãy chọn lại vai trò hoặc đơn vị."
    )


class SignInRefused(ServiceError):
    """E-mail and password do not belong together; which of them is wrong stays unsaid."""

    code = "sign-in-refused"
    status = 401
    title = "Chưa đăng nhập được"
    said = (
        "Thư điện tử hoặc mật khẩu không đúng. Hãy kiểm tra rồi thử lại; "
        "nếu quên mật khẩu, hãy nhờ người quản trị đơn vị cấp liên kết đặt lại."
    )


class SignInNeeded(ServiceError):
    """Nobody is signed in, or the session or token has ended."""

    code = "sign-in-needed"
    status = 401
    title = "Cần đăng nhập"
    said = (
        "Phiên làm việc hoặc mã truy cập không còn hiệu lực. Hãy đăng nhập lại, "
        "hoặc gửi kèm mã truy cập còn hạn ở Authorization: Bearer."
    )

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="thangdo"'})


class NotAllowed(ServiceError):
    """Seen, but this person may not do it."""

    code = "not-allowed"
    status = 403
    title = "Bạn không có quyền làm việc này"
    said = (
        "Vai trò của bạn ở đơn vị này không cho phép làm việc đó. "
        "Nếu cần, hãy nhờ người quản trị đơn vị cấp thêm vai trò."
    )


class ScopeMissing(ServiceError):
    """The person might, but the token may not."""

    code = "scope-missing"
    status = 403
    title = "Mã truy cập không đủ phạm vi"
    said = "Hãy dùng mã truy cập có phạm vi phù hợp; tạo mã mới ở trang Tài khoản của tôi."


class AccountNotFound(ServiceError):
    """No such account, or none that this person may see."""

    code = "account-not-found"
    status = 404
    title = "Không có tài khoản này"
    said = (
        "Tài khoản không tồn tại hoặc không thuộc phạm vi bạn quản lý. "
        "Hãy chọn trong danh sách người dùng."
    )


class GrantNotFound(ServiceError):
    """No such role, or none that this person may see."""

    code = "grant-not-found"
    status = 404
    title = "Không có vai trò này"
    said = (
        "Vai trò đã bị thu hồi, không tồn tại, hoặc không thuộc phạm vi bạn quản lý. "
        "Hãy tải lại trang của người này."
    )


class TokenNotFound(ServiceError):
    """No such token of one's own."""

    code = "token-not-found"
    status = 404
    title = "Không có mã truy cập này"
    said = "Mã truy cập không tồn tại hoặc không phải của bạn. Hãy xem lại danh sách mã."


class LinkNotValid(ServiceError):
    """No such link, or used, or expired."""

    code = "link-not-valid"
    status = 404
    title = "Liên kết không còn dùng được"
    said = (
        "Liên kết đã được dùng, đã hết hạn hoặc không đúng. "
        "Hãy nhờ người đã gửi cấp một liên kết mới."
    )


class TooManyTokens(ServiceError):
    """One account holds enough tokens."""

    code = "too-many-tokens"
    status = 409
    title = "Đã có quá nhiều mã truy cập"
    said = "Hãy thu hồi những mã truy cập không còn dùng rồi tạo lại."


class AccountExists(ServiceError):
    """The e-mail already has an account."""

    code = "account-exists"
    status = 409
    title = "Thư điện tử này đã có tài khoản"
    said = "Hãy dùng thư điện tử khác, hoặc cấp vai trò cho tài khoản đã có."


class LastAdministrator(ServiceError):
    """The installation would be left without an administrator."""

    code = "last-administrator"
    status = 409
    title = "Đây là người quản trị hệ thống cuối cùng"
    said = "Hãy cấp vai trò quản trị hệ thống cho một người khác trước."


class TooManyAttempts(ServiceError):
    """Too many failed sign-ins; `Retry-After` says when to come back."""

    code = "too-many-attempts"
    status = 429
    title = "Đăng nhập sai quá nhiều lần"
    said = "Hãy đợi ít phút rồi thử lại, hoặc nhờ người quản trị đơn vị đặt lại mật khẩu."

    def __init__(self, seconds: int = 60) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})
