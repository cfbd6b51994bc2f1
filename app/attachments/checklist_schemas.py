"""The checklist of suggested evidence, as the API tells it."""

from pydantic import BaseModel, ConfigDict, Field

from app.attachments.checklist import Place
from app.attachments.schemas import Link


class SuggestionOut(BaseModel):
    """One suggestion."""

    number: int = Field(description="Số thứ tự trong tiêu chí, để đưa vào danh mục.")
    text: str
    codes: tuple[str, ...] = Field(description="Minh chứng đã tạo từ gợi ý này.")


class PlaceOut(BaseModel):
    """A criterion or an item with its suggestions."""

    code: str
    criterion: str
    title: str
    claimed: bool = Field(description="Có điểm hoặc Đạt ở phiếu tự đánh giá.")
    covered: bool = Field(description="Có minh chứng “đã có” và đã xác nhận.")
    codes: tuple[str, ...] = Field(description="Mọi minh chứng gắn với nội dung hay tiêu chí này.")
    suggestions: tuple[SuggestionOut, ...]


class ChecklistOut(BaseModel):
    """What the edition and the Sở suggest, in the order of the index."""

    places: tuple[PlaceOut, ...]

    @classmethod
    def of(cls, found: list[Place]) -> "ChecklistOut":
        """The checklist."""
        places = (
            PlaceOut(
                **place._asdict()
                | {
                    "suggestions": tuple(
                        SuggestionOut(**one._asdict()) for one in place.suggestions
                    )
                }
            )
            for place in found
        )
        return cls(places=tuple(places))


class SuggestionIn(BaseModel):
    """Which suggestion becomes a record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Link = Field(examples=["1.4"], description="Mã tiêu chí hay nội dung.")
    number: int = Field(ge=1, le=1000, examples=[1])
