"""The supervisor of `motcua up`: it keeps the site, the agent and Prefect at work, and leaves none behind.

It imports nothing of the house, so that it costs a few megabytes. Each child leads its own process group and holds
the reading end of a pipe: the first byte is the word to begin, so that a child can load while the record is still
being prepared; when the supervisor dies, however it dies, the pipe ends and the child leaves too.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EADDRINUSE
from pathlib import Path
from types import FrameType
from typing import NoReturn

_TURN, _QUIET_TURN = 0.1, 0.5
_STARTS_WITHIN = 120.0
_LEAVES_WITHIN = 6.0
_LEAVES_ALONE_WITHIN = 4.0
_PORT_FREES_WITHIN = 5.0
_STEADY_AFTER = 60.0
_LONGEST_REST = 30.0
_FAILED_STARTS = 3
_WORD = b"."


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `motcua init --json` found: where the site will be, the file with the demonstration's accounts, and
    whether Prefect is run here too.
    """

    host: str
    port: int
    address: str
    accounts: str | None
    watched: bool


class Bell:
    """Rings when the supervisor is told to stop; also wakes it when a child dies."""

    def __init__(self, listening: int) -> None:
        self.has_rung = False
        self._listening = listening

    def ring(self, _signal: int, _frame: FrameType | None) -> None:
        """Notes that it is time to stop."""
        self.has_rung = True

    def wait(self, seconds: float) -> None:
        """Waits so long, or until something happens."""
        if not self.has_rung and select.select([self._listening], [], [], seconds)[0]:
            os.read(self._listening, 4096)


