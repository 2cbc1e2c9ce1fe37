"""A real SMTP server on loopback: it takes letters in, asks for a password, and can be told to refuse."""

from __future__ import annotations

import socketserver
from base64 import b64decode
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread


@dataclass
class Mailbox:
    """What arrived, who signed in, and what the server answers to a recipient."""

    letters: list[EmailMessage] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    refuses: str = ""
    port: int = 0


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        self._say("220 thu.test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].upper()
            if verb.startswith(("EHLO", "HELO")):
                self._say("250-thu.test", "250-8BITMIME", "250 AUTH PLAIN")
            elif verb.startswith("AUTH PLAIN"):
                box.signed_in.append(b64decode(line.split()[2]).decode().replace("\0", " ").strip())
                self._say("235 được")
            elif verb == "RCPT TO" and box.refuses:
                self._say(box.refuses)
            elif verb == "DATA":
                self._say("354 nói đi")
                box.letters.append(self._letter())
                self._say("250 đã nhận")
            elif verb == "QUIT":
                self._say("221 chào")
                return
            else:
                self._say("250 được")

    def _letter(self) -> EmailMessage:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=default)  # type: ignore[return-value]

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class Server(socketserver.ThreadingTCPServer):
    """The server; closed with its context."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.box = Mailbox(port=self.server_address[1])
        self.thread = Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def server_close(self) -> None:
        """Takes no more letters in."""
        self.shutdown()
        super().server_close()
        self.thread.join()
