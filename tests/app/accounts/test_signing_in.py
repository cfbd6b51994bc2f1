"""Signing in: who gets a session, how long it lasts, and what guessing leads to."""

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median
from typing import Literal

import pytest
from sqlmodel import func, select

from app import clock
from app.accounts import passwords, signing_in
from app.accounts.attempts import (
    PER_ACCOUNT,
    PER_ADDRESS,
    WINDOW,
    key_of_account,
    key_of_address,
)
from app.accounts.errors import PasswordRefused, SignInRefused, TooManyAttempts
from app.accounts.keys import ABSOLUTE, IDLE
from app.accounts.models import Account, BrowserSession, LoginAttempt
from app.storage.database import Database
from tests.app.house import PASSWORD, House

ADDRESS = "203.0.113.7"
WRONG = "không phải mật khẩu"


@pytest.fixture
def account(house: House) -> str:
    with house.building() as province:
        found = province.person("Hiệu_Trưởng")
    house.set_password(found)
    return found


def try_in(database: Database, email: str, password: str, address: str = ADDRESS) -> str:
    return signing_in.sign_in(database, email, password, address, clock.now()).account_id


def test_who_knows_the_password_gets_a_session(house: House, account: str) -> None:
    assert try_in(house.database, house.email(account), PASSWORD) == account


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_password_is_the_same_however_the_keyboard_composes_it(
    house: House, account: str, form: Literal["NFC", "NFD"]
) -> None:
    typed = unicodedata.normalize(form, PASSWORD)
    email = unicodedata.normalize(form, f"  {house.email(account).upper()} ")
    assert try_in(house.database, email, typed) == account


@pytest.mark.parametrize("password", [WRONG, "", PASSWORD + " ", PASSWORD.upper(), "x" * 5000])
def test_a_wrong_password_is_refused(house: House, account: str, password: str) -> None:
    with pytest.raises(SignInRefused):
        try_in(house.database, house.email(account), password)


def test_an_unknown_account_is_refused_in_the_same_words(house: House) -> None:
    with pytest.raises(SignInRefused) as unknown:
        try_in(house.database, "khong.co@truong.example", PASSWORD)
    assert unknown.value.detail == SignInRefused().detail


def test_a_disabled_account_is_refused_with_the_right_password(house: House, account: str) -> None:
    with house.database.writing() as session:
        session.get_one(Account, account).disabled_at = clock.now()
    with pytest.raises(SignInRefused):
        try_in(house.database, house.email(account), PASSWORD)


def test_an_account_without_a_password_cannot_sign_in(house: House) -> None:
    with house.building() as province:
        account = province.person("Chưa_Có")
    with pytest.raises(SignInRefused):
        try_in(house.database, house.email(account), "")


def test_guessing_ends_after_some_failures_and_begins_again_later(
    house: House, account: str
) -> None:
    email, start = house.email(account), clock.now()
    for _ in range(PER_ACCOUNT):
        with pytest.raises(SignInRefused):
            signing_in.sign_in(house.database, email, WRONG, ADDRESS, start)
    with pytest.raises(TooManyAttempts) as refused:
        signing_in.sign_in(house.database, email, PASSWORD, "198.51.100.1", start)
    assert 0 < int(refused.value.headers["Retry-After"]) <= WINDOW.total_seconds()
    later = start + WINDOW + timedelta(seconds=1)
    assert signing_in.sign_in(house.database, email, PASSWORD, ADDRESS, later)


def test_fifty_guesses_at_once_are_not_more_than_ten(house: House, account: str) -> None:
    email = house.email(account)

    def guess(_number: int) -> str:
        try:
            signing_in.sign_in(house.database, email, WRONG, ADDRESS, clock.now())
        except TooManyAttempts:
            return "counted out"
        except SignInRefused:
            return "compared"
        return "in"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(guess, range(50)))
    assert ends.count("compared") == PER_ACCOUNT
    assert ends.count("counted out") == 50 - PER_ACCOUNT


def test_another_worker_knows_of_the_failures(house: House, account: str) -> None:
    email = house.email(account)
    for _ in range(PER_ACCOUNT):
        assert (
            house.client.post("/dang-nhap", data={"email": email, "password": WRONG}).status_code
            == 401
        )
    with pytest.raises(TooManyAttempts):
        try_in(house.database, email, PASSWORD, "198.51.100.1")


