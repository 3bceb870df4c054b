"""The ceiling, no peer: one table, one asyncpg connection, batches of 100 under SKIP LOCKED."""

import time

import asyncpg
from run_support import PAYLOAD, batches

SCHEMA = """
    CREATE TABLE task(
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state SMALLINT NOT NULL DEFAULT 0, payload TEXT NOT NULL);
    CREATE INDEX task_ready ON task(id) WHERE state = 0;
"""
ADD = "INSERT INTO task(payload) SELECT unnest($1::text[])"
CLAIM = """
    UPDATE task SET state = 1 WHERE id = ANY(ARRAY(
        SELECT id FROM task WHERE state = 0 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)) RETURNING id, payload
"""
COMPLETE = "UPDATE task SET state = 2 WHERE id = ANY($1::bigint[]) AND state = 1"


class Peer:
    depth = None

    def __init__(self, database, best):
        self.database, self.batch = database, 100 if best else 1
        self.settings = f"no queue: three statements in a loop, {self.batch} rows each, 1 connection"

    async def open(self):
        self.connection = await asyncpg.connect(self.database)
        await self.connection.execute(SCHEMA)
        self.statements = [await self.connection.prepare(text) for text in (ADD, CLAIM, COMPLETE)]

    async def add(self, deadline, limit):
        count = 0
        for size in batches(deadline, limit, self.batch):
            await self.statements[0].fetch([PAYLOAD] * size)
            count += size
        return count

    async def work_off(self, seconds, added):
        first = time.monotonic()
        while time.monotonic() < first + seconds and (rows := await self.statements[1].fetch(self.batch)):
            await self.statements[2].fetch([row["id"] for row in rows])
        return first, time.monotonic()

    async def counts(self):
        rows = await self.connection.fetch("SELECT state, COUNT(*) FROM task GROUP BY state")
        states = dict(rows)
        return states.get(2, 0), states.get(0, 0)

    def zombie(self):
        return "none", "no lease to lose"

    async def close(self):
        await self.connection.close()
