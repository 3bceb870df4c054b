"""persist-queue: SQLiteAckQueue; every put, get and ack is a commit of its own."""

import time

from persistqueue import Empty, SQLiteAckQueue
from run_support import PAYLOAD, add_one_by_one


class Peer:
    depth = 2_000
    settings = "SQLiteAckQueue, auto_commit (its only mode), synchronous=FULL, 1 thread"

    def __init__(self, database, best):
        self.queue = SQLiteAckQueue(database, multithreading=True)

    def open(self):
        pass

    def add(self, deadline, limit):
        return add_one_by_one(lambda: self.queue.put(PAYLOAD), deadline, limit)

    def work_off(self, seconds, added):
        first = time.monotonic()
        try:
            while time.monotonic() < first + seconds:
                self.queue.ack(id=self.queue.get(block=False, raw=True)["pqid"])
        except Empty:
            pass
        return first, time.monotonic()

    def counts(self):
        return self.queue.acked_count(), self.queue.size

    def zombie(self):
        self.queue.put("x")
        first = self.queue.get(raw=True)
        self.queue.resume_unack_tasks()  # what opening the queue does after a crash
        second = self.queue.get(raw=True)
        assert first["pqid"] == second["pqid"]
        self.queue.ack(id=first["pqid"])
        accepted = self.queue.acked_count() == 1
        return "accepted" if accepted else "refused", "A's ack() while B holds the item"

    def close(self):
        self.queue.close()
