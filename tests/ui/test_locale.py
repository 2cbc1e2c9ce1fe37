"""English is whole: every sentence of the screens and every refusal has its translation, with the same places."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Message
from jinja2 import Environment, nodes

from bpmn.checks import Finding
from bpmn.files import NotReadable
from bpmn.refusals import Refusal
from bpmn.sentences import Sentence
from bpmn.terms import Term, WrongTerm
from processes import notices, statuses
from processes.refusals import NotFound
from tasks.report_forms import FORMS
from tasks.report_forms.form import Column
from tests.bpmn.test_checks import CASES, of_diagram
from tests.house.source import ROOT, modules
from ui import locale
from ui.refusals import TooManyQuestions

TEMPLATES = ROOT / "ui" / "templates"
_DIACRITICS = re.compile(r"[^\x00-\x7f]")


def _in_code(path: Path, tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every literal handed to `t(…)` or `locale.t(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("t", "locale.t") and node.args:
            for given in ast.walk(node.args[0]):
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield path.name, given.value


def _in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.glob("*.html")):
        for call in Environment(autoescape=True).parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(call.args[0], nodes.Const):
                yield path.name, call.args[0].value


def _said() -> list[tuple[str, str]]:
    code = [found for m in modules() if m.name.startswith("ui/") for found in _in_code(m.path, m.tree)]
    kinds = [("notices.py", text) for kind in notices.KINDS.values() for text in (kind.name, kind.sentence)]
    statused = [("statuses.py", name) for name in statuses.NAMES.values()]
    return [*code, *_in_templates(), *kinds, *statused, *_in_reports()]


def _in_reports() -> list[tuple[str, str]]:
    """What reports are called, and what stands above their columns."""
    forms = [module for module in modules() if module.name.startswith("tasks/report_forms/")]
    named = [("report_forms", form.name) for form in FORMS.values()]
    for module in forms:
        for _, columns in inspect.getmembers(
            import_module(module.name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        ):
            if isinstance(columns, tuple) and columns and isinstance(columns[0], Column):
                named += [(module.name, text) for column in columns for text in (column.heading, *column.over)]
    return named


def _refusals() -> list[type[Refusal]]:
    for module in modules():
        if "Refusal" in module.text and not module.name.startswith(("ui/shell", "ui/pages", "ui/frontend")):
            import_module(module.name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    found, waiting = [], [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found.append(kind)
    return [kind for kind in found if not kind.__module__.startswith("tests")]


def _english(key: str, context: str | None = None) -> str | None:
    found = locale.english().get(key, context=context)
    return found.string if isinstance(found, Message) and isinstance(found.string, str) and found.string else None


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_sentence_of_the_screens_has_its_english() -> None:
    said = _said()
    assert len(said) > 40
    missing = sorted({f"{where}: {text}" for where, text in said if _english(text) is None})
    assert missing == []
    for _, text in said:
        assert _places(_english(text) or "") == _places(text), text


def test_every_refusal_has_its_english() -> None:
    missing = [kind.code for kind in _refusals() if _english(kind.code, locale.REFUSALS) is None]
    assert missing == []
    for kind in _refusals():
        assert _places(_english(kind.code, locale.REFUSALS) or "") <= _places(kind.sentence), kind.code


def _sentences() -> Iterator[tuple[str, str]]:
    """The template of every sentence that is made outside the screens."""
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Sentence" and node.args:
                given = node.args[0]
                assert isinstance(given, ast.Constant), f"{module.name}:{node.lineno}"
                assert isinstance(given.value, str)
                yield module.name, given.value


def test_every_sentence_that_an_analyst_is_told_has_its_english() -> None:
    said = {(where, text) for where, text in _sentences() if text}
    assert len(said) > 350
    assert sorted(f"{where}: {text}" for where, text in said if _english(text) is None) == []
    for where, text in said:
        assert _places(_english(text) or "") == _places(text), f"{where}: {text}"


def _bare(tree: ast.AST) -> Iterator[ast.Constant]:
    """Vietnamese texts that are no sentence's template: nobody could translate what is made of them."""
    told: set[int] = set()
    for node in ast.walk(tree):
        is_made = isinstance(node, ast.Call) and ast.unparse(node.func) in ("Sentence", "re.compile")
        is_by_code = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "sentence"  # a refusal's own
        if is_made or is_by_code or isinstance(node, ast.Expr):  # the last is a docstring, or a call with its own
            told |= {id(one) for one in ast.walk(node) if is_made or is_by_code or one is getattr(node, "value", None)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        if is_text and re.search(r"[À-ỹ]", node.value):
            yield node


_ANALYSTS = ("bpmn/checks/", "bpmn/clinic/repairs/", "bpmn/engine/moving.py", "bpmn/expressions/", "bpmn/trials.py")
_WORDS = {"bpmn/clinic/repairs/timers.py", "bpmn/checks/rules/duration_readable.py"}  # what files say, read by them


def test_what_an_analyst_is_told_is_made_of_sentences() -> None:
    found = [
        f"{module.name}:{node.lineno} {node.value}"
        for module in modules()
        if module.name.startswith(_ANALYSTS) and module.name not in _WORDS
        for node in _bare(module.tree)
    ]
    assert found == []


def test_a_sentence_is_said_with_all_its_parts_in_the_visitors_language() -> None:
    why = NotReadable(Sentence("XML sai cú pháp ở dòng {line}", line=3), file="“ky.bpmn”")
    told = Sentence("Ví dụ “{name}” không còn chạy như khi lưu: {why}.", name="Ký", why=why)
    assert locale.t(told) == told
    with locale.speaking("en"):
        assert locale.t(told) == (
            "Example “Ký” does not run any more as it was kept: “ky.bpmn” could not be read: broken XML in line 3."
        )
        assert locale.t("{term} để ký", term=Term.read("P3D").said) == "3 working days để ký"


def _broken() -> list[Finding]:
    """A finding of every rule that the tests of the rules break, and of a diagram from another tool."""
    return [one for cases in CASES.values() for body, _element in cases for one in of_diagram(body)]


def test_findings_are_told_in_english_to_who_reads_english() -> None:
    found = _broken()
    assert len({one.rule for one in found}) > 20
    with locale.speaking("en"):
        for one in found:
            assert isinstance(one.message, Sentence), one.rule
            said = re.sub(r"“[^”]*”", "", locale.t(one.message))
            assert not re.search(r"[À-ỹ]", said), f"{one.rule}: {said}"
            if one.fix is not None:
                assert isinstance(one.fix.words, Sentence)


def test_what_a_refusal_lacks_or_does_not_find_has_its_english() -> None:
    named = {
        word.value.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "what" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
    }
    assert {what for what in named if _DIACRITICS.search(what) and _english(what) is None} == set()


def test_every_mistake_in_a_procedures_facts_has_its_english() -> None:
    (module,) = [one for one in modules() if one.name == "bpmn/procedure_facts.py"]
    said = {
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"[^\n`“]+\.$", node.value)
    }
    said = {text for text in said if _DIACRITICS.search(text)} | {WrongTerm.sentence}
    assert len(said) > 15
    assert sorted(text for text in said if _english(text) is None) == []


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    codes = {kind.code for kind in _refusals()}
    unknown = [m.id for m in locale.english() if m.id and m.context == locale.REFUSALS and m.id not in codes]
    assert unknown == []


def test_a_sentence_without_translation_stays_vietnamese() -> None:
    with locale.speaking("en"):
        assert locale.t("Câu này chưa ai dịch: {số}.", số=3) == "Câu này chưa ai dịch: 3."


def test_a_refusal_is_said_by_its_code_with_its_parameters_translated() -> None:
    refusal = NotFound(what="tệp này")
    assert locale.say(refusal) == "Không tìm thấy tệp này."
    with locale.speaking("en"):
        assert locale.say(refusal) == "This file was not found."
        assert "minute" in locale.say(TooManyQuestions())
    assert locale.language() == "vi"


@pytest.mark.parametrize("code", ["xx", "", None])
def test_a_language_that_is_not_known_is_vietnamese(code: str | None) -> None:
    assert not locale.is_language(code)
    locale.speak(code or "")
    assert locale.language() == "vi"
