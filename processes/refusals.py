"""What the record and the work on it refuse, by name.

Refusal (bpmn.refusals)
├── AlreadyDone            the same act came twice; the first stands
├── LostRace               somebody acted on the same dossier a moment ago
├── NotAllowed             no post of this officer may do that
│   ├── NotYours           somebody else holds the task
│   ├── NotAssignable      the other may not get the task, or work on it
│   ├── NoClaimNext        the unit does not let the next task be taken
│   ├── Delegated          a colleague asked the officer to do it, and it goes back to that one
│   └── NotCovered         the substitution does not reach so far
├── NotFound               there is no such dossier, task, document
├── NotDelegable           the task may not be passed to a colleague, or not to this one
├── QuestionClosed         the question was answered or withdrawn
├── NotOpen                the task is no longer there to be worked on
├── AlreadyClaimed         the task is held by another officer
├── UrgedAlready           the same unit has urged it a moment ago
├── HandoffMoved           the handoff was accepted, answered or recalled meanwhile
├── NoPartner              the installation does not know to whom the diagram hands off
├── NotInForce             the procedure is not in force for that agency
├── RoleUnresolved         no post answers to the role in that agency
├── RoleAmbiguous          several do
├── TooLarge, ForbiddenType, EmptyFile, DocumentMissing, DocumentAltered      files
├── SignInFailed, SignInLocked, AccountClosed, WeakPassword, PasswordOff     accounts
├── NoAccount, LinkRefused who signed in at the provider has no account here, or not this one
├── NameTaken              a name or code is there already
├── RegistrationAnswered   what came in online was answered by somebody else
├── BundleElsewhere, BundleOnTheWay, ConsignmentClosed          papers that are not there, or were dealt with
├── MessageNotStuck        the message is on its way again, or was given up
├── LetterNot              the letter is no longer, or not yet, what the step needs
└── Missing                a fact that the act needs was not given
"""

from __future__ import annotations

from bpmn.refusals import Refusal


class AlreadyDone(Refusal):
    """The same act came a second time; the first one stands and nothing was done twice."""

    code = "act.already-done"
    sentence = "Thao tác này đã được ghi nhận trước đó."
    status = 200


class LostRace(Refusal):
    """Somebody else acted on the same dossier a moment earlier."""

    code = "act.lost-race"
    sentence = "Hồ sơ vừa được người khác xử lý. Hãy mở lại để xem thông tin mới nhất."


class LetterNot(Refusal):
    """The letter was approved, issued or put aside meanwhile, or was not approved yet."""

    code = "letter.state"
    sentence = "Văn bản này chưa được duyệt, hoặc đã được người khác duyệt, ban hành hay bỏ. Hãy mở lại hồ sơ."


class RegistrationAnswered(Refusal):
    """The request that came in online was answered a moment ago."""

    code = "registration.answered"
    sentence = "Hồ sơ đăng ký này đã được người khác trả lời."


class BundleElsewhere(Refusal):
    """The papers do not lie where they were to be handed over from."""

    code = "bundle.elsewhere"
    sentence = "Bản giấy của hồ sơ {code} không còn ở {unit}."


class BundleOnTheWay(Refusal):
    """The papers are on a list that nobody has received or cancelled yet."""

    code = "bundle.on-the-way"
    sentence = "Bản giấy của hồ sơ {code} đang được bàn giao theo giấy số {number}. Hãy nhận hoặc hủy giấy đó trước."


class ConsignmentClosed(Refusal):
    """Somebody else received or cancelled the list a moment ago."""

    code = "consignment.closed"
    sentence = "Giấy bàn giao số {number} đã được {officer} nhận hoặc hủy."


class MessageNotStuck(Refusal):
    """The message has left, is being sent, or was sent again or given up by somebody else."""

    code = "message.not-stuck"
    sentence = "Tin này không còn chờ xử lý: đã được gửi đi, hoặc người khác vừa cho gửi lại hay bỏ."


class NotAllowed(Refusal):
    """No post that the officer holds may do this."""

    code = "act.not-allowed"
    sentence = "Vị trí công tác của bạn không có quyền thực hiện thao tác này."
    status = 403


class NotYours(NotAllowed):
    """The task is held by somebody else."""

    code = "task.not-yours"
    sentence = "Việc này đang do {holder} giữ."


