"""Settings from the environment."""

import pytest
from pydantic import ValidationError

from app.settings import PREFIX, Settings, settings_table


def test_every_setting_has_a_default_and_a_vietnamese_description() -> None:
    rows = list(settings_table())
    assert len(rows) == len(Settings.model_fields)
    for row in rows:
        assert row.variable.startswith(PREFIX)
        assert row.description.endswith(".")


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THANGDO_PORT", "9000")
    monkeypatch.setenv("THANGDO_ALLOWED_HOSTS", " Thangdo.example , localhost ")
    chosen = Settings()
    assert chosen.port == 9000
    assert chosen.allowed_hosts == ("thangdo.example", "localhost")


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THANGDO_PORT", "9000")
    assert Settings(port=9001).port == 9001


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "0"), ("PORT", "70000"), ("WORKERS", "0"), ("MAX_UPLOAD_BYTES", "1"), ("PORT", "x")],
)
def test_refuses_a_value_that_cannot_work(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(f"THANGDO_{variable}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_what_is_secret_is_not_shown() -> None:
    chosen = Settings.model_validate(
        {
            "database_url": "postgresql://thangdo:mat-khau-minh-hoa@127.0.0.1/thangdo",
            "s3_secret_key": "khoa-minh-hoa",
        }
    )
    assert "minh-hoa" not in repr(chosen)
    assert "minh-hoa" not in str(chosen)
