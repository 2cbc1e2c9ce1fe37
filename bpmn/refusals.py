"""What an act may be refused for, said to the officer in a sentence.

    Refusal
    ├── the language's own: files.NotReadable, forms.WrongValues, engine.NotWaiting, …
    └── the record's: processes.refusals

Everything that is neither a Refusal nor a Finding is a bug and is caught by nobody.
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """The act was not done, nothing was changed, and the sentence says why.

    `code` is stable and is what a translation is looked up by; `sentence` is the Vietnamese text with
    `{parameter}` places; `status` is the HTTP answer that carries it.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "Không thực hiện được yêu cầu này."
    status: ClassVar[int] = 409

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.sentence.format_map(params) if params else self.sentence)