def test_one_address_cannot_try_one_password_on_everybody(house: House) -> None:
    at = clock.now()
    with house.database.writing() as session:
        key = key_of_address(ADDRESS)
        session.add_all(LoginAttempt(key=key, at=at) for _ in range(PER_ADDRESS))
    with pytest.raises(TooManyAttempts):
        try_in(house.database, "ai.do@truong.example", WRONG)


def test_a_success_forgets_the_account_s_failures(house: House, account: str) -> None:
    email = house.email(account)
    for _ in range(PER_ACCOUNT - 1):
        with pytest.raises(SignInRefused):
            try_in(house.database, email, WRONG)
    try_in(house.database, email, PASSWORD)
    with house.database.reading() as session:
        left = session.exec(
            select(func.count())
            .select_from(LoginAttempt)
            .where(LoginAttempt.key == key_of_account(email))
        ).one()
    assert left == 0


def test_an_unknown_account_takes_as_long_as_a_wrong_password(house: House, account: str) -> None:
    """In processor time, since machines are shared: the medians differ by less than one hash."""

    def spent(email: str) -> float:
        begun = time.process_time()
        with pytest.raises(SignInRefused):
            try_in(house.database, email, WRONG, f"203.0.113.{time.monotonic_ns() % 250}")
        return time.process_time() - begun

    begun = time.process_time()
    passwords.hash_of(PASSWORD)
    one_hash = time.process_time() - begun
    known = median(spent(house.email(account)) for _ in range(7))
    unknown = median(spent(f"khong.co{number}@truong.example") for number in range(7))
    assert abs(known - unknown) < max(one_hash, 0.02)


def test_only_hashes_are_stored(house: House, account: str) -> None:
    signed_in = signing_in.sign_in(
        house.database, house.email(account), PASSWORD, ADDRESS, clock.now()
    )
    with house.database.reading() as session:
        stored = session.get_one(Account, account).password_hash or ""
        tokens = session.exec(select(BrowserSession.token_hash)).all()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert signed_in.secret not in tokens


@pytest.mark.parametrize(
    "password",
    ["ngắn thôi", "a" * 201, "aaaaaaaaaaaa", "nguoi.dung@truong.example", "NGUOI.DUNG"],
)
def test_a_poor_password_is_not_taken(password: str) -> None:
    with pytest.raises(PasswordRefused):
        passwords.check(password, "nguoi.dung@truong.example")


@pytest.mark.parametrize(
    "password", ["mười ký tự", "a b c d e f", "x" * 7 + "yzt", "ệ" * 97 + "abc"]
)
def test_a_good_password_is_taken_in_nfc(password: str) -> None:
    decomposed = unicodedata.normalize("NFD", password)
    assert passwords.check(decomposed, "") == unicodedata.normalize("NFC", password)


def test_a_session_ends_when_it_is_not_used(house: House, account: str) -> None:
    long_ago = clock.now() - IDLE - timedelta(seconds=1)
    assert house.browser(account, long_ago).get("/api/v1/me").status_code == 401


def test_using_a_session_prolongs_it(house: House, account: str) -> None:
    browser = house.browser(account, clock.now() - IDLE + timedelta(minutes=1))
    assert browser.get("/api/v1/me").status_code == 200
    with house.database.reading() as session:
        until = session.exec(select(BrowserSession.expires_at)).one()
    assert until > clock.now() + IDLE - timedelta(minutes=1)


def test_no_session_outlives_its_longest_time(house: House, account: str) -> None:
    with house.database.writing() as session:
        begun = clock.now() - ABSOLUTE + timedelta(minutes=5)
        signed_in = signing_in.begin_session(session, account, begun)
        row = session.exec(select(BrowserSession)).one()
        row.expires_at = clock.now() + timedelta(minutes=2)
    browser = house.browser()
    browser.cookies.set("thangdo", signed_in.secret)
    assert browser.get("/api/v1/me").status_code == 200
    with house.database.reading() as session:
        assert session.exec(select(BrowserSession.expires_at)).one() <= begun + ABSOLUTE
