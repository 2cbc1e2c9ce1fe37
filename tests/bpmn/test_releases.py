from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

from bpmn import releases
from bpmn.files import NotReadable
from bpmn.procedures import Outcome, Paper, State
from bpmn.terms import Term
from tests.bpmn.drawing import FACTS, MATTER, diagram, field, form
from tests.conftest import ROOT

FILES = {
    "procedure.toml": FACTS.encode(),
    "quy-trinh.bpmn": diagram(""),
    "mau.form": form(field("textfield", "a")),
}
SHIPPED = Path(__file__).parent.parent.parent / "bpmn" / "diagrams"


def test_a_release_is_what_its_files_say() -> None:
    found = releases.read(FILES)
    assert (found.code, found.slug, found.name, found.field) == ("2.000908", "thu", "Thủ tục thử", "Chứng thực")
    assert (found.level, found.channels, found.legal_basis) == ("commune", ("counter",), ("23/2015/NĐ-CP",))
    assert found.outcomes == (Outcome("", "Bản sao", "copy"),)
    case = found.cases[0]
    assert (case.code, case.term, case.cutoff) == ("owner", Term(Fraction(1), "day", "working"), None)
    assert (case.fees, case.values, case.papers) == ({"counter": 0}, {"requester": "owner"}, ())
    assert list(found.forms) == ["f"]
    assert dict(found.files) == FILES


def test_a_matter_has_a_series_and_states_where_a_dossier_has_a_national_code_and_outcomes() -> None:
    assert releases.read(FILES).kind == "dossier"
    found = releases.read({**FILES, "procedure.toml": MATTER.encode()})
    assert (found.kind, found.code, found.outcomes) == ("matter", "PAKN", ())
    assert found.states == (State("received", "Bản sao", ends=True),)
    assert found.cases[0].fees == {}


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        (MATTER.replace('"PAKN"', '"2.000908"'), "code"),
        (MATTER.replace("[[state]]", "[[outcome]]").replace('code = "received"\nends = true', 'key = "copy"'), "state"),
        (FACTS.replace("[[case]]", '[[state]]\ncode = "received"\nname = "Mới"\n[[case]]', 1), "state"),
        (FACTS.replace('code = "2.000908"', 'code = "PAKN"', 1), "code"),
        (MATTER.replace("[[case]]", '[[state]]\ncode = "received"\nname = "Mới"\n[[case]]', 1), "trạng thái"),
        (MATTER.replace('kind = "working"', 'kind = "working"\nfees = { counter = 0 }'), "phí"),
    ],
)
def test_what_is_neither_a_dossiers_nor_a_matters_is_refused(facts: str, place: str) -> None:
    with pytest.raises(NotReadable) as refused:
        releases.read({**FILES, "procedure.toml": facts.encode()})
    assert place in str(refused.value)


def test_the_hash_knows_names_and_contents_and_nothing_else() -> None:
    first = releases.read(FILES)
    assert releases.read(dict(reversed(FILES.items()))).hash == first.hash
    assert releases.read({**FILES, "mau.form": FILES["mau.form"] + b" "}).hash != first.hash
    renamed = {name.replace("mau", "khac"): content for name, content in FILES.items()}
    assert releases.read(renamed).hash != first.hash


def test_papers_and_the_hour_after_which_a_day_is_added() -> None:
    more = 'cutoff = 15:00:00\n[[case.paper]]\ncode = "identity"\nname = "Căn cước"\ncopies = 1\nrequired = false\n'
    case = releases.read({**FILES, "procedure.toml": (FACTS + more).encode()}).cases[0]
    assert case.cutoff == time(15)
    assert case.papers == (Paper("identity", "Căn cước", 0, 1, False),)


def test_a_case_of_the_same_day_may_be_returned_while_the_applicant_waits() -> None:
    same_day = FACTS.replace('term = "P1D"', 'term = "P0D"')
    assert not releases.read({**FILES, "procedure.toml": same_day.encode()}).cases[0].immediate
    case = releases.read({**FILES, "procedure.toml": (same_day + "\nimmediate = true\n").encode()}).cases[0]
    assert case.immediate


CHANGED = {
    "trả ngay thì thời hạn phải là trong ngày": FACTS + "\nimmediate = true\n",
    "ngày chờ xác nhận của trường hợp “owner” chỉ dùng": FACTS + "\nconfirmation_days = { counter = 1 }\n",
    "theo hình thức nộp của thủ tục": FACTS.replace("P1D", "P0D") + "\nconfirmation_days = { online = 1 }\n",
    "“procedure.toml”: TOML sai cú pháp ở dòng 2": "\ncode == 1",
    "“procedure.toml”: thiếu hoặc sai mục “code”": FACTS.replace("2.000908", "2000908"),
    "thiếu hoặc sai mục “level”": FACTS.replace('level = "commune"', 'level = "district"'),
    "thiếu hoặc sai mục “case.0.kind”": FACTS.replace('kind = "working"\n', ""),
    "thiếu hoặc sai mục “surprise”": "surprise = 1\n" + FACTS,
    "thời hạn của trường hợp “owner”: “3 ngày”": FACTS.replace("P1D", "3 ngày"),
    "đúng các hình thức nộp": FACTS.replace("counter = 0", "online = 0"),
    "thiếu hoặc sai mục “case.0.fees.counter”": FACTS.replace("counter = 0", "counter = -1"),
    "hai trường hợp có cùng mã": FACTS + FACTS[FACTS.index("[[case]]") :],
    "hai giấy tờ cùng mã": FACTS + '[[case.paper]]\ncode = "a"\nname = "A"\n' * 2,
    "lớn hơn 256 KB": FACTS + "#" * 300_000,
    "TOML sai cú pháp": f"a = {'[' * 100_000}",
}