class NotAssignable(NotAllowed):
    """The officer chosen neither holds the post that the task wants nor fills it, or is not of the agency."""

    code = "task.not-assignable"
    sentence = "Không giao được việc “{task}” cho {name}: cán bộ này không giữ vị trí phù hợp."


class NoClaimNext(NotAllowed):
    """The officer's units do not let anybody take the next task without looking."""

    code = "task.no-claim-next"
    sentence = "Đơn vị của bạn không dùng “Lấy việc kế tiếp”. Hãy chọn việc trong danh sách hoặc chờ phân công."


class NotCovered(NotAllowed):
    """The officer fills the post for somebody absent, but not for this procedure or this kind of act."""

    code = "substitution.not-covered"
    sentence = "Phân công thay cho bạn không bao gồm việc “{task}” của thủ tục này."


class Delegated(NotAllowed):
    """The officer does the task for a colleague and may not decide on it; it goes back to who asked."""

    code = "task.delegated"
    sentence = "Bạn được {asker} nhờ xử lý thay việc “{task}”. Hãy trả lại người nhờ để người đó quyết định."


class NotDelegable(Refusal):
    """The task is not passed to this colleague; `why` says which rule."""

    code = "task.not-delegable"
    sentence = "Không thể nhờ xử lý thay việc “{task}”: {why}."
    status = 409


class QuestionClosed(Refusal):
    """The question was answered or withdrawn in the meantime."""

    code = "question.closed"
    sentence = "Câu hỏi này đã được trả lời hoặc đã được rút."
    status = 409


class SameOfficer(NotAllowed):
    """Four eyes: who did the one step, or had it done in their name, may not do the other."""

    code = "task.same-officer"
    sentence = "Bạn hoặc người bạn làm thay đã làm bước “{step}” của hồ sơ, nên bước “{task}” phải do người khác làm."


class NotFound(Refusal):
    """There is nothing under that number, or it may not be seen."""

    code = "record.not-found"
    sentence = "Không tìm thấy {what}."
    status = 404


class NotOpen(Refusal):
    """The task was completed or taken back in the meantime."""

    code = "task.not-open"
    sentence = "Việc “{task}” đã kết thúc, không thể thực hiện lại."


class NotClaimed(Refusal):
    """A task is completed only by the officer who claimed it."""

    code = "task.not-claimed"
    sentence = "Hãy nhận việc “{task}” trước khi hoàn thành."


class AlreadyClaimed(Refusal):
    """Another officer was faster."""

    code = "task.already-claimed"
    sentence = "Việc này đã được {holder} nhận."


class UrgedAlready(Refusal):
    """The same unit has urged the task within the last half of a working day."""

    code = "task.urged-already"
    sentence = "{unit} đã đôn đốc việc này lúc {at}; sau nửa ngày làm việc mới đôn đốc lại được."
    status = 409


class HandoffMoved(Refusal):
    """The handoff is no longer where the act needs it: it was accepted, refused, answered or recalled meanwhile."""

    code = "handoff.moved"
    sentence = "Hồ sơ liên thông đã được tiếp nhận, trả lời hoặc thu hồi. Hãy mở lại để xem thông tin mới nhất."


class NoPartner(Refusal):
    """The address book has no entry for the agency that the diagram hands off to."""

    code = "handoff.no-partner"
    sentence = "Chưa khai báo nơi nhận liên thông “{code}”. Hãy báo người quản trị."
    status = 422


class NotInForce(Refusal):
    """The release is not in force for the agency on that day."""

    code = "release.not-in-force"
    sentence = "Thủ tục này chưa được ban hành hoặc không còn hiệu lực tại {agency}."


class NotPublishable(Refusal):
    """The release has errors; what they are is listed beside it."""

    code = "release.not-publishable"
    sentence = "Chưa ban hành được: còn {errors} lỗi. Lỗi đầu tiên: {first}"
    status = 422


class RoleUnresolved(Refusal):
    """Nobody's post answers to the role that the lane names."""

    code = "role.unresolved"
    sentence = "Tại {agency} chưa có vị trí nào đảm nhận vai trò “{role}”."


class RoleAmbiguous(Refusal):
    """Several posts answer to the role; the lane must name the unit too."""

    code = "role.ambiguous"
    sentence = "Tại {agency} có nhiều vị trí cùng vai trò “{role}”; sơ đồ cần ghi rõ đơn vị."


class TooLarge(Refusal):
    """The file is larger than what may be attached."""

    code = "document.too-large"
    sentence = "Tệp “{name}” lớn hơn {limit} MB."
    status = 413


