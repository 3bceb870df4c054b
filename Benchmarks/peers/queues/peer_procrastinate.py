"""Procrastinate on PostgreSQL, through psycopg's pool."""

import asyncio
import time

import procrastinate
from procrastinate.jobs import Status
from run_support import PAYLOAD, batches


class Peer:
    depth = None

    def __init__(self, database, best):
        self.batch, self.concurrency = (500, 32) if best else (1, 1)
        self.settings = f"added {self.batch} at a time, worker concurrency {self.concurrency}"
        pool = {"conninfo": database} | ({"max_size": 10} if best else {})
        self.app = procrastinate.App(connector=procrastinate.PsycopgConnector(**pool))
        self.first, self.ran = None, 0

        @self.app.task(name="handle")
        async def handle(payload):
            self.first = self.first or time.monotonic()
            self.ran += 1

        self.handle = handle

    async def open(self):
        await self.app.open_async()
        await self.app.schema_manager.apply_schema_async()

    async def add(self, deadline, limit):
        count = 0
        for size in batches(deadline, limit, self.batch):
            if size == 1:
                await self.handle.defer_async(payload=PAYLOAD)
            else:
                await self.handle.batch_defer_async(*[{"payload": PAYLOAD}] * size)
            count += size
        return count

    async def work_off(self, seconds, added):
        worker = asyncio.create_task(
            self.app.run_worker_async(concurrency=self.concurrency, install_signal_handlers=False))
        while not self.first:
            await asyncio.sleep(0.002)
        while self.ran < added and time.monotonic() < self.first + seconds:
            await asyncio.sleep(0.002)
        worker.cancel()  # stops fetching, finishes what runs
        try:
            await worker
        except asyncio.CancelledError:
            pass
        return self.first, time.monotonic()

    async def counts(self):
        rows = await self.app.connector.execute_query_all_async(
            "SELECT status, COUNT(*) AS count FROM procrastinate_jobs GROUP BY status")
        states = {row["status"]: row["count"] for row in rows}
        return states.get("succeeded", 0), states.get("todo", 0)

    async def zombie(self):
        manager = self.app.job_manager
        await self.handle.defer_async(payload="x")
        a, b = await manager.register_worker(), await manager.register_worker()
        held = await manager.fetch_job(None, a)
        await manager.retry_job(held)  # what its documentation does with stalled jobs
        again = await manager.fetch_job(None, b)
        assert held.id == again.id
        try:
            await manager.finish_job(held, Status.SUCCEEDED, delete_job=False)
        except Exception as error:
            return "refused", f"{error}"
        status = await manager.get_job_status_async(again.id)
        return "accepted" if status == Status.SUCCEEDED else "refused", f"{status.value} while B is at work"

    async def close(self):
        await self.app.close_async()
