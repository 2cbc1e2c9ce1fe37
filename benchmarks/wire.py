"""A browser reduced to its line: Streamlit's own protocol over a websocket, without drawing anything.

It answers as the browser does: what every field holds goes with each press, what was sent before is named by its hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

from ui.session import COOKIE

_PATIENCE = 60.0
_GOES_ON = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True, slots=True)
class Shown:
    """One widget on the page: in which run it was drawn, in which fragment, and what it holds."""

    id: str
    run: str
    fragment: str
    held: dict[str, Any]


@dataclass
class Line:
    """The page of one officer, as far as it can be told over the line."""

    socket: ClientConnection
    shown: dict[str, Shown] = field(default_factory=dict[str, Shown])
    messages: dict[str, ForwardMsg] = field(default_factory=dict[str, ForwardMsg])
    fragments: set[str] = field(default_factory=set[str])
    page: str = ""
    run: str = ""
    turn: int = 0

    def open(self) -> None:
        """Opens the page."""
        self._send(BackMsg(), "")

    def press(self, key: str) -> None:
        """Presses a button."""
        button = self._widget(key)
        self._ask(button, WidgetState(id=button.id, trigger_value=True))

    def pick(self, key: str, row: int) -> None:
        """Clicks on a row of the list."""
        self.turn += 1
        chosen = [{"event": "picked", "value": {"id": row, "turn": self.turn}}]
        listed = self._widget(key)
        events = f"$$STREAMLIT_INTERNAL_KEY_{listed.id}__events"
        self._ask(listed, WidgetState(id=events, json_trigger_value=json.dumps(chosen)))

    def type(self, key: str, text: str) -> None:
        """Types into a field."""
        typed = self._widget(key)
        typed.held["string_value"] = text
        self._ask(typed)

    def has(self, key: str) -> bool:
        """Whether a widget is on the page."""
        return any(_is(one, key) for one in self.shown.values())

    def _widget(self, key: str) -> Shown:
        found = [one for one in self.shown.values() if _is(one, key)]
        if len(found) != 1:
            raise LookupError(f"{key} is {len(found)} times among {[one.id for one in self.shown.values()]}")
        return found[0]

    def _ask(self, where: Shown, *pressed: WidgetState) -> None:
        asked = BackMsg()
        held = (WidgetState(id=one.id, **one.held) for one in self.shown.values() if one.held)
        asked.rerun_script.widget_states.widgets.extend([*held, *pressed])
        self._send(asked, where.fragment)

    def _send(self, asked: BackMsg, fragment: str) -> None:
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.cached_message_hashes.extend(self.messages)
        self.socket.send(asked.SerializeToString())
        while not self._hear():
            pass

    def _hear(self) -> bool:
        """Takes the next message in; whether the page is complete with it."""
        message = ForwardMsg()
        message.ParseFromString(self.socket.recv(_PATIENCE, decode=False))
        if message.ref_hash:
            path = message.metadata.delta_path
            message = self.messages[message.ref_hash]
            message.metadata.delta_path[:] = path
        elif message.metadata.cacheable:
            self.messages[message.hash] = message
        match message.WhichOneof("type"):
            case "new_session":
                self.run, self.fragments = message.metadata.run.script_run_id, set(message.metadata.run.fragment_ids)
            case "navigation":
                self.page = message.navigation.page_script_hash
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._draw(str(message.metadata.delta_path), message)
            case "script_finished" if message.script_finished != _GOES_ON:
                self._tidy()
                return True
            case _:
                pass
        return False

    def _draw(self, path: str, message: ForwardMsg) -> None:
        kind = message.delta.new_element.WhichOneof("type")
        element = getattr(message.delta.new_element, kind or "empty")
        if getattr(element, "id", ""):
            held = _HOLDS[kind](element) if kind in _HOLDS else {}
            self.shown[path] = Shown(element.id, self.run, message.delta.fragment_id, held)
        else:
            self.shown.pop(path, None)

    def _tidy(self) -> None:
        """Takes away what the run that has just ended did not draw again."""
        for path, one in list(self.shown.items()):
            if one.run != self.run and (not self.fragments or one.fragment in self.fragments):
                del self.shown[path]


def _is(one: Shown, key: str) -> bool:
    return one.id.endswith(f"-{key}")


def _text(element: Any) -> dict[str, Any]:
    return {"string_value": element.value if element.set_value else element.default}


def _choice(element: Any) -> dict[str, Any]:
    if element.set_value:
        return {"string_value": element.raw_value}
    return {"string_value": element.options[element.default]} if element.HasField("default") else {}


def _number(element: Any) -> dict[str, Any]:
    value = element.value if element.set_value else element.default
    return {"int_value": int(value)} if element.HasField("default") or element.set_value else {}


def _tick(element: Any) -> dict[str, Any]:
    return {"bool_value": element.value if element.set_value else element.default}


def _buttons(element: Any) -> dict[str, Any]:
    return {"string_array_value": StringArray(data=[element.options[one].content for one in element.default])}


def _several(_element: Any) -> dict[str, Any]:
    return {"string_array_value": StringArray()}


_HOLDS: dict[str | None, Callable[[Any], dict[str, Any]]] = {
    "text_input": _text,
    "text_area": _text,
    "selectbox": _choice,
    "radio": _choice,
    "number_input": _number,
    "checkbox": _tick,
    "button_group": _buttons,
    "multiselect": _several,
}


@contextmanager
def line(host: str, token: str) -> Iterator[Line]:
    """A line to the site for whoever holds this session."""
    address = f"ws://{host}/_stcore/stream"
    headers = {"Cookie": f"{COOKIE}={token}", "Origin": f"http://{host}"}
    told = connect(
        address, subprotocols=[Subprotocol("streamlit")], additional_headers=headers, max_size=None, proxy=None
    )
    with told as socket:
        yield Line(socket)
