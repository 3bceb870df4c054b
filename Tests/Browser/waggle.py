"""A running `waggle serve` on a data folder of its own, and people who can sign in to its page."""

import itertools
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"https?://\S+#code=(wg_[0-9a-f]{72})")
names = itertools.count(1)


def executable():
    path = os.environ.get("WAGGLE_EXECUTABLE")
    if not path:
        folder = subprocess.check_output(["swift", "build", "--show-bin-path"], cwd=ROOT, text=True).strip()
        path = f"{folder}/waggle"
    assert os.access(path, os.X_OK), f"{path} is not built; run: swift build"
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """What a raw HTTP call gave."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Waggle:
    """The control plane with its local agents; `stop` and `start` keep the port and the data."""

    def __init__(self, agents=2):
        self.folder = tempfile.TemporaryDirectory(prefix="waggle-page-")
        self.data = pathlib.Path(self.folder.name) / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.agents = agents
        self.program = executable()
        self.process = None
        self.log = open(pathlib.Path(self.folder.name) / "serve.log", "a+")
        kept = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        try:
            self.admin = self.session(self.start())
        except BaseException:
            self.close()
            raise

    def start(self):
        """Starts it and gives the sign-in link it prints once it is ready."""
        before = self.log.seek(0, os.SEEK_END)
        self.process = subprocess.Popen(
            [self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", str(self.data),
             "--agents", str(self.agents)],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 30
        while True:
            assert self.process.poll() is None, f"waggle serve ended: {self.said()}"
            assert time.monotonic() < deadline, f"waggle serve is not ready: {self.said()}"
            self.log.seek(before)
            if link := LINK.search(self.log.read()):
                return link[0]
            time.sleep(0.05)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"waggle serve did not end within 20 s: {self.said()}") from None

    def close(self):
        if self.process.poll() is None:
            self.stop()
        self.log.close()
        self.folder.cleanup()

    def said(self):
        self.log.seek(0)
        return self.log.read()[-4000:]

    def command(self, *arguments):
        """The output of a command of the command line."""
        done = subprocess.run(
            [self.program, *arguments, "--data", str(self.data)], env=self.environment, capture_output=True,
            text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def call(self, method, path, body=None, headers=None, cookie=None):
        """A raw call; errors are answers too."""
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json", **(headers or {})})
        if cookie:
            request.add_header("cookie", cookie)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def session(self, text):
        """The cookie that a sign-in link is exchanged for."""
        code = LINK.search(text)
        assert code, f"no sign-in link in: {text}"
        answer = self.call("POST", "/v1/sessions", {"code": code[1]})
        assert answer.status == 204, answer.body
        return answer.headers["set-cookie"].split(";")[0]

    def change(self, method, path, body):
        answer = self.call(method, path, body, {"x-waggle-page": "1"}, self.admin)
        assert answer.status < 300, answer.body
        return answer.json

    def link(self, role="admin"):
        """A sign-in link of somebody new, whose conversation is empty."""
        person = f"Person {next(names)}"
        self.change("POST", "/v1/people", {"name": person, "role": role})
        token = self.change("POST", "/v1/tokens", {"kind": "page", "person": person})["token"]
        return f"{self.url}/#code={token}"

    def get(self, path):
        answer = self.call("GET", path, cookie=self.admin)
        assert answer.status == 200, answer.body
        return answer.json