@pytest.mark.parametrize("reason", CHANGED)
def test_wrong_facts_are_refused_by_name(reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        releases.read({**FILES, "procedure.toml": CHANGED[reason].encode()})
    assert reason in str(refused.value)


def test_files_that_do_not_belong_or_are_missing() -> None:
    without = {name: content for name, content in FILES.items() if not name.endswith(".toml")}
    for files, reason in (
        (without, "thiếu procedure.toml"),
        ({**FILES, "x.exe": b""}, "“x.exe”"),
        ({**FILES, "hai.bpmn": b""}, "đang có 2"),
        ({**FILES, "hai.form": FILES["mau.form"]}, "“mau.form”: mã biểu mẫu “f” đã dùng"),
        ({**FILES, "mau.form": b"{"}, "“mau.form”: JSON sai"),
        ({**FILES, "quy-trinh.bpmn": b"<"}, "“quy-trinh.bpmn”: XML sai"),
        ({**FILES, "procedure.toml": b"\xff"}, "UTF-8"),
    ):
        with pytest.raises(NotReadable) as refused:
            releases.read(files)
        assert reason in str(refused.value)


def test_a_folder_is_read_without_its_hidden_files(tmp_path: Path) -> None:
    for name, content in {**FILES, ".DS_Store": b"x"}.items():
        (tmp_path / name).write_bytes(content)
    assert releases.read_folder(tmp_path).hash == releases.read(FILES).hash
    (tmp_path / "large.form").write_bytes(b" " * (5 * 1024 * 1024 + 1))
    with pytest.raises(NotReadable, match=r"“large\.form”: tệp lớn hơn 5 MB"):
        releases.read_folder(tmp_path)
    with pytest.raises(NotReadable, match="không có thư mục"):
        releases.read_folder(tmp_path / "nowhere")


def test_the_copy_from_the_register_takes_one_working_day_and_is_free() -> None:
    found = releases.read_folder(SHIPPED / "cap-ban-sao-tu-so-goc")
    assert (found.code, [case.code for case in found.cases]) == (
        "2.000908",
        ["owner", "representative", "relative"],
    )
    for case in found.cases:
        assert (str(case.term), case.cutoff) == ("1 ngày làm việc", None)
        assert case.fees == {"counter": 0, "online": 0, "post": 0}
    steps = [(task.role, str(task.allotment)) for task in found.model.user_tasks() if task.act != "return"]
    assert sorted(steps) == [
        ("@receiving/reception_officer", "2 giờ làm việc"),
        ("leadership/agency_leader", "2 giờ làm việc"),
        ("office/case_officer", "3 giờ làm việc"),
        ("office/records_clerk", "1 giờ làm việc"),
    ]
    assert [outcome.code for outcome in found.outcomes] == ["KQ.G15.000020", ""]


def test_a_household_business_takes_three_working_days_with_a_fee_for_each_channel() -> None:
    found = releases.read_folder(SHIPPED / "dang-ky-ho-kinh-doanh")
    for case in found.cases:
        assert (found.code, str(case.term)) == ("1.001612", "3 ngày làm việc")
        assert case.fees == {"counter": 50_000, "online": 150_000, "post": 150_000}
    assert {outcome.code for outcome in found.outcomes} == {"KQ.G12.001041", "KQ.G12.001009"}


_DATED = '[[case.dated_fee]]\namount = 7\nsince = {}\nuntil = {}\nbasis = "Thông tư 1"\n'


def _with_dated(*spans: tuple[str, str]) -> dict[str, bytes]:
    folder = ROOT / "bpmn" / "diagrams" / "cap-ban-sao-tu-so-goc"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    facts = files["procedure.toml"].decode() + "".join(_DATED.format(*span) for span in spans)
    return {**files, "procedure.toml": facts.encode()}


def test_a_dated_fee_holds_on_its_days_on_every_channel() -> None:
    case = releases.read(_with_dated(("2026-01-01", "2026-06-30"))).cases[-1]
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [case.fee("post", day) for day in days] == [0, 7, 7, 0]


@pytest.mark.parametrize(
    "spans", [[("2026-06-30", "2026-01-01")], [("2026-01-01", "2026-06-30"), ("2026-06-30", "2026-12-31")]]
)
def test_dated_fees_follow_one_another(spans: list[tuple[str, str]]) -> None:
    with pytest.raises(NotReadable, match="chồng lên nhau"):
        releases.read(_with_dated(*spans))
