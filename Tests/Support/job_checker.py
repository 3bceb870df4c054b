#!/usr/bin/env python3
"""Judges a finished job from outside the product: what the provider saw, the database, and git, compared.

    job_checker.py --database waggle.db --record calls.jsonl --repositories DIR [--tasks 8]

The processes must have ended. --database may be a PostgreSQL URL; its tables are read with psql. Prints one JSON object,
{"problems": [...], "facts": {...}}, and ends with 1 where there are problems. It knows the promises and the tables, and shares
no code with the product: standard library, psql and git only.
"""

import argparse
import collections
import json
import os
import sqlite3
import subprocess
import sys

from event_log import events

MARK = "(sent again)"


def git(repository, *arguments):
    command = ["git", "-c", "safe.directory=*", "--git-dir", repository, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


TABLES = ("swarm", "task", "edge", "report", "merge_attempt", "message", "outbound", "event_page", "audit")


def opened(place):
    """The database; of a PostgreSQL server's a copy in memory, so that the same questions can be asked."""
    if not place.startswith(("postgres://", "postgresql://")):
        return sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    parts = ", ".join(f"'{name}', (SELECT coalesce(json_agg(found), '[]') FROM {name} AS found)" for name in TABLES)
    columns = "(SELECT json_agg(json_build_array(table_name, column_name)) FROM information_schema.columns " \
        "WHERE table_schema = 'public')"
    text = subprocess.run(
        ["psql", "-X", "-A", "-t", "-q", "-c", f"SELECT json_build_object('columns', {columns}, {parts})", place],
        check=True, capture_output=True, text=True).stdout
    found = json.loads(text)
    copy = sqlite3.connect(":memory:")
    for table in TABLES:
        names = [column for name, column in found["columns"] if name == table]
        copy.execute(f"CREATE TABLE {table}({', '.join(names)})")
        copy.executemany(f"INSERT INTO {table}({', '.join(names)}) VALUES({', '.join('?' * len(names))})",
                         [[row[name] for name in names] for row in found[table]])
    return copy


class Checker:
    def __init__(self, options):
        self.options = options
        self.database = opened(options.database)
        self.database.row_factory = sqlite3.Row
        with open(options.record, encoding="utf-8") as file:
            self.calls = [json.loads(line) for line in file]
        self.problems, self.facts = [], {}
        self.events = events(self.rows)

    def rows(self, statement, *values):
        return self.database.execute(statement, values).fetchall()

    def happened(self, kind, task=None):
        """How many events there are of a type, of one task or of all."""
        return sum(event["type"] == kind and task in (None, event["task"]) for event in self.events)

    def expect(self, holds, problem):
        if not holds:
            self.problems.append(problem)

    def check_database(self):
        self.expect(self.rows("PRAGMA integrity_check")[0][0] == "ok", "the database is damaged")

    # One accepted result and one merge a task

    def check_tasks(self):
        swarms = self.rows("SELECT * FROM swarm")
        self.expect(len(swarms) == 1, f"there are {len(swarms)} swarms, not one: a message had more than one effect")
        for swarm in swarms:
            tasks = self.rows("SELECT * FROM task WHERE swarm = ? ORDER BY number", swarm["id"])
            self.expect(len(tasks) == self.options.tasks, f"{swarm['slug']} has {len(tasks)} tasks")
            self.expect(swarm["state"] == "completed", f"{swarm['slug']} is {swarm['state']}")
            for task in tasks:
                self.check_task(swarm, task)
            self.check_branch(swarm, tasks)

    def check_task(self, swarm, task):
        name = f"task {task['number']}"
        self.expect(task["state"] == "done", f"{name} is {task['state']}: {task['reason']}")
        accepted = self.rows(
            "SELECT * FROM report WHERE task = ? AND verdict = 'accepted' AND phase = 1", task["id"])
        # A failure is written down as a report too; only what names a commit (or nothing to change) is a result.
        results = [row for row in accepted if "class" not in json.loads(row["body"])]
        ends = self.happened("task.done", task["id"])
        self.expect(ends == 1, f"{name} was done {ends} times")
        reviewed = self.happened("task.reviewed", task["id"])
        self.expect(len(results) == reviewed, f"{name}: {len(results)} results, {reviewed} reviews")
        self.expect(len(results) == 1, f"{name} has {len(results)} accepted results")
        merged = self.rows("SELECT * FROM merge_attempt WHERE task = ? AND state = 'landed'", task["id"])
        self.expect(len(merged) == 1, f"{name} has {len(merged)} merges")
        open_merges = self.rows("SELECT * FROM merge_attempt WHERE task = ? AND state = 'intended'", task["id"])
        self.expect(not open_merges, f"{name} has a merge that is neither done nor dropped")
        self.expect(not task["leased"], f"{name} is still leased")
        parents = self.rows(
            "SELECT task.number, task.finished_at FROM edge JOIN task ON task.id = edge.parent WHERE edge.child = ?",
            task["id"])
        for parent in parents:
            self.expect(
                task["started_at"] >= parent["finished_at"], f"{name} began before task {parent['number']} was done")

    def check_branch(self, swarm, tasks):
        repository = os.path.join(self.options.repositories, swarm["slug"] + ".git")
        branch = f"refs/heads/waggle/{swarm['slug']}/main"
        subjects = git(repository, "log", "--first-parent", "--format=%s", branch).splitlines()
        for task in tasks:
            merges = [subject for subject in subjects if subject.startswith(f"Task {task['number']}:")]
            self.expect(len(merges) == 1, f"git shows {len(merges)} merges of task {task['number']}")
            if task["merged"]:
                is_there = subprocess.run(
                    ["git", "-c", "safe.directory=*", "--git-dir", repository, "merge-base", "--is-ancestor",
                     task["merged"], branch], check=False).returncode == 0
                self.expect(is_there, f"the commit of task {task['number']} is not on the branch")
        tip = git(repository, "rev-parse", branch).strip()
        self.expect(tip == swarm["head"], f"the database says {swarm['head']}, git says {tip}")
        problems = subprocess.run(
            ["git", "-c", "safe.directory=*", "--git-dir", repository, "fsck", "--strict", "--no-dangling"],
            check=False, capture_output=True, text=True)
        self.expect(problems.returncode == 0, f"git fsck: {problems.stderr}")

    # One effect a message

    def check_messages(self):
        twice = self.rows(
            "SELECT provider_key, COUNT(*) AS n FROM message WHERE outgoing = 0 GROUP BY provider_key HAVING n > 1")
        self.expect(not twice, f"messages were taken twice: {[row['provider_key'] for row in twice]}")
        waiting = self.rows("SELECT id FROM message WHERE outgoing = 0 AND state = 0")
        self.expect(not waiting, f"{len(waiting)} messages were never handled")
        for event in ("swarm.created", "swarm.planned", "swarm.approved", "swarm.completed"):
            count = self.happened(event)
            self.expect(count == 1, f"{event} happened {count} times")
        for action in ("swarm.create", "plan.approve"):
            count = self.rows("SELECT COUNT(*) FROM audit WHERE action = ?", action)[0][0]
            self.expect(count == 1, f"the audit log has {count} records of {action}")
        unanswered = self.rows(
            "SELECT id FROM message WHERE outgoing = 0 AND id NOT IN "
            "(SELECT in_reply_to FROM message WHERE outgoing = 1 AND in_reply_to IS NOT NULL)")
        self.expect(not unanswered, f"messages without an answer: {[row['id'] for row in unanswered]}")

    # Replies: once, or of unknown outcome once more and marked

    def check_replies(self):
        sends = [call for call in self.calls if call.get("method") == "POST" and "messages" in call["path"]]
        shown = [call for call in sends if call["body"].get("to") and call.get("outcome") == "accepted"]
        by_name = collections.defaultdict(list)
        for call in shown:
            by_name[call["body"].get("biz_opaque_callback_data")].append(call["body"])
        resent = 0
        for name, bodies in by_name.items():
            self.expect(name is not None, "a reply went out without a name of ours")
            texts = [json.dumps(body, ensure_ascii=False) for body in bodies]
            self.expect(len(texts) <= 2, f"{name} was sent {len(texts)} times")
            if len(texts) > 1:
                resent += 1
                self.expect(MARK in texts[1], f"{name} was sent a second time without saying so")
            self.expect(MARK not in texts[0] or len(texts) == 1, f"{name} said it was sent again the first time")
        lost = []
        for row in self.rows("SELECT * FROM outbound"):
            attempts = row["attempts"]
            self.expect(attempts <= 2, f"reply {row['id']} was tried {attempts} times")
            seen = any((name or "").endswith(f"_{row['id']}") for name in by_name)
            # Several notifications may have become one message, under the name of the first.
            if row["state"] in ("sent", "delivered", "read") and not seen and not row["provider_key"]:
                lost.append(row["id"])
        self.expect(not lost, f"replies that count as sent were never seen: {lost}")
        states = collections.Counter(row["state"] for row in self.rows("SELECT state FROM outbound"))
        self.expect(not states.get("failed"), f"{states.get('failed')} replies failed")
        self.expect(not states.get("sending"), f"{states.get('sending')} replies are being sent by nobody")
        self.facts.update(replies=dict(states), shown=len(shown), resent=resent)

    def run(self):
        for check in (self.check_database, self.check_tasks, self.check_messages, self.check_replies):
            check()
        self.facts["late"] = self.rows("SELECT COUNT(*) FROM report WHERE verdict = 'set_aside'")[0][0]
        self.facts["claims"] = self.happened("task.claimed")
        self.facts["joined"] = sum(event["type"].startswith("agent.") for event in self.events)
        print(json.dumps({"problems": self.problems, "facts": self.facts}, ensure_ascii=False))
        return 1 if self.problems else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--record", required=True)
    parser.add_argument("--repositories", required=True)
    parser.add_argument("--tasks", type=int, default=8)
    sys.exit(Checker(parser.parse_args()).run())


if __name__ == "__main__":
    main()