class ForbiddenType(Refusal):
    """The file is of a kind that may not be attached, whatever its name says."""

    code = "document.forbidden-type"
    sentence = "Tệp “{name}” không thuộc loại được phép ({allowed})."
    status = 415


class EmptyFile(Refusal):
    """The file has no content."""

    code = "document.empty"
    sentence = "Tệp “{name}” không có nội dung."
    status = 422


class DocumentMissing(Refusal):
    """A file named by the act was not stored, or belongs to something else already."""

    code = "document.missing"
    sentence = "Không tìm thấy tệp đính kèm, hãy tải lại tệp."
    status = 422


class DocumentAltered(Refusal):
    """The file on the server is not what was stored under its name."""

    code = "document.altered"
    sentence = "Tệp “{name}” trên máy chủ bị mất hoặc không còn đúng như khi được lưu. Hãy tải lại tệp lên."


class TextTooLong(Refusal):
    """A text is longer than what is kept."""

    code = "record.too-long"
    sentence = "Nội dung quá dài: {what} không quá {most} ký tự."
    status = 422


class TooMany(Refusal):
    """More than there may be of it."""

    code = "record.too-many"
    sentence = "Không thể có quá {most} {what}."
    status = 422


class NothingWaits(Refusal):
    """No task waits in a pool of the officer's."""

    code = "task.nothing-waits"
    sentence = "Không có việc nào chờ nhận."
    status = 409


class NotAlike(Refusal):
    """Only tasks of one step of one release are completed with one answer."""

    code = "batch.not-alike"
    sentence = "Chỉ hoàn thành cùng lúc được những việc cùng một bước của cùng một thủ tục."
    status = 422


class OwnFiles(Refusal):
    """Each dossier has files of its own; one answer for many cannot carry them."""

    code = "batch.own-files"
    sentence = "Bước này cần tệp riêng của từng hồ sơ, phải hoàn thành từng việc."
    status = 422


class Missing(Refusal):
    """A fact that the act needs was not given."""

    code = "act.missing"
    sentence = "Thiếu {what}."
    status = 422


class NotLawful(Refusal):
    """The law does not allow this act on a dossier as it stands; `why` says which rule."""

    code = "act.not-lawful"
    sentence = "Chưa thể thực hiện: {why}."
    status = 409


class SignInFailed(Refusal):
    """Name or password is wrong; which one is not said."""

    code = "sign-in.failed"
    sentence = "Tên đăng nhập hoặc mật khẩu không đúng."
    status = 401


class SignInLocked(Refusal):
    """Too many wrong passwords for this name, which may be nobody's; it opens again by itself."""

    code = "sign-in.locked"
    sentence = "Tên đăng nhập này đã bị nhập sai mật khẩu nhiều lần. Hãy thử lại sau {minutes} phút."
    status = 423


class PasswordOff(Refusal):
    """Officers sign in at the provider alone; the password opens the administrator's account. Said to who knows it."""

    code = "sign-in.password-off"
    sentence = "Mật khẩu chỉ dùng cho người quản trị. Hãy đăng nhập bằng {provider}."
    status = 403


class NoAccount(Refusal):
    """The provider vouches for somebody who has no account here; nobody gets one by signing in."""

    code = "sign-in.no-account"
    sentence = "“{name}” chưa có tài khoản trên Một Cửa. Hãy liên hệ người quản trị của cơ quan."
    status = 403


class LinkRefused(Refusal):
    """The account by this name is linked with another person at the provider, or is not to be linked."""

    code = "sign-in.link-refused"
    sentence = "Tài khoản “{name}” chưa được phép liên kết. Hãy liên hệ người quản trị của cơ quan."
    status = 403


class AccountClosed(Refusal):
    """Who administers the agency has closed the account; said only to who knows its password."""

    code = "sign-in.closed"
    sentence = "Tài khoản đã bị khóa. Hãy liên hệ người quản trị của cơ quan."
    status = 403


class NameTaken(Refusal):
    """A sign-in name, a unit's code or a post is there already."""

    code = "organisation.taken"
    sentence = "Đã có {what}."


class WeakPassword(Refusal):
    """The new password is too short, the old one, or the name itself."""

    code = "sign-in.weak-password"
    sentence = "Mật khẩu mới cần ít nhất {length} ký tự, khác mật khẩu cũ và khác tên đăng nhập."
    status = 422