class Child:
    """One process that is kept at work; a death is followed by a new start, after a rest that grows."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.failures = 0
        self._may_begin = False
        self._command, self._environment = command, environment
        self._began = self._rests_until = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def tend(self) -> None:
        """Starts it when it does not run and has rested; notes its death."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._rests_until:
                self._start(now)
        elif self._process.poll() is not None:
            self.failures = 1 if now - self._began > _STEADY_AFTER else self.failures + 1
            rest = min(_LONGEST_REST, 0.25 * 2**self.failures)
            _say(f"{self.name} dừng đột ngột (mã {self._process.returncode}), khởi động lại sau {rest:g} giây.")
            self._rests_until = now + rest
            self._end_group()

    def _start(self, now: float) -> None:
        self._began = now
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            self._command, env=self._environment, stdin=subprocess.PIPE, start_new_session=True, bufsize=0
        )
        self._say_the_word()

    def let_begin(self) -> None:
        """Gives the word to begin, to this start of it and to every later one."""
        self._may_begin = True
        self._say_the_word()

    def _say_the_word(self) -> None:
        if self._may_begin and self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):  # it has died meanwhile; `tend` will see
                self._process.stdin.write(_WORD)

    def ask_to_leave(self) -> None:
        """Tells it, and all that it started, to finish."""
        if self._process is not None:
            _signal_group(self._process, signal.SIGTERM)

    def has_left(self) -> bool:
        """Whether it runs no more."""
        return self._process is None or self._process.poll() is not None

    def end(self) -> None:
        """Ends what is left of it."""
        if self._process is not None:
            self._end_group()

    def _end_group(self) -> None:
        assert self._process is not None
        _signal_group(self._process, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None


def supervise(*, port: int | None, with_demonstration: bool) -> int:
    """Runs everything on this machine until Ctrl-C or SIGTERM; gives the command's exit code."""
    environment = {
        "MOTCUA__PREFECT__PORT": str(_free_port()),  # unless it is set
        **os.environ,
        **({"MOTCUA__WEB__PORT": str(port)} if port is not None else {}),
    }
    web = Child("Trang web", _motcua("web", "--supervised"), environment)
    agent = Child("Tác tử", _motcua("worker", "--supervised"), environment)
    prefect = Child("Prefect", _motcua("orchestrator", "--supervised"), environment)
    with _bell() as bell:
        try:
            web.tend()
            prepared = _prepare(bell, environment, with_demonstration)
            if isinstance(prepared, int):
                return prepared
            trouble = _port_trouble(bell, prepared.host, prepared.port)
            if trouble:
                _complain(trouble)
                return 1
            web.let_begin()
            behind = [agent, prefect] if prepared.watched else [agent]
            for child in behind:
                child.let_begin()
            return _keep(bell, web, behind, lambda: _announce(prepared, with_demonstration), prepared)
        finally:
            _end([web, agent, prefect])


def _motcua(*arguments: str) -> list[str]:
    # -P: a folder called `tasks` where the command was typed must not stand in for ours
    return [sys.executable, "-P", "-m", "ui.command", *arguments]


@contextmanager
def _bell() -> Generator[Bell]:
    listening, ringing = os.pipe()
    os.set_blocking(listening, False)
    os.set_blocking(ringing, False)
    bell = Bell(listening)
    before = signal.set_wakeup_fd(ringing, warn_on_full_buffer=False)
    handlers: dict[int, Callable[[int, FrameType | None], object]] = {
        signal.SIGINT: bell.ring,
        signal.SIGTERM: bell.ring,
        signal.SIGHUP: bell.ring,
        signal.SIGCHLD: lambda _signal, _frame: None,
    }
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # nohup
        del handlers[signal.SIGHUP]
    known = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield bell
    finally:
        for number, handler in known.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        os.close(listening)
        os.close(ringing)


def _prepare(bell: Bell, environment: Mapping[str, str], with_demonstration: bool) -> Prepared | int:
    """Runs `motcua init` in a process of its own; an exit code when it did not go through."""
    command = _motcua("init", "--json", *(["--demo"] if with_demonstration else []))
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        while process.poll() is None:
            if bell.has_rung:
                _signal_group(process, signal.SIGKILL)  # what it had not committed is not there
            bell.wait(_TURN)
        said = process.stdout.read() if process.stdout is not None else b""
    if bell.has_rung:
        return 0
    return Prepared(**json.loads(said)) if process.returncode == 0 else process.returncode


def _port_trouble(bell: Bell, host: str, port: int) -> str:
    """Why the site cannot have its port; a supervisor that was killed a moment ago is given time to vanish."""
    until = time.monotonic() + _PORT_FREES_WITHIN
    while True:
        error = bind_error(host, port)
        if error is None or bell.has_rung:
            return ""
        if error.errno != EADDRINUSE:
            return f"Không dùng được địa chỉ {host}:{port}: {error.strerror}."
        if time.monotonic() > until:
            return f"Cổng {port} đang được chương trình khác dùng. Hãy chọn cổng khác: motcua up --port {port + 1}"
        bell.wait(_TURN)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def inherit(environment: Mapping[str, str]) -> None:
    """Gives this process, and whatever it loads from now on, more of an environment."""
    os.environ.update(environment)


def bind_error(host: str, port: int) -> OSError | None:
    """Why nothing can listen at this address now, None when it is free."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return error
    return None


def health(host: str, port: int) -> str | None:
    """What the site says of itself at `/health`, None when it does not answer with 200."""
    asked = f"GET /health HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode()
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - asked, not bound
    answer = b""
    with suppress(OSError), socket.create_connection((here, port), timeout=1) as connection:
        connection.sendall(asked)
        while chunk := connection.recv(4096):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.decode(errors="replace") if head.split(b"\r\n")[0].split(b" ")[1:2] == [b"200"] else None


def _keep(bell: Bell, web: Child, behind: Sequence[Child], announce: Callable[[], None], at: Prepared) -> int:
    """Keeps all at work until the bell rings; gives up when the site never came up."""
    until = time.monotonic() + _STARTS_WITHIN
    is_up = False
    while not bell.has_rung:
        web.tend()
        if is_up:  # people wait for the site alone
            for child in behind:
                child.tend()
        else:
            is_up = health(at.host, at.port) is not None
            if is_up:
                announce()
            elif web.failures >= _FAILED_STARTS or time.monotonic() > until:
                _complain("Trang web không khởi động được; xem các dòng ở trên hoặc chạy: motcua doctor")
                return 1
        bell.wait(_QUIET_TURN if is_up else _TURN)
    _say("Đang dừng…")
    return 0


def _announce(prepared: Prepared, with_demonstration: bool) -> None:
    _say(f"\nMột Cửa đang chạy: {prepared.address}\n")
    if with_demonstration and prepared.accounts is not None:
        _say(Path(prepared.accounts).read_text(encoding="utf-8"))
    _say("Nhấn Ctrl-C để dừng.")


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_leave()
    until = time.monotonic() + _LEAVES_WITHIN
    while not all(child.has_left() for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    for child in children:
        child.end()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def wait_for_the_word() -> None:
    """For a child: waits until it may begin; from then on leaves when the supervisor's pipe ends."""
    if not os.read(0, 1):
        sys.exit(1)
    threading.Thread(target=_watch, name="supervisor", daemon=True).start()


def _watch() -> NoReturn:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LEAVES_ALONE_WITHIN)
    os._exit(1)


def _say(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone; the work is not
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _complain(line: str) -> None:
    sys.stderr.write(f"motcua: {line}\n")
