"""PgQueuer on PostgreSQL, through asyncpg."""

import asyncio
import time
import uuid
from datetime import timedelta

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.types import QueueExecutionMode
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from run_support import PAYLOAD, batches


class Peer:
    depth = None

    def __init__(self, database, best):
        self.database = database
        self.added_at_once, self.batch = (1_000, 100) if best else (1, 10)
        self.settings = f"added {self.added_at_once} at a time, batch_size {self.batch}"
        self.first, self.ran = None, 0

    async def open(self):
        self.connection = await asyncpg.connect(self.database)
        self.queries = Queries(AsyncpgDriver(self.connection))
        await self.queries.install()

    async def add(self, deadline, limit):
        count, payload = 0, PAYLOAD.encode()
        for size in batches(deadline, limit, self.added_at_once):
            if size == 1:
                await self.queries.enqueue("handle", payload)
            else:
                await self.queries.enqueue(["handle"] * size, [payload] * size, [0] * size)
            count += size
        return count

    async def work_off(self, seconds, added):
        queuer = PgQueuer(AsyncpgDriver(await asyncpg.connect(self.database)))

        @queuer.entrypoint("handle")
        async def handle(job):
            self.first = self.first or time.monotonic()
            self.ran += 1

        worker = asyncio.create_task(queuer.qm.run(batch_size=self.batch, mode=QueueExecutionMode.drain))
        while not self.first:
            await asyncio.sleep(0.002)
        await asyncio.wait([worker], timeout=seconds)
        queuer.shutdown.set()  # finishes what it took
        await worker
        return self.first, time.monotonic()

    async def counts(self):
        done = await self.connection.fetchval("SELECT COUNT(*) FROM pgqueuer_log WHERE status = 'successful'")
        left = await self.connection.fetchval("SELECT COUNT(*) FROM pgqueuer")
        return done, left

    async def zombie(self):
        await self.queries.enqueue("handle", b"x")
        limits = {"handle": EntrypointExecutionParameter(concurrency_limit=0)}

        async def take(stale):
            return await self.queries.dequeue(
                batch_size=1, entrypoints=limits, queue_manager_id=uuid.uuid4(), global_concurrency_limit=None,
                heartbeat_timeout=timedelta(seconds=stale))

        held = await take(30)
        await asyncio.sleep(1.2)
        again = await take(1)  # A's heartbeat is older than the time-out
        assert held[0].id == again[0].id
        try:
            await self.queries.log_jobs([(held[0], "successful", None)])
        except Exception as error:
            return "refused", f"{error}"
        done, left = await self.counts()
        return "accepted" if left == 0 else "refused", f"{left} rows in the queue while B is at work, {done} successful"

    async def close(self):
        await self.connection.close()
