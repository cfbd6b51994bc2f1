"""Published levels as JSON, described for the API; the other forms have the same columns."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class Format(StrEnum):
    """How published levels are handed out."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class LevelOut(BaseModel):
    """Một mức đã công bố."""

    body_id: str
    body_code: str = Field(description="Mã trường lúc lập hồ sơ; là chữ, giữ số 0 ở đầu.")
    body_name: str
    kind: str
    kind_title: str
    school_levels: list[str] = Field(description="Cấp học; trong .csv nối bằng dấu chấm phẩy.")
    parent_id: str = Field(description="Đơn vị cấp trên vào ngày lập tệp; trống nếu không có.")
    parent_code: str
    parent_name: str
    edition: str = Field(description="Bộ chỉ số, mã@phiên bản.")
    edition_sha256: str
    level: int
    level_title: str
    decision_number: str
    decision_date: date
    origin: str = Field(description="typed: trường tự làm; import: nhập từ bảng.")
    waived: list[str] = Field(description="Các bước được bỏ qua; trong .csv nối bằng chấm phẩy.")
    published_at: datetime


class LevelsOut(BaseModel):
    """Các mức đã công bố của một đợt."""

    campaign_id: str
    campaign: str
    school_year: str
    made_at: datetime
    levels: list[LevelOut]
