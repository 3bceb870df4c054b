"""awa on PostgreSQL: its engine is compiled Rust, its handlers are Python."""

import asyncio
import os
import signal
import sys
import time
import urllib.parse
from dataclasses import dataclass

import asyncpg
import awa
from run_support import PAYLOAD, batches

QUEUE = "bench"
SWIFT = dict(leader_election_interval_ms=200, promote_interval_ms=200, heartbeat_rescue_interval_ms=200)


@dataclass
class Handle:
    payload: str


def address(database):
    """awa's driver wants the socket's folder where others have the host."""
    parts = urllib.parse.urlsplit(database)
    folder = urllib.parse.parse_qs(parts.query)["host"][0]
    return f"postgres://postgres@{urllib.parse.quote(folder, safe='')}{parts.path}"


@dataclass
class Other:
    payload: str


class Peer:
    depth = None

    def __init__(self, database, best):
        self.database = database
        self.batch, self.workers = (1_000, 128) if best else (1, 4)
        self.settings = f"{'insert_many_copy of 1000' if best else 'insert'}, {self.workers} workers"
        self.first, self.ran = None, 0

    async def open(self):
        await awa.migrate(address(self.database))
        self.connection = await asyncpg.connect(self.database)
        self.client = awa.AsyncClient(address(self.database))

        @self.client.task(Handle, queue=QUEUE)
        async def handle(job):
            self.first = self.first or time.monotonic()
            self.ran += 1

    async def add(self, deadline, limit):
        count = 0
        for size in batches(deadline, limit, self.batch):
            if size == 1:
                await self.client.insert(Handle(PAYLOAD), queue=QUEUE)
            else:
                await self.client.insert_many_copy([Handle(PAYLOAD)] * size, queue=QUEUE)
            count += size
        return count

    async def work_off(self, seconds, added):
        await self.client.start([(QUEUE, self.workers)])
        while not self.first:
            await asyncio.sleep(0.002)
        deadline = self.first + seconds
        while self.ran < added and time.monotonic() < deadline:
            await asyncio.sleep(0.002)
        # Completions reach the database in batches, behind the handlers.
        while self.ran == added and (await self.counts())[1] > 0 and time.monotonic() < deadline + 5:
            await asyncio.sleep(0.01)
        last = time.monotonic()
        await self.client.shutdown(timeout_ms=5_000)
        return self.first, last if self.ran == added else time.monotonic()

    async def counts(self):
        rows = await self.connection.fetch("SELECT state::text, COUNT(*) FROM awa.jobs_hot GROUP BY state")
        states = dict(rows)
        return states.pop("completed", 0), sum(states.values())

    async def zombie(self):
        """A is stopped by a signal until its job was rescued and B has it; then it goes on and completes."""
        await self.client.insert(Handle("x"), queue=QUEUE)
        rescuer = awa.AsyncClient(address(self.database))

        @rescuer.task(Other, queue="other")
        async def other(job):
            pass

        await rescuer.start([("other", 1)], heartbeat_staleness_ms=2_000, **SWIFT)
        a = await self.holder(seconds=1)
        os.kill(a.pid, signal.SIGSTOP)
        async with asyncio.timeout(40):
            while await self.job() != "available":
                await self.connection.execute("UPDATE awa.deferred_jobs SET run_at = now()")  # not to wait it out
                await asyncio.sleep(0.05)
        await rescuer.shutdown()  # so that B keeps it
        b = await self.holder(seconds=30)
        os.kill(a.pid, signal.SIGCONT)
        await asyncio.sleep(4)
        state = await self.job()
        for process in (a, b):
            process.kill()
            await process.wait()
        return "accepted" if state == "completed" else "refused", f"{state} after A ended while B was at work"

    async def job(self):
        return await self.connection.fetchval("SELECT state::text FROM awa.jobs_hot")

    async def holder(self, seconds):
        process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, self.database, str(seconds), stdout=asyncio.subprocess.PIPE)
        async with asyncio.timeout(20):
            await process.stdout.readline()
        return process

    async def close(self):
        await self.connection.close()
        await self.client.close()


async def hold(database, seconds):
    """A worker whose handler takes so long."""
    client = awa.AsyncClient(address(database))

    @client.task(Handle, queue=QUEUE)
    async def handle(job):
        print("started", flush=True)
        await asyncio.sleep(seconds)

    await client.start([(QUEUE, 1)], heartbeat_interval_ms=500)
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1], float(sys.argv[2])))
