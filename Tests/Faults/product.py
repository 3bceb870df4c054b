"""A `waggle serve` of its own, driven from outside: its processes, its webhook, its interface, its database."""

import collections
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Support"))

from event_log import events  # noqa: E402  (found by the line above)

SECRET = "0123456789abcdef0123456789abcdef"
NUMBER = "106540352242922"
OWNER = "16505551234"
# Work that ended lies in history after an hour.
TASKS = "(SELECT * FROM task UNION ALL SELECT * FROM task_history)"
REPORTS = "(SELECT * FROM report UNION ALL SELECT * FROM report_history)"


class Failed(Exception):
    """A promise that did not hold."""


def eventually(what, within, look):
    """Looks again until `look` gives something true; Failed after so many seconds."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        try:
            if found := look():
                return found
        except (OSError, http.client.HTTPException, ValueError, sqlite3.OperationalError):
            pass
        time.sleep(0.02)
    raise Failed(f"{what} did not come true within {within} s")


class Product:
    """One data folder and, while it runs, its process; started and ended by id, in a session of its own."""

    def __init__(self, executable, folder, agents=0, host="127.0.0.1", port=None, environment=None,
                 log=None):
        self.executable, self.folder, self.agents, self.host = str(executable), pathlib.Path(folder), agents, host
        self.port = port or free_port()
        self.log = pathlib.Path(log or f"{folder}.log")
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "WAGGLE_LOG": "notice",
            "WAGGLE_WHATSAPP_APP_SECRET": SECRET, "WAGGLE_WHATSAPP_VERIFY_TOKEN": "word",
            "WAGGLE_WHATSAPP_ACCESS_TOKEN": "token", "WAGGLE_WHATSAPP_PHONE_NUMBER_ID": NUMBER,
            # Nobody listens there: answers stay in the outbox.
            "WAGGLE_WHATSAPP_API_BASE": "http://127.0.0.1:9/v23.0", "WAGGLE_ADMINS": f"whatsapp:{OWNER}",
            **(environment or {}),
        }
        self.process = None
        # What a kill left of bubblewrap while it set up a sandbox: the next start has to end it.
        self.left = set()

    @property
    def place(self):
        """Where its database is, as the checker takes it."""
        return str(self.database)

    @property
    def database(self):
        return self.folder / "waggle.db"

    def start(self, wrapper=(), environment=None, within=30):
        """Starts it and gives the seconds until it was ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        log = open(self.log, "ab")
        self.process = subprocess.Popen(
            [*wrapper, self.executable, "serve", "--listen", f"{self.host}:{self.port}", "--data", str(self.folder),
             "--agents", str(self.agents)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
            env={**self.environment, **(environment or {})})
        log.close()

        def ready():
            if self.process.poll() is not None:
                raise Failed(f"waggle serve ended with {self.process.returncode}: {self.said()}")
            # Without its credential it is another process that has taken the port in between.
            return (self.folder / "credential.json").exists() and self.call("GET", "/readyz", patience=1)[0] == 200

        eventually("being ready", within, ready)
        taken = time.monotonic() - begun
        eventually("the end of what a kill left", 10, lambda: not self.left & identities(pid for pid, _ in self.left))
        self.left = set()
        return taken

    def said(self):
        return self.log.read_text(errors="replace")[-2_000:]

    @property
    def credential(self):
        return json.loads((self.folder / "credential.json").read_text())

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """SIGKILL to all of its processes."""
        if self.process is None:
            return
        for pid in [*descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process = None

    def kill_alone(self):
        """SIGKILL to the control plane; its local agents, and what they have started, have to end by themselves."""
        left = identities(descendants(self.process.pid))
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        try:
            eventually("the end of the agents", 10, lambda: not left & identities(pid for pid, _ in left))
        except Failed as error:
            self.left = left & identities(pid for pid, _ in left)
            said = [told(pid) for pid, _ in self.left]
            if not all("bwrap" in line.split(",")[0] for line in said):
                raise Failed(f"{error}: {'; '.join(said)}") from None

    def stop(self):
        """Asks it to end; gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.process = None
        return code

    # What programs and the provider call

    def call(self, method, path, body=None, patience=10, authorised=False):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=patience)
        headers = {"Connection": "close"}
        if authorised or path.startswith("/v1"):
            headers["Authorization"] = f"Bearer {self.credential['token']}"
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text[:1] in b"[{" and text else text.decode()
        finally:
            connection.close()

    def message(self, key, text="status", patience=10, sender=OWNER):
        """Posts one message as WhatsApp does; the status, or 0 where no answer came."""
        value = {
            "messaging_product": "whatsapp", "metadata": {"display_phone_number": "1", "phone_number_id": NUMBER},
            "contacts": [{"profile": {"name": "Owner"}, "wa_id": sender}],
            "messages": [{"from": sender, "id": key, "timestamp": str(int(time.time())), "type": "text",
                          "text": {"body": text}}],
        }
        raw = json.dumps({"object": "whatsapp_business_account", "entry": [
            {"id": "1", "changes": [{"value": value, "field": "messages"}]}]}).encode()
        seal = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=patience)
        try:
            connection.request("POST", "/webhooks/whatsapp", raw, {
                "Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={seal}", "Connection": "close"})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def swarm(self, prd, agents=None):
        """Makes a swarm of a PRD, approves its plan, and gives its id."""
        status, made = self.call("POST", "/v1/swarms", {"prd": prd, **({"agents": agents} if agents else {})})
        if status != 201:
            raise Failed(f"no swarm was made: {status} {made}")
        path = f"/v1/swarms/{made['id']}"
        eventually("the plan", 30, lambda: self.call("GET", path)[1]["state"] == "awaiting_approval")
        status, answer = self.call("POST", f"{path}/approve", {})
        if status != 200:
            raise Failed(f"the plan was not approved: {status} {answer}")
        return made["id"]

    def finished(self, swarm, within=120):
        """Waits for the swarm's end; Failed where a task failed."""
        def ended():
            for task in self.call("GET", f"/v1/tasks?swarm={swarm}")[1]:
                if task["state"] in ("failed", "blocked"):
                    raise Failed(f"task {task['number']} is {task['state']}: {task.get('reason')}")
            return self.call("GET", f"/v1/swarms/{swarm}")[1]["state"] == "completed"

        eventually(f"the end of swarm {swarm}", within, ended)

    def rows(self, statement, *values):
        """Reads the database beside the process that owns it."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def judge_database(self):
        if (found := self.rows("PRAGMA integrity_check")[0][0]) != "ok":
            raise Failed(f"the database is damaged: {found}")

    def judge_jobs(self, repositories=None):
        """One accepted result and one merge a task, counters that agree, nothing damaged."""
        self.judge_database()
        for what, statement in {
            "tasks with more or less than one landed merge": f"SELECT id FROM {TASKS} AS task WHERE CASE "
            "WHEN state = 'done' THEN 1 ELSE 0 END <> (SELECT COUNT(*) FROM merge_attempt WHERE task = task.id AND state = 'landed')",
            "merges that are neither done nor dropped": "SELECT id FROM merge_attempt WHERE state = 'intended'",
            "tasks with two results under one epoch": f"SELECT task FROM {REPORTS} AS report WHERE verdict = 'accepted' "
            "GROUP BY task, epoch HAVING COUNT(*) > 1",
        }.items():
            if found := self.rows(statement):
                raise Failed(f"{what}: {found}")
        done = collections.Counter(event["task"] for event in events(self.rows) if event["type"] == "task.done")
        if found := [task for task, count in done.items() if count > 1]:
            raise Failed(f"tasks that were done twice: {found}")
        for slug, head in self.rows("SELECT slug, head FROM swarm WHERE head IS NOT NULL"):
            repository = (repositories or self.folder / "repositories") / f"{slug}.git"
            git = ["git", "-c", "safe.directory=*", "--git-dir", str(repository)]
            tip = subprocess.check_output([*git, "rev-parse", f"refs/heads/waggle/{slug}/main"], text=True).strip()
            if tip != head:
                raise Failed(f"the database says {head}, git says {tip}")
            subprocess.run([*git, "fsck", "--strict", "--no-dangling"], check=True, capture_output=True)


def free_port():
    """A port nobody listens on, below those that outgoing connections take: it has to be free again after each kill."""
    import random
    import socket

    while True:
        port = random.SystemRandom().randrange(15_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def descendants(pid):
    """Ids of everything a process has started, and that has started, parents first."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                pass
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found[1:]


def identities(pids):
    """Processes by id and time of start, because ids are given again; those that have ended are left out."""
    found = set()
    for pid in pids:
        try:
            words = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if words[0] not in "ZX":
            found.add((pid, words[19]))
    return found


def told(pid):
    """What a process is and does, for a report."""
    try:
        place = pathlib.Path(f"/proc/{pid}")
        words = (place / "cmdline").read_text().replace("\0", " ")
        return f"{pid} {words[:200]}, {(place / 'status').read_text().split('State:')[1].splitlines()[0].strip()}, in {(place / 'wchan').read_text()}"
    except OSError as error:
        return f"{pid}: {error}"


def agents_of(product):
    """The processes of the local agents, by name."""
    found = {}
    for pid in descendants(product.process.pid):
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        except OSError:
            continue
        if words[1:3] == ["agent", "--slot"]:
            found[words[3]] = pid
    return found


def prd(*scripts):
    """A PRD of independent shell tasks."""
    tasks = "".join(
        f"### {number}. Task {number}\n\n```sh run\n{script}\necho {number} > file{number}.txt\n```\n\n"
        f"```sh check\ntest -s file{number}.txt\n```\n\n" for number, script in enumerate(scripts, 1))
    return f"# PRD: Faults\n\nFiles.\n\n## Tasks\n\n{tasks}"


def ready_line(times):
    times = sorted(times)
    return f"ready after {times[len(times) // 2]:.2f} s (median), {times[-1]:.2f} s at most, of {len(times)} starts"
