"""People who write and agents who work while something goes wrong, and the judgement of what became of it.

Each person writes one numbered message after the other and waits for its acknowledgement, as WhatsApp does; where one is
refused, or not answered, the same one is sent again, to any of the control planes.
"""

import collections
import json
import re
import subprocess
import threading
import time

from person import Person
from product import REPORTS, TASKS, Failed, eventually, prd

MARK = "(sent again)"


class Load:
    """Threads that go on until `end`; `acknowledged` are the keys that got a 2xx, in each person's order."""

    def __init__(self, planes, person: Person, senders, pause, script="sleep 0.5", tasks=8):
        self.planes, self.person, self.pause, self.script, self.tasks = planes, person, pause, script, tasks
        self.numbers = [str(16505550000 + number) for number in range(senders)]
        self.acknowledged = collections.defaultdict(list)
        self.answers, self.slowest, self.is_over, self.swarms = collections.Counter(), 0.0, threading.Event(), 0
        self.failed = []
        self.threads = [threading.Thread(target=self.guard, args=(self.write, number), daemon=True) for number in self.numbers]
        self.threads.append(threading.Thread(target=self.guard, args=(self.work,), daemon=True))

    @staticmethod
    def admins(senders):
        return ",".join(f"whatsapp:{16505550000 + number}" for number in range(senders))

    def guard(self, body, *arguments):
        try:
            body(*arguments)
        except Exception as error:  # told by the thread that judges
            self.failed.append(error)

    def start(self):
        for thread in self.threads:
            thread.start()

    def end(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join()
        if self.failed:
            raise self.failed[0]

    def write(self, number):
        count = 0
        while not self.is_over.is_set():
            count += 1
            key = f"wamid.{number}.{count}"
            tries = 0
            while True:
                plane = self.planes[(int(number) + count + tries) % len(self.planes)]
                tries += 1
                begun = time.monotonic()
                status = plane.message(key, "whoami", patience=120, sender=number)
                self.slowest = max(self.slowest, time.monotonic() - begun)
                self.answers[status] += 1
                if status == 200:
                    self.acknowledged[number].append(key)
                    break
                if status not in (0, 503):
                    raise Failed(f"a webhook was answered {status}")
                time.sleep(0.1)
            self.is_over.wait(self.pause)

    def work(self):
        """Swarm after swarm; one that was begun is finished."""
        while not self.is_over.is_set():
            plane = self.any_plane()
            try:
                swarm = plane.swarm(prd(*[self.script] * self.tasks), agents=8)
            except (OSError, ValueError, KeyError, Failed):
                time.sleep(0.2)  # killed, or away; what was made of it is judged with the rest
                continue
            self.swarms += 1
            eventually(f"the end of swarm {swarm}", 300, lambda: self.has_ended(swarm))

    def has_ended(self, swarm):
        for plane in self.planes:
            try:
                return plane.call("GET", f"/v1/swarms/{swarm}", patience=3)[1]["state"] == "completed"
            except (OSError, TypeError, KeyError):
                continue
        return False

    def any_plane(self):
        while True:
            for plane in self.planes:
                try:
                    if plane.call("GET", "/readyz", patience=2)[0] == 200:
                        return plane
                except OSError:
                    continue
            time.sleep(0.1)

    @property
    def sent(self):
        return sum(map(len, self.acknowledged.values()))


def approve_the_rest(plane):
    """A swarm whose maker was killed between its two calls is cancelled, so that everything ends."""
    for (swarm,) in plane.rows("SELECT id FROM swarm WHERE state IN ('planning', 'awaiting_approval')"):
        eventually("a plan", 60, lambda: plane.call("GET", f"/v1/swarms/{swarm}")[1]["state"] == "awaiting_approval")
        plane.call("POST", f"/v1/swarms/{swarm}/approve", {})


def rest(plane, within=240):
    """Everything that was begun has ended, and everything that is to be said was said."""
    approve_the_rest(plane)
    eventually("the end of every swarm", within, lambda: not plane.rows(
        "SELECT 1 FROM swarm WHERE state NOT IN ('completed', 'failed', 'cancelled')"))
    eventually("every message's end", within, lambda: plane.rows(
        "SELECT (SELECT COUNT(*) FROM arrival) + (SELECT COUNT(*) FROM message WHERE outgoing = 0 AND state = 0) + "
        "(SELECT COUNT(*) FROM outbound WHERE state IN ('queued', 'sending')) AS open")[0][0] == 0)


def judge(plane, person, load, repositories):
    """0 lost, 0 twice, order kept; gives what was counted. The processes may still run."""
    problems = []

    def none(what, found):
        if found:
            problems.append(f"{what}: {found[:5]}{'' if len(found) < 6 else f' and {len(found) - 5} more'}")

    # Messages: what was acknowledged is there, once, was handled and answered once, in the order in which it was sent.
    taken = plane.rows(
        "SELECT message.id, provider_key, state, conversation.address FROM message JOIN conversation ON conversation.id = "
        "message.conversation WHERE outgoing = 0 AND provider_key LIKE 'wamid.1650555%' ORDER BY message.id")
    counts = collections.Counter(key for _, key, _, _ in taken)
    none("acknowledged messages that are lost",
         [key for keys in load.acknowledged.values() for key in keys if not counts[key]])
    none("messages that were taken twice", [key for key, count in counts.items() if count > 1])
    none("messages that were never handled", [key for _, key, state, _ in taken if state == 0])
    answers = plane.rows(
        "SELECT answer.id, answer.in_reply_to, question.provider_key, question.conversation FROM message AS answer JOIN "
        "message AS question ON question.id = answer.in_reply_to WHERE answer.outgoing = 1 AND "
        "question.provider_key LIKE 'wamid.1650555%' ORDER BY answer.id")
    answered = collections.Counter(key for _, _, key, _ in answers)
    none("messages without an answer", [key for key in counts if not answered[key]])
    none("messages that were answered twice", [key for key, count in answered.items() if count > 1])
    order = collections.defaultdict(list)
    for _, _, key, conversation in answers:
        order[conversation].append(int(key.rsplit(".", 1)[1]))
    none("conversations that were handled out of order",
         [conversation for conversation, numbers in order.items() if numbers != sorted(numbers)])
    problems += judge_record(plane, person)
    # Work: what `Product.judge_jobs` asks, and that every task of a completed swarm is done.
    try:
        plane.judge_jobs(repositories)
    except Failed as error:
        problems.append(str(error))
    none("swarms that did not complete", plane.rows("SELECT id, state FROM swarm WHERE state <> 'completed'"))
    none("tasks without exactly one accepted result", plane.rows(
        f"SELECT id FROM {TASKS} AS task WHERE id NOT IN (SELECT task FROM {REPORTS} AS report WHERE phase = 1 AND "
        "verdict = 'accepted' AND body NOT LIKE '%\"class\"%' GROUP BY task HAVING COUNT(*) = 1)"))
    none("swarms whose counters are wrong", plane.rows(
        "SELECT id FROM swarm WHERE running <> 0 OR open_tasks <> 0 OR "
        f"tasks <> (SELECT COUNT(*) FROM {TASKS} AS task WHERE swarm = swarm.id)"))
    audit = subprocess.run([plane.executable, "audit", "verify", "--data", str(plane.folder)], capture_output=True, text=True,
                           env=plane.environment, check=False)
    if audit.returncode:
        problems.append(f"the chains of audit records: {audit.stderr.strip()}")
    if problems:
        raise Failed("; ".join(problems))
    return {"messages": load.sent, "tasks": plane.rows(f"SELECT COUNT(*) FROM {TASKS} AS task")[0][0]}


def judge_record(plane, person):
    """What the provider was given: each reply once, or twice and marked; in each conversation in order."""
    problems = []
    with open(person.record, encoding="utf-8") as file:
        calls = [json.loads(line) for line in file]
    named = {row[0]: row[1] for row in plane.rows("SELECT outbound.id, message FROM outbound")}
    seen, last = collections.Counter(), {}
    for call in calls:
        body = call.get("body") or {}
        if call.get("outcome") != "accepted" or not body.get("to"):
            continue
        name = body.get("biz_opaque_callback_data") or ""
        seen[name] += 1
        text = json.dumps(body, ensure_ascii=False)
        if seen[name] > 1 and (seen[name] > 2 or MARK not in text):
            problems.append(f"{name} was sent {seen[name]} times")
        found = re.search(r"_(\d+)$", name)
        message = named.get(int(found[1])) if found else None
        if message is None:
            problems.append(f"a reply went out under the name {name!r}, which is none of ours")
        elif seen[name] == 1 and MARK not in text:
            # One that a kill cut short before it left comes two minutes later, and says so.
            if message < last.get(body["to"], 0):
                problems.append(f"{name} went out after a later reply to {body['to']}")
            last[body["to"]] = max(message, last.get(body["to"], 0))
    return problems[:5]
