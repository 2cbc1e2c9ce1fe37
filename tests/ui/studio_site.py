"""Serves the studio's editors as the site serves its pages: same assets, rules and look, without signing in.

`/drafts/NAME` gives `{version, content, runs}`; a PUT saves as somebody else would. Run it with
`python -m tests.ui.studio_site PORT FOLDER`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import httpx
import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from tests.conftest import ROOT
from tests.servers import free_port
from tests.ui.drafts import drafts
from ui import theme
from ui.answers import Rules, Shell
from ui.server import Assets
from ui.widgets.assets import ASSETS


async def _draft(request: Request) -> Response:
    name = request.path_params["name"]
    if request.method == "PUT":
        content = (await request.body()).decode()
        version = drafts.save(name, content, drafts.read(name)[0]) if name in drafts.kept else 1
        drafts.kept[name] = (version, content)
    version, content = drafts.read(name)
    told = {"version": version, "content": content, "runs": drafts.runs.get(name, 0), "fixes": drafts.fixes}
    return JSONResponse(told)


def main(port: int, folder: Path) -> None:
    """Serves until it is ended; the settings of the screens lie beside the script, as in ui/shell."""
    shutil.copy(Path(__file__).with_name("studio_page.py"), folder)
    shutil.copytree(ROOT / "ui" / "shell" / ".streamlit", folder / ".streamlit")
    theme.remember()
    application = st.App(
        folder / "studio_page.py",
        routes=[Route("/drafts/{name}", _draft, methods=["GET", "PUT"]), Mount("/assets", Assets(directory=ASSETS))],
        middleware=[Middleware(Rules), Middleware(Shell)],
    )
    uvicorn.run(application, host="127.0.0.1", port=port, ws="websockets-sansio", log_level="error")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a site in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.ui.studio_site", str(port), str(folder)]
    with (folder / "site.log").open("ab") as log, Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
        try:
            _wait(f"http://127.0.0.1:{port}", process, folder / "site.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str, process: Popen[bytes], log: Path) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=40)) as client:
        while True:
            assert process.poll() is None, log.read_text("utf-8")
            try:
                client.get(f"{address}/_stcore/health").raise_for_status()
            except httpx.TransportError:
                continue
            return


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
