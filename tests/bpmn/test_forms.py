from __future__ import annotations

from datetime import date

import pytest

from bpmn import forms
from bpmn.files import NotReadable
from bpmn.forms import Form, WrongValues
from tests.bpmn.drawing import field, form

CHOICES = [{"value": "approved", "label": "Duyệt"}, {"value": "sent_back", "label": "Trả lại"}]


@pytest.fixture(scope="module")
def asked() -> Form:
    return forms.read(
        form(
            {"type": "text", "id": "hint", "text": "Xem kỹ trước khi ký."},
            field("textfield", "name", validate={"required": True, "maxLength": 5, "minLength": 2}),
            field("textfield", "serial", validate={"pattern": "^[0-9]+$"}),
            field("textarea", "reason", properties={"requiredWhen": '=decision = "sent_back"'}),
            field("number", "pages", validate={"min": 1, "max": 10}, decimalDigits=0),
            field("number", "area"),
            field("datetime", "signed_on", subtype="date"),
            field("radio", "decision", values=CHOICES),
            field("select", "model_config", values=CHOICES),
            field("checkbox", "checked"),
            field("checkbox", "sworn", required=True),
            field("filepicker", "scan"),
            field("filepicker", "more", multiple=True),
        )
    )


LEAST: dict[str, object] = {"name": "An", "sworn": True}


def wrong(asked: Form, **values: object) -> dict[str, str]:
    with pytest.raises(WrongValues) as refused:
        asked.check({**LEAST, **values})
    return refused.value.fields


def test_the_fields_as_they_are_drawn(asked: Form) -> None:
    by_key = {field.key: field for field in asked.fields}
    assert [field.kind for field in asked.fields][:5] == ["note", "text", "text", "textarea", "number"]
    assert by_key["hint"].label == "Xem kỹ trước khi ký."
    assert (by_key["name"].required, by_key["name"].max_length, by_key["name"].label) == (True, 5, "NAME")
    assert [(option.value, option.label) for option in by_key["decision"].options][1] == ("sent_back", "Trả lại")
    assert (by_key["pages"].minimum, by_key["pages"].maximum, by_key["more"].multiple) == (1, 10, True)


def test_every_key_is_answered(asked: Form) -> None:
    answer = asked.check(LEAST)
    assert answer.pop("name") == "An"
    assert answer.pop("sworn") is True
    assert (answer.pop("scan"), answer.pop("more")) == ([], [])
    assert set(answer.values()) == {None}
    assert "hint" not in answer


def test_what_is_filled_in_is_kept(asked: Form) -> None:
    values: dict[str, object] = {
        "name": " Bình ",
        "serial": "0012",
        "pages": 3.0,
        "area": 12.5,
        "signed_on": date(2026, 3, 2),
        "decision": "approved",
        "model_config": "approved",
        "checked": False,
        "scan": [{"id": 7, "name": "quet.pdf"}],
        "more": [{"id": 8}, {"id": 9}],
    }
    answer = asked.check({**LEAST, **values})
    assert (answer["name"], answer["serial"]) == ("Bình", "0012")
    assert repr((answer["pages"], answer["area"])) == "(3, 12.5)"
    assert answer["signed_on"] == "2026-03-02"
    assert answer["scan"] == [{"id": 7, "name": "quet.pdf", "size": 0, "media_type": ""}]
    assert answer["more"] == [{"id": one, "name": "", "size": 0, "media_type": ""} for one in (8, 9)]
    assert asked.check(answer) == answer


