"""The folder channel: each new status of a dossier becomes one file for the province's integration axis to fetch.

The file is named by the message's key and put in place by a rename: twice is once, and nobody reads half a file.
"""

from __future__ import annotations

import os
from tempfile import NamedTemporaryFile

import orjson

from processes.outbox import Message
from processes.settings import settings
from tasks.channels import Undelivered, channel


@channel("dossier.status")
def deliver(message: Message) -> None:
    """Leaves `status-<code>-<national code>.json` in the outgoing folder."""
    folder = settings().outgoing
    name = message.key.replace(":", "-").replace("/", "-") + ".json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            file.write(orjson.dumps({"key": message.key, **message.body}, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, folder / name)
    except OSError as trouble:
        raise Undelivered(str(trouble)) from trouble
