"""What the doors of the site refuse before any verb is asked.

Refusal (bpmn.refusals)
├── NotSignedIn       there is no session, or it has ended
├── PasswordToChange  the first password must be changed before anything else
├── StaleForm         the form was not made for this browser, or long ago
├── ForeignPage       an upload that no page of ours sent
├── WrongRequest      the request does not say what it must
├── TooLong           it says far more than it may
├── AttemptStale      signing in at the provider was begun long ago, or by another browser
├── ProviderDenied, ProviderRefused, ProviderUnreachable    the provider says no, or nothing
├── CodeRefused, IdentityUnproven    what came from the provider proves nothing
├── TooManyAttempts   one address signs in too often
├── FilesRefused      files that came along with a request are not taken in
└── TooManyQuestions  one address asks the public page too often
"""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.refusals import Refusal


class NotSignedIn(Refusal):
    """Nobody is signed in with this browser."""

    code = "door.not-signed-in"
    sentence = "Bạn chưa đăng nhập hoặc phiên làm việc đã hết hạn."
    status = 401


class NotSigned(Refusal):
    """The request bears no signature of a partner we know, or one of another time."""

    code = "door.not-signed"
    sentence = "Yêu cầu không có chữ ký hợp lệ của nơi gửi liên thông đã khai báo."
    status = 401


class PasswordToChange(Refusal):
    """The account still has the password it was given."""

    code = "door.password-to-change"
    sentence = "Hãy đổi mật khẩu được cấp trước khi làm việc."
    status = 403


class StaleForm(Refusal):
    """The form's token is not that of the browser: an old tab, or a page of another site."""

    code = "door.stale-form"
    sentence = "Trang này đã mở quá lâu nên chưa gửi được. Hãy thử lại."
    status = 403


class ForeignPage(Refusal):
    """The upload, or what was typed, lacks what only a page of ours can send along."""

    code = "door.foreign-page"
    sentence = "Nội dung không được gửi từ trang của hệ thống nên không được nhận."
    status = 403


class IntakeClosed(Refusal):
    """The sender has not the key, or this installation takes nothing in."""

    code = "door.intake-closed"
    sentence = "Nơi này không nhận hồ sơ từ hệ thống của bạn."
    status = 401


class WrongRequest(Refusal):
    """Another program asked in a way that cannot be understood."""

    code = "door.wrong-request"
    sentence = "Yêu cầu chưa đúng: {what}."
    status = 422


class TooLong(Refusal):
    """The request is longer than anything that an officer types."""

    code = "door.too-long"
    sentence = "Nội dung gửi lên quá dài nên không được nhận."
    status = 413


class FilesRefused(Refusal):
    """A request came with files that are not taken in; `refused` says of each why."""

    code = "door.files-refused"
    sentence = "Yêu cầu chưa được nhận vì có tệp không hợp lệ: {files}."
    status = 422
    refused: Sequence[tuple[str, Refusal]] = ()

    @classmethod
    def of(cls, refused: Sequence[tuple[str, Refusal]]) -> FilesRefused:
        """The refusal of these files by name."""
        whole = cls(files=", ".join(f"“{name}”" for name, _ in refused))
        whole.refused = tuple(refused)
        return whole


class AttemptStale(Refusal):
    """What comes back from the provider fits no attempt of this browser: too late, used already, or another's."""

    code = "sign-in.stale"
    sentence = "Lần đăng nhập này đã quá hạn hoặc không bắt đầu từ trình duyệt này. Hãy đăng nhập lại."
    status = 403


class ProviderDenied(Refusal):
    """At the provider somebody has said no."""

    code = "sign-in.denied"
    sentence = "Bạn đã không đồng ý đăng nhập bằng {provider}."
    status = 403


class ProviderRefused(Refusal):
    """The provider does not want to; `error` is its own word for it."""

    code = "sign-in.provider-refused"
    sentence = "Nơi cấp {provider} từ chối (lỗi {error}). Hãy báo bộ phận công nghệ thông tin."
    status = 502


class ProviderUnreachable(Refusal):
    """The provider does not answer in time, or nothing that can be understood."""

    code = "sign-in.provider-unreachable"
    sentence = "Nơi cấp {provider} chưa trả lời. Hãy thử lại sau ít phút hoặc dùng mật khẩu."
    status = 503


class CodeRefused(Refusal):
    """The provider takes back its code: it was used already, or too late."""

    code = "sign-in.code-refused"
    sentence = "Xác nhận của nơi cấp {provider} đã được dùng hoặc đã hết hạn. Hãy đăng nhập lại."
    status = 401


class IdentityUnproven(Refusal):
    """The provider's token does not prove who somebody is; `why` says what is wrong with it."""

    code = "sign-in.identity-unproven"
    sentence = "Xác nhận của nơi cấp {provider} không dùng được: {why}. Hãy báo bộ phận công nghệ thông tin."
    status = 401


class TooManyAttempts(Refusal):
    """One address tries to sign in more often than a whole office does."""

    code = "sign-in.too-many"
    sentence = "Có quá nhiều lần đăng nhập từ địa chỉ mạng này. Hãy thử lại sau một phút."
    status = 429


class TooManyQuestions(Refusal):
    """One address has asked the public page more often than anybody needs to."""

    code = "door.too-many-questions"
    sentence = "Bạn đã tra cứu quá nhiều lần. Hãy thử lại sau một phút."
    status = 429