def test_accents_are_composed_so_that_equal_words_are_equal(asked: Form) -> None:
    decomposed = "Bi\u0300nh"
    assert asked.check({**LEAST, "name": decomposed})["name"] == "Bình"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": None}, "Mục này bắt buộc."),
        ({"name": "  "}, "Mục này bắt buộc."),
        ({"name": "Nguyễn"}, "Dài quá 5 ký tự."),
        ({"name": "A"}, "Ngắn hơn 2 ký tự."),
        ({"name": "A\x00b"}, "Có ký tự không in được."),
        ({"name": ["An"]}, "Hãy nhập chữ."),
        ({"serial": "12a"}, "Không đúng mẫu quy định."),
        ({"pages": 1.5}, "Hãy nhập số nguyên."),
        ({"pages": 0}, "Phải từ 1 trở lên."),
        ({"pages": 11}, "Không được quá 10."),
        ({"pages": True}, "Hãy nhập một số."),
        ({"pages": "3"}, "Hãy nhập một số."),
        ({"area": float("nan")}, "Số quá lớn hoặc không phải là số."),
        ({"area": float("inf")}, "Số quá lớn hoặc không phải là số."),
        ({"area": 10**400}, "Số quá lớn hoặc không phải là số."),
        ({"signed_on": "2026-02-30"}, "Hãy nhập ngày có thật, dạng ngày/tháng/năm."),
        ({"signed_on": "20260302"}, "Hãy nhập ngày có thật, dạng ngày/tháng/năm."),
        ({"signed_on": "0026-03-02"}, "Năm 26 không hợp lý."),
        ({"decision": "maybe"}, "Hãy chọn một trong các giá trị đã cho."),
        ({"checked": "yes"}, "Hãy đánh dấu có hoặc không."),
        ({"sworn": False}, "Cần đánh dấu vào mục này."),
        ({"scan": [{"id": 1}, {"id": 2}]}, "Chỉ được kèm 1 tệp."),
        ({"scan": "quet.pdf"}, "Giá trị này không dùng được."),
        ({"scan": [{"id": "1"}]}, "Giá trị này không dùng được."),
        ({"scan": [{"id": 0}]}, "Giá trị này không dùng được."),
        ({"scan": [{"id": 1, "path": "/etc/passwd"}]}, "Giá trị này không dùng được."),
        ({"decision": "sent_back"}, "Mục này bắt buộc."),
        ({"surprise": "x"}, "Biểu mẫu không có mục này."),
        ({"hint": "x"}, "Biểu mẫu không có mục này."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(asked: Form, values: dict[str, object], sentence: str) -> None:
    expected = "reason" if values.get("decision") == "sent_back" else next(iter(values))
    assert wrong(asked, **values) == {expected: sentence}


def test_all_wrong_fields_are_told_at_once_by_their_labels(asked: Form) -> None:
    with pytest.raises(WrongValues, match=r"2 mục chưa đúng: NAME, PAGES\.") as refused:
        asked.check({**LEAST, "name": "", "pages": 99})
    assert refused.value.status == 422


def test_a_reason_is_asked_for_only_when_it_is_due(asked: Form) -> None:
    assert asked.check({**LEAST, "decision": "sent_back", "reason": "Thiếu chữ ký"})["reason"] == "Thiếu chữ ký"
    assert asked.check({**LEAST, "decision": "approved"})["reason"] is None


UNREADABLE = {
    "lớn hơn 5 MB": b" " * (5 * 1024 * 1024 + 1),
    "quá 200 cấp": b"[" * 201,
    "sai cú pháp ở dòng 1": b'{"id": "f",',
    "không phải biểu mẫu": b"[]",
    "“table” của biểu mẫu chưa được hỗ trợ": form(field("table", "a")),
    "cùng mã": form(field("textfield", "a"), field("number", "a")),
    "“a b” của biểu mẫu không hợp lệ": form(field("textfield", "a b")),
    "hỏi “century”": form(field("datetime", "a", subtype="century")),
    "điều kiện ẩn/hiện của mục “a” sai": form(field("textfield", "a", conditional={"hide": "=b ="})),
    "điều kiện ẩn/hiện của mục “a” hỏi “b”": form(field("textfield", "a", conditional={"hide": "=b = 1"})),
    "gọi hàm “nowhere”": form(field("textfield", "a", conditional={"hide": "=nowhere(a)"})),
    "“a”, “b” chờ lẫn nhau": form(
        field("textfield", "a", conditional={"hide": '=b = "x"'}),
        field("textfield", "b", conditional={"hide": '=a = "x"'}),
    ),
    "bảng “a” cần từ 1": form({"type": "dynamiclist", "path": "a", "components": []}),
    "mà bảng chưa hỗ trợ": form({"type": "dynamiclist", "path": "a", "components": [field("filepicker", "f")]}),
    "không được mang mã “id”": form({"type": "dynamiclist", "path": "a", "components": [field("number", "id")]}),
    "mặc định của mục “a” không dùng được: Hãy nhập một số": form(field("number", "a", defaultValue="ba")),
    "không có lựa chọn": form(field("select", "a", valuesKey="options")),
    "pattern": form(field("textfield", "a", validate={"pattern": "(a"})),
    "bắt buộc của mục “a” sai": form(field("textfield", "a", properties={"requiredWhen": "=b ="})),
    "hỏi “b”": form(field("textfield", "a", properties={"requiredWhen": "=b = 1"})),
}


@pytest.mark.parametrize("reason", UNREADABLE)
def test_a_form_we_could_not_honour_is_refused(reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        forms.read(UNREADABLE[reason])
    assert reason in str(refused.value)


def test_brackets_in_texts_are_not_levels() -> None:
    assert forms.read(form(field("textfield", "a", description="[" * 500 + '\\"' + "{" * 500))).fields[0].key == "a"


def test_no_pattern_takes_more_than_linear_time() -> None:
    slow = forms.read(form(field("textfield", "a", validate={"pattern": "^(a+)+$", "maxLength": 5000})))
    with pytest.raises(WrongValues):
        slow.check({"a": "a" * 4999 + "!"})


def test_a_form_has_at_most_a_thousand_fields() -> None:
    fields = [field("textfield", f"k{number}") for number in range(1_001)]
    assert len(forms.read(form(*fields[:1_000])).fields) == 1_000
    with pytest.raises(NotReadable, match=r"quá 1000 mục"):
        forms.read(form(*fields))


@pytest.fixture(scope="module")
def survey() -> Form:
    """What a visit to the place asks: what depends on the decision is shown only then."""
    return forms.read(
        form(
            field("radio", "decision", values=CHOICES),
            field("textarea", "reason", required=True, conditional={"hide": '=decision != "sent_back"'}),
            field("number", "days", required=True, conditional={"hide": "=reason = null"}),
            {"type": "text", "id": "hint", "text": "Ghi rõ lý do.", "conditional": {"hide": '=decision = "approved"'}},
            field("checklist", "seen", values=CHOICES),
            field("datetime", "at", subtype="datetime"),
            field("datetime", "opens", subtype="time"),
            field("textfield", "mail", validate={"validationType": "email"}),
            field("textfield", "phone", validate={"validationType": "phone"}),
            {
                "type": "dynamiclist",
                "path": "people",
                "label": "Người có mặt",
                "components": [
                    field("textfield", "name", required=True, validate={"required": True, "maxLength": 40}),
                    field("number", "born", validate={"min": 1900}, decimalDigits=0),
                ],
            },
        )
    )


SENT_BACK: dict[str, object] = {"decision": "sent_back", "reason": "Thiếu ảnh", "days": 3}


def test_what_is_hidden_is_neither_asked_for_nor_kept(survey: Form) -> None:
    assert survey.check({**SENT_BACK, "decision": "approved"})["reason"] is None
    assert survey.check({"decision": "approved", "reason": ["wrong"], "days": "x"})["days"] is None
    assert survey.check(SENT_BACK)["days"] == 3
    with pytest.raises(WrongValues) as refused:
        survey.check({"decision": "sent_back"})
    assert refused.value.fields == {"reason": "Mục này bắt buộc."}


def test_what_is_hidden_follows_what_it_depends_on_along_the_whole_chain(survey: Form) -> None:
    assert survey.hidden({}) == {"reason", "days"}
    assert survey.hidden({"decision": "sent_back"}) == {"days"}
    assert survey.hidden(SENT_BACK) == set()
    # a reason that is not asked for any more must not keep what depends on it
    assert survey.hidden({**SENT_BACK, "decision": "approved"}) == {"reason", "days", "hint"}
    assert survey.controls == {"decision", "reason"}


def test_lists_tables_and_times_are_kept(survey: Form) -> None:
    people = [{"name": " Bình ", "born": 1980.0}, {"name": "", "born": None}, {"name": "An"}]
    seen = ["sent_back", "approved"]
    answer = survey.check(
        {
            **SENT_BACK,
            "people": people,
            "seen": seen,
            "at": "2026-03-02T08:30:00",
            "opens": "07:00",
            "phone": "0912 345 678",
        }
    )
    assert answer["people"] == [{"name": "Bình", "born": 1980}, {"name": "An", "born": None}]
    assert answer["seen"] == ["approved", "sent_back"]
    assert (answer["at"], answer["opens"]) == ("2026-03-02T08:30", "07:00")
    assert survey.check(answer) == answer


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"seen": ["approved", "approved"]}, "Một lựa chọn được đánh dấu hai lần."),
        ({"seen": ["maybe"]}, "Hãy chọn một trong các giá trị đã cho."),
        ({"seen": "approved"}, "Giá trị này không dùng được."),
        ({"at": "2026-03-02"}, "Hãy nhập giờ có thật, dạng giờ:phút."),
        ({"opens": "25:00"}, "Hãy nhập giờ có thật, dạng giờ:phút."),
        ({"mail": "an@"}, "Hãy nhập địa chỉ thư điện tử có thật."),
        ({"phone": "không có"}, "Hãy nhập số điện thoại."),
        ({"people": [{"born": 1980}]}, "Dòng 1, cột “NAME”: Mục này bắt buộc."),
        ({"people": [{"name": "An"}, {"name": "An", "born": 1}]}, "Dòng 2, cột “BORN”: Phải từ 1900 trở lên."),
        ({"people": [{"name": "An", "wife": "x"}]}, "Giá trị này không dùng được."),
        ({"people": [{"name": {"deep": [1]}}]}, "Dòng 1, cột “NAME”: Hãy nhập chữ."),
        ({"people": ["An"]}, "Giá trị này không dùng được."),
        ({"people": {"name": "An"}}, "Giá trị này không dùng được."),
        ({"people": [{"name": "An"}] * 201}, "Chỉ được kèm 200 dòng."),
        ({"reason": "a" * 1_000_000}, "Dài quá 10000 ký tự."),
        ({"k" * 1_000_000: "x"}, "Biểu mẫu không có mục này."),
    ],
)
def test_what_is_wrong_in_lists_tables_and_times(survey: Form, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(WrongValues) as refused:
        survey.check({**SENT_BACK, **values})
    assert refused.value.fields == {next(iter(values)): sentence}
    assert len(str(refused.value)) < 300


def test_a_draft_is_kept_unfinished_but_never_shapeless(asked: Form, survey: Form) -> None:
    typed: dict[str, object] = {"name": " Nguyễn Văn ", "pages": 99, "scan": [], "decision": None, "serial": "12a"}
    assert asked.keep(typed) == typed
    assert survey.keep({"people": [{"name": ""}], "reason": "x" * 20_000})["people"] == [{"name": "", "born": None}]
    for key, value in {"name": ["An"], "surprise": 1, "decision": "maybe", "pages": "3"}.items():
        with pytest.raises(WrongValues) as refused:
            asked.keep({"serial": "1", key: value})
        assert set(refused.value.fields) == {key}
    for value in ("x" * 20_001, "A\x00b"):
        with pytest.raises(WrongValues):
            asked.keep({"name": value})
