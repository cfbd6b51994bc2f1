"""The acts that a page offers as buttons: their address, their words, what they call."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.dossiers import assessing, steps
from app.dossiers import schemas as out
from app.policy import Act
from app.visit import Work


class Deed(NamedTuple):
    """One act of a dossier's page. `reason`: it must be told why; `main`: the way forward."""

    act: Act
    title: str
    hint: str
    do: Callable[[Work, str, int, str], out.DossierOut]
    reason: bool = False
    main: bool = False


def _stepped(step: assessing.Step) -> Callable[[Work, str, int, str], out.DossierOut]:
    return lambda work, one, version, why: assessing.stepped(work, one, step, version, why)


DEEDS: Mapping[str, Deed] = {
    "chot": Deed(
        Act.CLOSE,
        "Chốt hồ sơ",
        "Khóa phiếu tự đánh giá và chụp lại nguyên trạng để in, ký và nộp. Trước khi nộp, người "
        "đứng đầu còn mở lại được.",
        lambda work, one, version, _: steps.close(work, one, version).dossier,
        main=True,
    ),
    "nop": Deed(
        Act.SUBMIT,
        "Nộp hồ sơ",
        "Gửi hồ sơ đã ký lên đơn vị đánh giá. Nộp sau hạn vẫn nhận và được đánh dấu muộn.",
        lambda work, one, version, _: steps.submit(work, one, version),
        main=True,
    ),
    "mo-lai": Deed(
        Act.REOPEN,
        "Mở lại để sửa",
        "Bản chốt và bản đã ký của nó hết hiệu lực; sửa xong phải chốt và ký lại.",
        steps.reopen,
        reason=True,
    ),
    "tiep-nhan": Deed(
        Act.RECEIVE,
        "Tiếp nhận hồ sơ",
        "Hồ sơ đủ để đánh giá ngoài.",
        _stepped(assessing.RECEIVE),
        main=True,
    ),
    "tra-lai": Deed(
        Act.SEND_BACK,
        "Trả lại cả hồ sơ",
        "Hồ sơ về lại nhà trường; bản đã ký hết hiệu lực. Nhà trường đọc được lý do.",
        _stepped(assessing.SEND_BACK),
        reason=True,
    ),
    "bat-dau": Deed(
        Act.START_EXTERNAL,
        "Bắt đầu đánh giá ngoài",
        "Lập phiếu đánh giá ngoài theo quy định của đợt.",
        _stepped(assessing.START),
        main=True,
    ),
    "thu-hoi": Deed(
        Act.RECALL,
        "Thu hồi việc tiếp nhận",
        "Hồ sơ trở về “đã nộp”. Nhà trường đọc được lý do.",
        _stepped(assessing.RECALL),
        reason=True,
    ),
    "thu-lai": Deed(
        Act.TAKE_BACK,
        "Thu lại việc trả bổ sung",
        "Hồ sơ trở về bản đã nộp và được đánh giá tiếp; phần trường sửa dở được lưu riêng.",
        _stepped(assessing.TAKE_BACK),
        reason=True,
    ),
    "ket-luan": Deed(
        Act.CONCLUDE,
        "Kết luận đánh giá ngoài",
        "Chụp lại phiếu đánh giá ngoài; mức của phiếu này được dùng để công nhận.",
        _stepped(assessing.CONCLUDE),
        main=True,
    ),
    "ban-sua": Deed(
        Act.REVISE,
        "Mở bản sửa",
        "Lập bản sao đang soạn để nhà trường sửa; bản này còn hiệu lực đến khi bản sửa được "
        "công nhận.",
        assessing.revise,
        reason=True,
    ),
}
