"""The door of the command: how it is called, and how its refusals and documents are said."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bpmn.refusals import Refusal

if TYPE_CHECKING:
    from processes.database import Database
    from processes.settings import Settings

PATH = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="In một tài liệu JSON.")
_UNREADABLE = 422


class Stopped(click.ClickException):
    """The command ends with one sentence on standard error, and exit code 1."""

    def show(self, file: object = None) -> None:
        """Writes the sentence."""
        click.echo(f"motcua: {self.message}", err=True)


class Unreadable(Stopped):
    """What the command was given cannot be read: exit code 2."""

    exit_code = 2


class _Door(click.Group):
    """Turns refusals, and the disk's own, into sentences."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise (Unreadable if refusal.status == _UNREADABLE else Stopped)(str(refusal)) from refusal
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            raise Stopped(f"Không dùng được “{click.format_filename(error.filename)}”: {error.strerror}.") from error


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Một Cửa: vẽ thủ tục hành chính bằng BPMN và giải quyết hồ sơ theo đúng sơ đồ, đúng hạn."""


def configured() -> Settings:
    """The settings of this installation. Refuses, in a sentence, what the environment says wrongly."""
    from processes.settings import settings

    try:
        return settings()
    except ValueError as error:  # pydantic's own; what else could be wrong here is wrong in the environment
        _wrong(error)


def _wrong(error: ValueError) -> NoReturn:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        raise Unreadable("Biến môi trường MOTCUA__… không đọc được; xem docs/settings.md.") from error
    names = ("__".join(["MOTCUA", *(str(part).upper() for part in one["loc"])]) for one in error.errors())
    raise Unreadable(f"Biến môi trường không hợp lệ: {', '.join(names)}; xem docs/settings.md.") from error


def installed() -> Database:
    """The database of this installation, when it can be worked with. Refuses: Unreachable, NotPrepared."""
    settings = configured()
    from processes import installation

    found = installation.opened(settings.database_url)
    installation.refuse_unprepared(found)
    return found


def say(document: object) -> None:
    """Writes one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False))
