from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import jinja2
import pytest
import typst
from pypdf import PdfReader

from tasks.letters import typesetting
from tasks.letters.typesetting import FontsMissing, Press

MOMENT = datetime(2025, 10, 27, 2, 32, tzinfo=UTC)
PAGE = '#set page(width: 40cm)\n#set text(font: "Tinos")\n'
Typed = Callable[..., str]


@pytest.fixture
def typed(fonts: Path, tmp_path: Path) -> Typed:
    """What stands on the page when a template is set with a value called `name`."""
    folder = tmp_path / "letters"
    folder.mkdir()

    def set_page(template: str, name: object = "", **data: object) -> str:
        (folder / "letter.typ.j2").write_text(PAGE + template)
        press = Press(fonts, templates=folder)
        pdf = press.print("letter.typ.j2", facts={"name": name}, data=data, moment=MOMENT)
        return PdfReader(BytesIO(pdf)).pages[0].extract_text().strip()

    return set_page


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd") $ * _ @',
        'Nguyễn "Ba" Ánh',
        "C:\\giấy tờ\\n\\u{41}\\",
        '"; #panic("ra ngoài") //',
        "Lê; Văn; Tám;",
        "= Tiêu đề - *đậm* `mã` <nhãn> [ ] { }",
        "{{ facts }} {% raw %} {# không #}",
        "Đặng Hữu Nghĩa ưỡn ẹo quyền quỳnh Ỹ ẵ",
        "D’Éçñ Øystein Łukasz",
    ],
)
def test_a_name_is_printed_as_it_is_spelled(typed: Typed, name: str) -> None:
    assert typed("Ông {{ facts.name }}", name) == f"Ông {name}"


@pytest.mark.parametrize("behind", [";", ";;", ".len()", "(1)", "[x]", '"', ", ông"])
def test_what_follows_a_value_is_text(typed: Typed, behind: str) -> None:
    written = behind.replace('"', '\\"')
    assert typed("Ông {{ facts.name }}" + written, "Ba") == f"Ông Ba{behind}"


def test_a_line_break_in_a_value_forges_no_line(typed: Typed) -> None:
    assert typed("{{ facts.name }}", "Ba\r\n5. Trả\u2028ngay\tnhé\x00") == "Ba 5. Trả ngay nhé"


def test_invisible_marks_do_not_turn_a_name_round(typed: Typed) -> None:
    assert typed("{{ facts.name }}", "Lê \u202eVăn\u202c Tám\u200b") == "Lê Văn Tám"


def test_letters_typed_in_two_parts_are_printed_as_one(typed: Typed) -> None:
    assert typed("{{ facts.name }}", "Tha\u0302\u0301ng") == "Thấng"


def test_half_a_sign_stops_no_letter(typed: Typed) -> None:
    text = typed("a{{ facts.name }}b", "\ud83d")
    assert (text[0], text[-1], len(text)) == ("a", "b", 3)


def test_data_reaches_code_with_its_lines_and_marks(typed: Typed) -> None:
    text = typed("#for line in data.lines [\\[#line\\] \\ ]", lines=['#panic("\\")', "hai\nba"])
    assert text.split() == ['[#panic("\\")]', "[hai", "ba]"]


@pytest.mark.parametrize("value", [None, True, 1.5, MOMENT, ["a"], b"a"])
def test_only_text_and_whole_numbers_are_printed(typed: Typed, value: object) -> None:
    with pytest.raises(TypeError, match="text and whole numbers"):
        typed("{{ facts.name }}", value)


def test_a_fact_that_is_lacking_is_named(typed: Typed) -> None:
    with pytest.raises(jinja2.UndefinedError, match="nmae"):
        typed("{{ facts.nmae }}")


def test_a_letter_reads_its_own_folder_and_nothing_else(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("bí mật")
    (tmp_path / "letters" / "near").write_text("gần")
    assert typed('#read("near")') == "gần"
    for path in ("../secret", str(tmp_path / "secret"), "/etc/passwd"):
        with pytest.raises(typst.TypstError, match=r"not found|escape"):
            typed(f'#read("{path}")')


def test_the_machine_lends_no_font(typed: Typed) -> None:
    with pytest.raises(typst.TypstError, match="no font"):
        typed('#set text(font: "Libertinus Serif", fallback: false)\nxin chào $x^2$')


def test_a_folder_without_fonts_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=rf"Tinos regular, bold and italic .* {tmp_path}"):
        Press(tmp_path)


def test_one_press_serves_many_threads(fonts: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.typ.j2").write_text(PAGE + "#for i in range(400) [Dòng #i của {{ facts.name }}. ]")
    press = Press(fonts, templates=tmp_path)

    def pdf(name: str) -> bytes:
        return press.print("letter.typ.j2", facts={"name": name}, data={}, moment=MOMENT)

    names = [f"người {i % 4}" for i in range(16)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pdf, names)) == [pdf(name) for name in names]


def test_the_shipped_templates_are_where_the_press_looks() -> None:
    assert (typesetting.TEMPLATES / "receipt.typ.j2").is_file()
