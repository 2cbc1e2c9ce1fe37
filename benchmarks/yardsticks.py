"""The two fixed yardsticks of design §6, alone in a process: the naive SpiffWorkflow loop and the raw floor.

They run in a process of their own, so that neither side warms or slows the other.
One line of JSON in asks for a batch, one line out answers it.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "foreign_keys=ON", "cache_size=-16000")
W1 = Path(__file__).parent / "w1" / "w1.bpmn"
FIELDS = {
    "opinion": "Hồ sơ đầy đủ, hợp lệ",
    "checked": True,
    "pages": 3,
    "decision": "approved",
    "note": "đã đối chiếu",
}
SCHEMA = """
CREATE TABLE instance (id TEXT PRIMARY KEY, state TEXT NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE work_item (id TEXT PRIMARY KEY, instance_id TEXT NOT NULL REFERENCES instance(id), lane TEXT NOT NULL,
  name TEXT NOT NULL, state TEXT NOT NULL, due_at TEXT NOT NULL, officer TEXT);
CREATE INDEX work_item_lane ON work_item(lane, due_at, id);
CREATE INDEX work_item_instance ON work_item(instance_id);
CREATE TABLE event (id INTEGER PRIMARY KEY {serial}, instance_id TEXT NOT NULL, at TEXT NOT NULL,
  kind TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX event_instance ON event(instance_id);
"""
Execute = Callable[[str, tuple[Any, ...]], Any]


class Store:
    """A raw driver's connection under the PRAGMAs that the product uses."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            self._connection: Any = connection
        else:
            import psycopg

            self._connection = psycopg.connect(url.replace("+psycopg", ""), prepare_threshold=1)
        serial = "" if self.is_sqlite else "GENERATED ALWAYS AS IDENTITY"
        for statement in SCHEMA.format(serial=serial).split(";"):
            if statement.strip():
                self._connection.execute(statement)
        self.commit()

    def begin(self) -> None:
        if self.is_sqlite:
            self._connection.execute("BEGIN IMMEDIATE")

    def execute(self, statement: str, values: tuple[Any, ...]) -> Any:
        return self._connection.execute(statement if self.is_sqlite else statement.replace("?", "%s"), values)

    def commit(self) -> None:
        if self.is_sqlite:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        else:
            self._connection.commit()


class Naive:
    """deserialize_json → run → serialize_json with the stock serializer, one transaction of four statements."""

    def __init__(self, store: Store) -> None:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

        for name in ("spiff", "spiff.task", "spiff.workflow"):
            logging.getLogger(name).setLevel(logging.ERROR)
        parser = BpmnParser()
        parser.add_bpmn_file(str(W1))
        self.spec = parser.get_spec("W1")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.store = store
        self.moment = "2026-03-02T01:00:00+00:00"

    def _ready(self, workflow: Any) -> Any:
        from SpiffWorkflow import TaskState

        return next((t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual), None)

    def start(self) -> tuple[str, str]:
        """A new case at its first human task."""
        from SpiffWorkflow.bpmn import BpmnWorkflow

        workflow = BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        task = self._ready(workflow)
        case = uuid.uuid4().hex
        blob = self.serializer.serialize_json(workflow)
        store = self.store
        store.begin()
        store.execute("INSERT INTO instance VALUES (?, ?, 1)", (case, blob))
        self._open(case, task)
        self._tell(case, "started", {})
        store.commit()
        return case, str(task.id)

    def complete(self, case: str, item: str, fields: dict[str, Any]) -> str | None:
        """One human task: the next one's id, or None when the case has ended."""
        store = self.store
        store.begin()
        (blob,) = store.execute("SELECT state FROM instance WHERE id = ?", (case,)).fetchone()
        workflow = self.serializer.deserialize_json(blob)
        task = workflow.get_task_from_id(uuid.UUID(item))
        task.data.update(fields)
        task.run()
        workflow.do_engine_steps()
        following = self._ready(workflow)
        blob = self.serializer.serialize_json(workflow)
        store.execute("UPDATE instance SET state = ?, revision = revision + 1 WHERE id = ?", (blob, case))
        store.execute("UPDATE work_item SET state = 'completed' WHERE id = ?", (item,))
        self._tell(case, "completed", fields)
        if following is not None:
            self._open(case, following)
        store.commit()
        return None if following is None else str(following.id)

    def _open(self, case: str, task: Any) -> None:
        row = (
            str(task.id),
            case,
            task.task_spec.lane or "",
            task.task_spec.bpmn_name or "",
            "opened",
            self.moment,
            None,
        )
        self.store.execute("INSERT INTO work_item VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _tell(self, case: str, kind: str, data: dict[str, Any]) -> None:
        row = (case, self.moment, kind, json.dumps(data))
        self.store.execute("INSERT INTO event (instance_id, at, kind, data) VALUES (?, ?, ?, ?)", row)


def floor(store: Store, case: str, item: str) -> str:
    """The least a durable complete can be: update task, insert history, insert next task, commit."""
    following = uuid.uuid4().hex
    store.begin()
    store.execute("UPDATE work_item SET state = 'completed' WHERE id = ? AND state = 'opened'", (item,))
    row = (case, "2026-03-02T01:00:00+00:00", "completed", json.dumps(FIELDS))
    store.execute("INSERT INTO event (instance_id, at, kind, data) VALUES (?, ?, ?, ?)", row)
    next_row = (following, case, "specialist", "Process", "opened", "2026-03-02T01:00:00+00:00", None)
    store.execute("INSERT INTO work_item VALUES (?, ?, ?, ?, ?, ?, ?)", next_row)
    store.commit()
    return following


def batch(naive: Naive, store: Store, cases: int) -> dict[str, list[float]]:
    """CPU seconds of every start and complete of `cases` W1 cases, and of as many floors."""
    spent: dict[str, list[float]] = {"start": [], "complete": [], "floor": []}
    for number in range(cases):
        began = time.process_time()
        case, item = naive.start()
        spent["start"].append(time.process_time() - began)
        following: str | None = item
        sends_back = number % 5 == 0
        step = 0
        while following is not None:
            decision = "more" if sends_back and step == 1 else "approved"
            began = time.process_time()
            following = naive.complete(case, following, {**FIELDS, "decision": decision})
            spent["complete"].append(time.process_time() - began)
            step += 1
        store.begin()
        first = uuid.uuid4().hex
        store.execute("INSERT INTO work_item VALUES (?, ?, '', '', 'opened', '', NULL)", (first, case))
        store.commit()
        for _ in range(4):
            began = time.process_time()
            first = floor(store, case, first)
            spent["floor"].append(time.process_time() - began)
    return spent


def main() -> None:
    """Serves batches until the input ends."""
    store = Store(sys.argv[1])
    naive = Naive(store)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(batch(naive, store, json.loads(line)["cases"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
