"""litequeue: sets synchronous=NORMAL itself, so its last commits are lost with the power."""

import time

from litequeue import LiteQueue
from run_support import PAYLOAD, add_one_by_one


class Peer:
    depth = 2_000
    settings = "synchronous=NORMAL (its own setting: an answer is no promise), 1 thread"

    def __init__(self, database, best):
        self.queue = LiteQueue(database)

    def open(self):
        pass

    def add(self, deadline, limit):
        return add_one_by_one(lambda: self.queue.put(PAYLOAD), deadline, limit)

    def work_off(self, seconds, added):
        first = time.monotonic()
        while time.monotonic() < first + seconds and (message := self.queue.pop()):
            self.queue.done(message.message_id)
        return first, time.monotonic()

    def counts(self):
        states = dict(self.queue.conn.execute("SELECT status, COUNT(*) FROM Queue GROUP BY status").fetchall())
        return states.get(2, 0), states.get(0, 0)

    def zombie(self):
        self.queue.put("x")
        first = self.queue.pop()
        self.queue.retry(first.message_id)
        second = self.queue.pop()
        assert first.message_id == second.message_id
        self.queue.done(first.message_id)
        accepted = self.queue.get(first.message_id).status == 2
        return "accepted" if accepted else "refused", "A's done() while B holds the message"

    def close(self):
        self.queue.conn.close()
