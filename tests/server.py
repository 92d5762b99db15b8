"""The real server as a process on this computer, for tests and benchmarks that need one."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from api.kit.pages import BROWSER_COOKIE, csrf_token
from api.kit.security import Signer, new_token

__all__ = ["Client", "Process", "serving"]

_MAIN = "from api.commands.cli import main; main()"


class Process:
    """A running server; what it logs goes to *log*."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        """Start on a free port and wait until the server says where it is."""
        self.log = data_dir.with_suffix(".log")
        names = {name: value for name, value in os.environ.items() if "MATURITY_" not in name}
        chosen = {f"MATURITY_{name.upper()}": value for name, value in settings.items()}
        command = [sys.executable, "-c", _MAIN, "serve", "--port", "0", "--data-dir", str(data_dir)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env={**names, **chosen}
            )
        line = self.process.stdout.readline()
        found = re.search(r"http://([\d.]+):(\d+)", line)
        if found is None:
            self.stop()
            raise RuntimeError(f"the server did not start: {self.log.read_text()}")
        self.host, self.port = found[1], int(found[2])

    def stop(self, sign: int = signal.SIGTERM) -> int:
        """Ask the server to stop and wait for it; return its exit code."""
        self.process.send_signal(sign)
        code = self.process.wait(30)
        self.process.stdout.close()
        return code


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[Process]:
    """Run a server; it is stopped afterwards."""
    server = Process(data_dir, **settings)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        server.process.stdout.close()


class Client:
    """A browser on one kept-alive connection; cheap, so that the server is what is measured."""

    def __init__(self, server: Process, secret: bytes, token: str | None = None) -> None:
        """Connect as the browser with the cookie *token*, a new one without."""
        self.token = token or new_token()
        self.csrf = csrf_token(Signer(secret), self.token)
        self._connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        self._headers = {"Cookie": f"{BROWSER_COOKIE}={self.token}", "Accept": "text/html"}

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return status and body of a page."""
        self._connection.request("GET", path, headers={**self._headers, **headers})
        return self._answer()

    def post(self, path: str, form: dict[str, str], **headers: str) -> tuple[int, bytes]:
        """Send a form with its token; return status and body."""
        body = urlencode({"csrf": self.csrf, **form})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, body, {**self._headers, **kind, **headers})
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
