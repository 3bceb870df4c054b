"""PostgreSQL goes away under people and agents: stopped, killed, hung, or cut off between a COMMIT and its answer.

In turn; the first rounds are short, the last is a minute. Nothing that was acknowledged may be lost, nothing done twice, and
the report of the reconciliation has to say exactly what agents brought.
"""

import json
import random
import signal
import time

from load import Load, judge, rest
from person import Person
from postgres import Server
from product import Failed, eventually, events
from proxy import Proxy
from serve import planes_of

SENDERS = 10
LEASE = 10
KINDS = ["stopped", "killed", "hung", "cut"]
# What an outage that is noticed and reported needs at least; a shorter one is bridged by trying again.
LONG = 12


class Watch:
    """What the control plane says while its database is away."""

    def __init__(self, plane):
        self.plane, self.states = plane, set()

    def look(self):
        try:
            status, body = self.plane.call("GET", "/readyz", patience=3)
            reason = body.get("reason") if isinstance(body, dict) else None
            self.states.add((status, reason))
            return status, reason
        except OSError:
            return 0, None

    def metric(self):
        """The gauge of the state; None where /metrics does not answer."""
        status, text = self.plane.call("GET", "/metrics", authorised=True)
        found = [line.split()[-1] for line in text.splitlines() if 'waggle_database_state{state="degraded"}' in line] \
            if status == 200 else []
        return found[0] if found else None


def away(server, proxy, plane, kind, seconds):
    """Makes the database go away for so long, and gives how `/readyz` spoke of it."""
    watch = Watch(plane)
    ends = time.monotonic() + seconds
    if kind == "cut":
        proxy.is_cutting, before = True, proxy.cuts
        while time.monotonic() < ends:
            watch.look()
            time.sleep(0.2)
        proxy.is_cutting = False
        if proxy.cuts == before:
            raise Failed("no answer to a COMMIT was cut: this proves nothing")
    elif kind == "hung":
        server.send(signal.SIGSTOP)
        look_while(watch, ends)
        server.send(signal.SIGCONT)
    else:
        server.stop(signal.SIGINT if kind == "stopped" else signal.SIGKILL)
        look_while(watch, ends)
        server.start()
    began = time.monotonic()
    eventually("being ready again", 90, lambda: watch.look()[0] == 200)
    return watch, time.monotonic() - began


def look_while(watch, ends):
    told = []
    while time.monotonic() < ends:
        if watch.look()[0] == 503:
            told.append(watch.metric())
        time.sleep(0.2)
    if told and "1" not in told:
        raise Failed(f"/readyz said that the database is away, /metrics {set(told)}")


def judge_reports(plane):
    """Each report's numbers, against the outcomes that the database holds of leases from before that return."""
    log = events(plane.rows)
    reports = [(event["at"], json.loads(event["data"])) for event in log if event["type"] == "store.reconciled"]
    claims = [(event["task"], event["at"]) for event in log if event["type"] == "task.claimed"]
    outcomes = [
        (at, verdict, max((when for of, when in claims if of == task and when <= at), default=0))
        for task, at, verdict in plane.rows("SELECT task, at, verdict FROM report")]
    told = []
    for at, data in reports:
        until = milliseconds(data["until"])
        brought = [verdict for when, verdict, claimed in outcomes if until <= when <= at and claimed < until]
        accepted, aside = brought.count("accepted"), brought.count("set_aside")
        if data["accepted"] + data["salvaged"] != accepted or data["stale"] < aside:
            raise Failed(f"the report says {data['accepted']} accepted, {data['salvaged']} salvaged, {data['stale']} set aside; "
                         f"the database {accepted} and {aside}: {data['text']}")
        told.append(accepted)
    return told


def milliseconds(text):
    import datetime

    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000)


def main(options, folder):
    chance = random.Random(options.seed)
    server = Server(folder / "postgres")
    proxy = Proxy(server.port, options.seed)
    person = Person(folder / "calls.jsonl")
    planes, lines, noticed = [], [], 0
    try:
        server.start()
        server.create("waggle")
        (folder / "shared").mkdir()
        planes = planes_of(options, folder, server.url("waggle", proxy.port), person, 1, SENDERS,
                           WAGGLE_LEASE_SECONDS=str(LEASE))
        plane = planes[0]
        # What judges asks the server itself.
        plane.place = server.url("waggle")
        plane.start()
        person.control("auto", {"statuses": ["sent", "delivered"]})
        load = Load(planes, person, SENDERS, pause=2, script="sleep 3", tasks=6)
        load.start()
        for number in range(options.rounds):
            kind = KINDS[number % len(KINDS)]
            eventually("work under way", 60, lambda: plane.rows("SELECT 1 FROM task WHERE leased = 1"))
            seconds = options.seconds or (60 if number == options.rounds - 1 else chance.uniform(2, 20))
            refused = load.answers[503]
            watch, back = away(server, proxy, plane, kind, seconds)
            reasons = sorted(reason for status, reason in watch.states if reason)
            noticed += bool(reasons)
            if kind != "cut" and seconds > LONG and not reasons:
                raise Failed(f"PostgreSQL was {kind} for {seconds:.0f} s, and /readyz never said so")
            lines.append(f"{kind} for {seconds:.0f} s ({', '.join(reasons) or 'bridged'}): {load.answers[503] - refused} refusals, "
                         f"ready {back:.1f} s after it was back")
            print(lines[-1], flush=True)
            # Until the report, so that each outage has one of its own.
            time.sleep(LEASE + 2 if reasons else 1)
        load.end()
        rest(plane)
        reports = judge_reports(plane)
        found = judge(plane, person, load, folder / "shared/repositories")
        if len(reports) > noticed:
            raise Failed(f"{noticed} outages, {len(reports)} reports")
        server.check("waggle")
    finally:
        for plane in planes:
            plane.kill()
        person.end()
        proxy.end()
        server.remove()
    print(f"{options.rounds} outages of PostgreSQL, {proxy.cuts} answers to a COMMIT lost: {found['messages']} messages "
          f"acknowledged after {load.answers[503]} refusals, slowest answer {load.slowest:.1f} s, {found['tasks']} tasks; 0 lost, 0 "
          f"twice; {len(reports)} reports, {sum(reports)} results brought by agents, all as reported")
