"""DBOS: a queue of workflows without steps, on SQLite or PostgreSQL."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy
from dbos import DBOS
from run_support import PAYLOAD, add_one_by_one, wait_until

QUEUE = "bench"
first = None
runs = []
a_may_end, b_may_end = threading.Event(), threading.Event()


@DBOS.workflow()
def handle(payload):
    global first
    first = first or time.monotonic()


@DBOS.workflow()
def hold():
    """The first execution is left for dead; the second is still at work when the first one ends."""
    runs.append(1)
    if len(runs) == 1:
        a_may_end.wait(30)
        return "from A"
    b_may_end.wait(30)
    return "from B"


class Peer:
    depth = None

    def __init__(self, database, best):
        is_sqlite = database.startswith("/")
        if is_sqlite and best:
            sqlite3.connect(database).execute("PRAGMA journal_mode=WAL")
        url = f"sqlite:///{database}" if is_sqlite else database
        self.engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        self.schema = "" if is_sqlite else "dbos."
        self.interval = (0.1 if is_sqlite else 0.02) if best else 1.0
        self.threads = 16 if best and not is_sqlite else 1
        self.settings = f"added from {self.threads} thread{'s' if self.threads > 1 else ''}, "
        self.settings += f"polled every {self.interval} s, concurrency unlimited"
        if is_sqlite:
            self.settings += f", synchronous=FULL, journal {'WAL' if best else 'as it is (DELETE)'}"
        config = {
            "name": "bench", "system_database_url": url, "log_level": "CRITICAL", "application_version": "1",
            "sys_db_pool_size": 20,
        }
        DBOS(config=config)

    def open(self):
        DBOS.launch()

    def add(self, deadline, limit):
        def one():
            DBOS.enqueue_workflow(QUEUE, handle, PAYLOAD)

        if self.threads == 1:
            return add_one_by_one(one, deadline, limit)
        with ThreadPoolExecutor(self.threads) as pool:
            share = limit // self.threads
            return sum(pool.map(lambda _: add_one_by_one(one, deadline, share), range(self.threads)))

    def register(self):
        DBOS.register_queue(QUEUE, polling_interval_sec=self.interval)

    def work_off(self, seconds, added):
        self.register()  # from here on it is listened to
        wait_until(lambda: first, 15)
        wait_until(lambda: self.counts()[0] >= added, seconds, interval=0.05)
        self.final = None
        self.final = self.counts()
        return first, time.monotonic()

    final = None

    def counts(self):
        if self.final:
            return self.final
        with self.engine.connect() as connection:
            rows = connection.execute(
                sqlalchemy.text(
                    f"SELECT status, COUNT(*) FROM {self.schema}workflow_status WHERE queue_name = '{QUEUE}' "
                    "GROUP BY status"))
            states = dict(rows.fetchall())
        return states.get("SUCCESS", 0), states.get("ENQUEUED", 0) + states.get("PENDING", 0)

    def zombie(self):
        self.interval = 0.05
        self.register()
        work = DBOS.enqueue_workflow(QUEUE, hold)
        assert wait_until(lambda: len(runs) == 1, 15)
        from dbos._dbos import _get_dbos_instance
        from dbos._recovery import recover_pending_workflows

        recover_pending_workflows(_get_dbos_instance())  # what starting again after a crash does
        assert wait_until(lambda: len(runs) == 2, 15)
        a_may_end.set()
        time.sleep(1)
        status = work.get_status()
        b_may_end.set()
        accepted = status.status == "SUCCESS" and status.output == "from A"
        return "accepted" if accepted else "refused", f"{status.status} after A ended while B was at work"

    def close(self):
        DBOS.destroy(workflow_completion_timeout_sec=0)
