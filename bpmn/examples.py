"""Examples: trials that were kept, as files of a release; every later check goes through them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Column

from bpmn.files import MOST_BYTES, NotReadable
from bpmn.sentences import Sentence

_Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(_Kept):
    """One thing that was done: a step of that element completed, time gone by until then, or a message heard."""

    did: Literal["completed", "waited", "heard"]
    moment: AwareDatetime
    element: str = ""
    values: Mapping[str, object] = {}


class Example(_Kept):
    """A kept trial: how it began, what was done, and the elements it led through up to there."""

    name: _Text
    case: str
    channel: Literal["counter", "online", "post", "phone"]
    begins: AwareDatetime
    acts: Annotated[list[Act], Column(max_length=1_000)]
    path: list[str]
    ended: bool

    def written(self) -> bytes:
        """The file that it is kept as."""
        return self.model_dump_json(indent=2).encode()


def read(source: bytes) -> Example:
    """Reads an example's file. Refuses: NotReadable."""
    if len(source) > MOST_BYTES:
        raise NotReadable(Sentence("tệp lớn hơn 5 MB"))
    try:
        return Example.model_validate_json(source)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise NotReadable(
            Sentence("thiếu hoặc sai mục “{place}”", place=place)
            if place
            else Sentence("không phải là một lượt chạy thử")
        ) from error
