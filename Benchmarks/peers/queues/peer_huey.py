"""huey on SQLite with fsync: takes a task out of the table before it runs, so there is no lease to lose."""

import time

from huey import SqliteHuey
from run_support import PAYLOAD, add_one_by_one, wait_until


class Peer:
    depth = 2_000
    settings = "fsync=True (synchronous=FULL), 1 worker thread; it has no batches"

    def __init__(self, database, best):
        self.huey = SqliteHuey(filename=database, fsync=True, results=False)
        self.first, self.ran, self.handled = None, 0, 0

        @self.huey.task()
        def handle(payload):
            self.first = self.first or time.monotonic()
            self.ran += 1

        self.handle = handle

    def open(self):
        pass

    def add(self, deadline, limit):
        return add_one_by_one(lambda: self.handle(PAYLOAD), deadline, limit)

    def work_off(self, seconds, added):
        self.first, self.ran = None, 0
        consumer = self.huey.create_consumer(workers=1, periodic=False, check_worker_health=False)
        consumer.start()
        wait_until(lambda: self.first, 10)
        wait_until(lambda: self.ran >= added, seconds)
        consumer.stop(graceful=True)
        self.handled += self.ran
        return self.first, time.monotonic()

    def counts(self):
        return self.handled, self.huey.pending_count()

    def zombie(self):
        self.handle("x")
        assert self.huey.dequeue() is not None
        return "no lease", f"B is handed {self.huey.dequeue()}: what A took is gone with A"

    def close(self):
        self.huey.storage.close()
