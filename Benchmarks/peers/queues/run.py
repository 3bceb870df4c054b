"""One peer's queue, once: prints one JSON line.

    run.py PEER MODE DATABASE SECONDS    adds tasks, then works them off
    run.py PEER zombie DATABASE          whether a worker whose lease was lost can still complete

MODE is "default" or "best": the peer's own defaults, or the largest batches and concurrency its documentation shows.
DATABASE is a path (SQLite) or a connection URL (PostgreSQL).

Every task carries 200 bytes and its handler does nothing. Adding ends after SECONDS or LIMIT tasks; working off after
SECONDS or with the last task, timed from the first task that is handled, so that no worker's start counts, to the last
commit. A peer that gets slower the more tasks wait is given `depth` at a time, over and over. Rows are counted in the
database afterwards.
"""

import asyncio
import importlib
import importlib.metadata
import inspect
import json
import logging
import sys
import time

import uvloop

LIMIT = 20_000

MODULES = {
    "awa": ("peer_awa", "awa-pg"),
    "dbos": ("peer_dbos", "dbos"),
    "huey": ("peer_huey", "huey"),
    "litequeue": ("peer_litequeue", "litequeue"),
    "persist-queue": ("peer_persistqueue", "persist-queue"),
    "pgqueuer": ("peer_pgqueuer", "pgqueuer"),
    "procrastinate": ("peer_procrastinate", "procrastinate"),
    "skip-locked": ("peer_skiplocked", "asyncpg"),
}


def main():
    logging.disable(logging.CRITICAL)
    name, mode, database = sys.argv[1:4]
    module, package = MODULES[name]
    peer = importlib.import_module(module).Peer(database, mode == "best")
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)

    def call(function, *arguments):
        result = function(*arguments)
        return loop.run_until_complete(result) if inspect.isawaitable(result) else result

    call(peer.open)
    answer = {"version": importlib.metadata.version(package), "settings": peer.settings}
    if mode == "zombie":
        verdict, words = call(peer.zombie)
        answer |= {"verdict": verdict, "detail": words}
    else:
        answer |= measure(call, peer, float(sys.argv[4]))
    print(json.dumps(answer), flush=True)
    call(peer.close)


def measure(call, peer, seconds):
    added, adding, working, processor = 0, 0.0, 0.0, time.process_time()
    while True:
        began = time.monotonic()
        count = call(peer.add, began + seconds, peer.depth or LIMIT)
        adding += time.monotonic() - began
        added += count
        first, last = call(peer.work_off, seconds, count)
        working += last - first
        if peer.depth is None or adding + working >= 2 * seconds:
            break
    processor = time.process_time() - processor
    done, left = call(peer.counts)
    return {
        "added": added, "adding_seconds": adding, "done": done, "working_seconds": working, "left": left,
        "processor_seconds": processor, "rows_match": done + left == added and done > 0,
    }


main()
