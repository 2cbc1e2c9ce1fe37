"""Why a procedure does not go on."""

from __future__ import annotations

from bpmn.refusals import Refusal


class NotWaiting(Refusal):
    """Nobody is waited for at this task: it was done, taken away, or never opened."""

    code = "engine.not-waiting"
    sentence = "Việc này không còn chờ xử lý (đã hoàn thành hoặc đã bị thu hồi)."


class NotAwaited(Refusal):
    """The procedure waits for no message of this name now."""

    code = "engine.not-awaited"
    sentence = "Hồ sơ hiện không chờ thông điệp “{message}”."


class NoWayOut(Refusal):
    """None of the gateway's conditions holds, and it has no default flow."""

    code = "engine.no-way-out"
    sentence = "Tại “{element}” không có hướng đi nào thỏa điều kiện và quy trình không có hướng mặc định."
    status = 422


class NeverRests(Refusal):
    """The procedure runs in circles without ever waiting for anybody."""

    code = "engine.never-rests"
    sentence = "Quy trình lặp mãi tại “{element}” mà không dừng lại chờ ai."
    status = 422


class WrongTimer(Refusal):
    """The timer's text or value is neither a moment nor a period."""

    code = "engine.wrong-timer"
    sentence = "“{text}” không phải là thời điểm hoặc khoảng thời gian (ví dụ đúng: P3D, PT6H, 2026-03-02T08:00)."
    status = 422


class TooMany(Refusal):
    """A task is to be done for more persons or papers than one procedure may open at once."""

    code = "engine.too-many"
    sentence = "“{element}” mở ra quá {most} việc cùng lúc."
    status = 422


class WrongRepeat(Refusal):
    """What a task is to be repeated for is neither a list nor a number of times (any more)."""

    code = "engine.wrong-repeat"
    sentence = "“{element}” phải lặp theo một danh sách hoặc một số lần, không theo giá trị hiện có."
    status = 422


class TooMuchAtOnce(Refusal):
    """So many branches wait for each other that one act cannot work out which may go on."""

    code = "engine.too-much-at-once"
    sentence = "Có quá nhiều nhánh cùng chờ nhau tại “{element}”, không thể xử lý trong một lần."
    status = 422


class NotExecutable(Refusal):
    """The diagram can be read but not run; `element` is where, None when it is the file."""

    code = "engine.not-executable"
    sentence = "Chưa chạy được quy trình tại “{element}”: {reason}."
    status = 422


class StateUnreadable(Refusal):
    """The stored state is damaged, or was written by a newer version of the program."""

    code = "engine.state-unreadable"
    sentence = "Không đọc được trạng thái đã lưu của hồ sơ: {reason}."
    status = 500


class MayNotMove(Refusal):
    """The dossier cannot be put there: something that runs has no place in the other diagram, or a join would wait."""

    code = "engine.may-not-move"
    sentence = "Chưa chuyển được hồ sơ: {reason}."
