"""A WhatsApp webhook receiver as one would write it with FastAPI and SQLite; two ways to make a message durable.

PEER_COMMIT=request commits every message by itself, PEER_COMMIT=group lets one writer task take everything that waits,
commit it once, and only then answer all of its callers. Both answer 200 after the commit, check the signature over the
raw body, parse the JSON and insert under a unique key. WAL, synchronous=FULL, as Waggle itself.
"""

import asyncio
import concurrent.futures
import contextlib
import hmac
import os
import sqlite3
import time

import orjson
from fastapi import FastAPI, Request, Response

SECRET = os.environ["PEER_SECRET"].encode()
GROUP = os.environ["PEER_COMMIT"] == "group"
INSERT = "INSERT OR IGNORE INTO message(provider, key, sender, at, text, payload) VALUES(?, ?, ?, ?, ?, ?)"

# SQLite blocks, so it has a thread of its own beside the event loop, as the documentation of both advises.
thread = concurrent.futures.ThreadPoolExecutor(max_workers=1)
waiting: asyncio.Queue = None


def connect() -> sqlite3.Connection:
    database = sqlite3.connect(os.environ["PEER_DATABASE"], isolation_level=None, timeout=30, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, provider TEXT NOT NULL, key TEXT NOT NULL,"
        " sender TEXT NOT NULL, at REAL NOT NULL, text TEXT NOT NULL, payload BLOB NOT NULL, UNIQUE(provider, key))"
    )
    return database


def store(database: sqlite3.Connection, rows: list) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        database.executemany(INSERT, rows)
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


async def write_groups(database: sqlite3.Connection) -> None:
    loop = asyncio.get_running_loop()
    while True:
        batch = [await waiting.get()]
        while len(batch) < 1024 and not waiting.empty():
            batch.append(waiting.get_nowait())
        try:
            await loop.run_in_executor(thread, store, database, [row for rows, _ in batch for row in rows])
            for _, future in batch:
                future.set_result(None)
        except Exception as error:
            for _, future in batch:
                future.set_exception(error)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI):
    global waiting
    waiting = asyncio.Queue()
    app.state.database = connect()
    writer = asyncio.create_task(write_groups(app.state.database)) if GROUP else None
    yield
    if writer:
        writer.cancel()


app = FastAPI(lifespan=lifespan, openapi_url=None)


@app.get("/livez")
async def livez() -> Response:
    return Response("ok")


@app.post("/webhooks/whatsapp")
async def receive(request: Request) -> Response:
    body = await request.body()
    expected = "sha256=" + hmac.new(SECRET, body, "sha256").hexdigest()
    if not hmac.compare_digest(request.headers.get("x-hub-signature-256", ""), expected):
        return Response("bad signature", 401)
    rows = [
        ("whatsapp", message["id"], message["from"], time.time(), message.get("text", {}).get("body", ""), body)
        for entry in orjson.loads(body)["entry"]
        for change in entry["changes"]
        for message in change["value"].get("messages", [])
    ]
    loop = asyncio.get_running_loop()
    if GROUP:
        future = loop.create_future()
        waiting.put_nowait((rows, future))
        await future
    else:
        await loop.run_in_executor(thread, store, request.app.state.database, rows)
    return Response("ok")
