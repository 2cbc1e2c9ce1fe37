"""Files of decisions: what rests on what, names with spaces, days, other languages, the field's own tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bpmn import decisions
from bpmn.decisions import NoDecision, NotDecidable, WrongInput
from bpmn.expressions import UnknownName
from bpmn.files import NotReadable
from tests.bpmn.decisions.writing import DMN, decision, fact, file, literal, table, typed

FIELD = Path(__file__).parent / "field"


def value_of(xml: bytes, **names: object) -> object:
    """The answer of the decision “d”."""
    return decisions.read(xml).decide("d", names).value


@pytest.mark.parametrize(
    ("name", "decision_id", "names", "expected", "rules"),
    [
        ("le-phi", "fee", {"Trường hợp": "first", "Hình thức nộp": "online"}, 50_000, [1]),
        ("le-phi", "fee", {"case": "again", "channel": "post"}, 20_000, [4]),
        ("le-phi", "Lệ phí", {"case": "lost", "channel": "post"}, None, []),
        (
            "co-quan-tham-quyen",
            "agency",
            {"area": 500, "kind": "vườn"},
            {"Cơ quan": "Ủy ban nhân dân xã", "Cấp": "xã"},
            [3],
        ),
        (
            "co-quan-tham-quyen",
            "agency",
            {"area": 20, "kind": "rừng đặc dụng"},
            {"Cơ quan": "Sở Nông nghiệp và Môi trường", "Cấp": "tỉnh"},
            [1],
        ),
        ("bo-sung", "supplement", {"m": True, "n": 0}, "yêu cầu bổ sung", [2]),
        ("bo-sung", "supplement", {"m": True, "n": 1}, "từ chối", [3]),
        ("tuoi-dang-ky", "may", {"age": 20, "born": "2006-01-02"}, "được", [1]),
        ("tuoi-dang-ky", "may", {"age": 20, "born": "2026-01-02"}, "từ chối", [4, 1]),
        ("tuoi-dang-ky", "may", {"Tuổi người nộp": 17.5, "Ngày sinh": "2008-09-09"}, "cần người giám hộ", [2]),
        (
            "giay-to-phai-nop",
            "papers",
            {"org": True, "agent": False, "n": 1},
            ["đơn đề nghị", "giấy chứng nhận đăng ký"],
            [1, 2],
        ),
        ("tong-phi", "total", {"pages": 12, "paper": True, "home": True}, 39_000, [1, 2, 3, 4]),
        ("muc-uu-tien", "priority", {"who": "người có công", "at": "16:30:00"}, ["khẩn", "cao", "thường"], [3, 2, 1]),
        ("thoi-han", "term", {"group": "A", "sum": 3000, "ask": True}, 50, []),
        ("thoi-han", "base", {"group": "C", "sum": 1}, 15, []),
    ],
)
def test_the_fields_own_tables(
    name: str, decision_id: str, names: dict[str, object], expected: object, rules: list[int]
) -> None:
    read = decisions.read((FIELD / f"{name}.dmn").read_bytes())
    assert read.flaws == ()
    found = read.decide(decision_id, names)
    assert found.value == expected
    assert [hit.number for hit in found.hits] == rules


def test_a_rule_that_applies_tells_its_note() -> None:
    read = decisions.read((FIELD / "tong-phi.dmn").read_bytes())
    found = read.decide("total", {"pages": 1, "paper": False, "home": True})
    assert [(hit.number, hit.annotation) for hit in found.hits] == [(1, "Phí cố định"), (4, "Cước bưu chính")]


def test_decisions_rest_on_decisions() -> None:
    xml = file(
        fact("Monthly Income", "number", element="income"),
        decision("Routing", literal('if Pre-bureau risk category = "LOW" then "ACCEPT" else "REFER"'), needs=["!risk"]),
        decision(
            "Pre-bureau risk category",
            table("UNIQUE", ["Application risk score"], ["Category"], [("> 100", '"LOW"'), ("<= 100", '"HIGH"')]),
            element="risk",
            needs=["!score"],
        ),
        decision("Application risk score", literal("Monthly Income / 10 - 5"), element="score", needs=["income"]),
    )
    assert value_of(xml, income=2000) == "ACCEPT"
    assert value_of(xml, **{"Monthly  Income": 500}) == "REFER"
    read = decisions.read(xml)
    assert [one.id for one in read.below(read.find("d"))] == ["score", "risk", "d"]
    assert read.needs(read.find("d")) == {"Monthly Income"}


def test_a_missing_fact_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="Monthly Income"):
        value_of(file(fact("Monthly Income"), decision("D", literal("Monthly Income + 1"), needs=["Monthly Income"])))


def test_a_decision_that_rests_on_itself_is_refused() -> None:
    read = decisions.read(
        file(
            decision("A", literal("B"), element="a", needs=["!b"]),
            decision("B", literal("A"), element="b", needs=["!a"]),
            decision("C", literal("A + 1"), element="c", needs=["!a"]),
            decision("E", literal("1"), element="e"),
        )
    )
    assert [flaw.id for flaw in read.flaws] == ["a", "b"]
    for name in ("a", "b", "c"):
        with pytest.raises(NotDecidable):
            read.decide(name, {})
    assert read.decide("e", {}).value == 1


def test_what_rests_on_nothing_that_is_there_is_told() -> None:
    read = decisions.read(file(decision("A", literal("1"), needs=["!gone", "lost"])))
    assert "gone" in read.flaws[0].message
    with pytest.raises(NotDecidable):
        read.decide("A", {})
    with pytest.raises(NoDecision):
        read.decide("B", {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-03-02") < date("2026-03-03")', True),
        ('@"2026-03-02" = date("2026-03-02")', True),
        ('date and time("2026-03-02T08:00:00") >= @"2026-03-02T07:59:59"', True),
        ('if Ngày nộp in [date("2026-01-01")..date("2026-12-31")] then "trong năm" else "ngoài năm"', "trong năm"),
        ('Lender\'s name = "BIDV"', True),
        ("a-b + 1", 8),
    ],
)
def test_literal_expressions(text: str, expected: object) -> None:
    facts = [fact("Ngày nộp", "date", element="day"), fact("Lender's name", element="l"), fact("a-b", element="ab")]
    xml = file(*facts, decision("D", literal(text), needs=["day", "l", "ab"]))
    assert value_of(xml, day="2026-03-02", l="BIDV", ab=7) == expected


def test_days_are_answered_as_days() -> None:
    found = value_of(file(decision("D", literal('"2026-03-02"'), kind="date")))
    assert found == date(2026, 3, 2)


def test_values_that_are_not_allowed_are_refused() -> None:
    xml = file(
        typed("rating", "string", '"A","B"'),
        fact("Rating", "rating"),
        decision("D", literal("Rating"), needs=["Rating"]),
    )
    assert value_of(xml, Rating="A") == "A"
    with pytest.raises(WrongInput, match="được phép"):
        value_of(xml, Rating="C")


@pytest.mark.parametrize(
    "version",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        DMN,
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_is_read(version: str) -> None:
    assert value_of(file(decision("D", literal("1 + 1")), version=version)) == 2


def test_other_languages_are_read_or_told() -> None:
    cells = table("UNIQUE", ["x"], ["y"], [("${cellInput > 3}", "${x * 2}")])
    assert value_of(file(decision("D", cells)), x=4) == 8
    python = file(decision("D", literal("x - 1 if x == 4 else 0")), more='expressionLanguage="python"')
    assert value_of(python, x=4) == 3
    groovy = decisions.read(file(decision("D", literal("x")), more='expressionLanguage="groovy"'))
    assert "groovy" in groovy.flaws[0].message


@pytest.mark.parametrize(
    "logic", ["<context/>", "<invocation/>", "<relation/>", "<list/>", "<functionDefinition/>", ""]
)
def test_what_is_not_worked_out_is_told(logic: str) -> None:
    read = decisions.read(file(decision("D", logic)))
    assert len(read.flaws) == 1
    with pytest.raises(NotDecidable):
        read.decide("D", {})


def _many(rules: int) -> bytes:
    return file(decision("D", table("FIRST", ["x"], ["y"], [(f"< {number}", "1") for number in range(rules)])))


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no XML",
        b"<definitions/>",
        file(),
        file(decision("D", literal("1")), decision("D", literal("2"))),
        b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>',
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        file(decision("D", literal("1"))) + b" " * 6_000_000,
        file("<x>" * 300 + "</x>" * 300),
        _many(10_000),
    ],
)
def test_hostile_files_are_turned_away(xml: bytes) -> None:
    with pytest.raises(NotReadable):
        decisions.read(xml)


def test_as_many_rules_as_are_allowed_are_worked_out() -> None:
    assert value_of(_many(2_000), x=1_998) == 1
