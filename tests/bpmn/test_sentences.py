"""A sentence is the text to everybody, and can be taken apart by whoever says it in another language."""

from __future__ import annotations

import copy
import pickle

from bpmn.files import NotReadable
from bpmn.sentences import Sentence, listed
from bpmn.terms import Term

STEP = Sentence("Bước {step} cần {what}.", step="“Ký”", what=Sentence("một chữ ký"))


def test_a_sentence_is_its_text_and_knows_what_it_was_made_of() -> None:
    assert STEP == "Bước “Ký” cần một chữ ký."
    assert (STEP.template, STEP.values["step"]) == ("Bước {step} cần {what}.", "“Ký”")
    assert f"{STEP}" == str(STEP)
    assert type(str(STEP)) is str


def test_a_template_is_filled_later_and_one_without_values_stands_as_it_is() -> None:
    left_open = Sentence("ở {name}")
    assert (left_open, left_open.filled(name="đây")) == ("ở {name}", "ở đây")
    assert left_open.filled(name="{đây}") == "ở {đây}"


def test_what_is_put_into_another_sentence_comes_without_its_full_stop() -> None:
    refusal = NotReadable(Sentence("tệp trống"))
    assert Sentence("Ví dụ: {why}.", why=refusal) == "Ví dụ: Không đọc được tệp: tệp trống."
    assert Sentence("({why})", why=Sentence("Hết.")) == "(Hết)"
    assert Sentence("{said}", said="Hết.") == "Hết."


def test_a_sentence_can_be_copied_and_kept() -> None:
    for one in (copy.deepcopy(STEP), pickle.loads(pickle.dumps(STEP))):
        assert isinstance(one, Sentence)
        assert (one, one.template, dict(one.values)) == (STEP, STEP.template, dict(STEP.values))


def test_sentences_are_listed_and_a_term_is_one() -> None:
    parts = [Sentence("một"), Sentence("hai"), Sentence("ba")]
    assert (listed(parts), listed(parts[:1]), listed([])) == ("một, hai, ba", "một", "")
    assert Term.read("P3D").said.template == "{amount} ngày làm việc"
