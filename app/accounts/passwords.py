"""Passwords: what is taken, and how they are kept (Argon2id, over NFC)."""

import threading
import unicodedata
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.errors import PasswordRefused

MIN_LENGTH = 10
# Longer than any sentence somebody would type; hashing time grows with the length.
MAX_LENGTH = 200
# OWASP's parameters for little memory: about 20 ms and 19 MiB each on the development machine.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
# Each takes a core and its memory: a crowd signing in must not take all of both.
_AT_ONCE = threading.BoundedSemaphore(2)


def check(password: str, email: str) -> str:
    """The password as it will be hashed. Raises PasswordRefused with what to change."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < MIN_LENGTH:
        raise PasswordRefused(f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự. Hãy chọn một câu dễ nhớ.")
    if len(plain) > MAX_LENGTH:
        raise PasswordRefused(f"Mật khẩu dài quá {MAX_LENGTH} ký tự. Hãy chọn mật khẩu ngắn hơn.")
    said = plain.casefold()
    if said in {email.casefold(), email.casefold().partition("@")[0]}:
        raise PasswordRefused("Mật khẩu trùng với thư điện tử. Hãy chọn mật khẩu khác.")
    if len(set(said)) < 4:  # noqa: PLR2004 - "aaaaaaaaaa", "1212121212"
        raise PasswordRefused("Mật khẩu chỉ có vài ký tự lặp lại. Hãy chọn một câu dễ nhớ.")
    return plain


def hash_of(plain: str) -> str:
    """The hash to store; takes as long as a guess should."""
    with _AT_ONCE:
        return _HASHER.hash(plain)


def verify(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long where there is none."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) > MAX_LENGTH:
        plain = ""
    with _AT_ONCE:
        right = _HASHER.verify(plain, stored or _nobody())
    return right and stored is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("a hash to compare with where there is no account")
