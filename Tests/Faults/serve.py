"""Several `waggle serve` on one PostgreSQL database, one of which is killed every few seconds, under people and agents."""

import random
import time

from load import Load, judge, rest
from person import Person
from postgres import Pooler, Server, SharedProduct
from product import agents_of, ready_line

PLANES = 3
SENDERS = 30
BETWEEN_KILLS = 5
SECONDS = 120


def planes_of(options, folder, url, person, count, senders, **settings):
    return [SharedProduct(
        options.executable, folder / f"plane{number}", url, shared=folder / "shared", agents=2,
        environment={**person.settings, "WAGGLE_ADMINS": Load.admins(senders), **settings})
        for number in range(count)]


def main(options, folder):
    chance = random.Random(options.seed)
    server = Server(folder / "postgres")
    pooler = Pooler(server)
    person = Person(folder / "calls.jsonl")
    planes, starts, kills = [], [], 0
    try:
        server.start()
        direct = server.create("waggle")
        if options.pooled:
            pooler.start()
        planes = planes_of(options, folder, server.url("waggle", pooler.port if options.pooled else None), person, PLANES,
                           SENDERS)
        for plane in planes:
            plane.place = direct  # what is asked from outside
        (folder / "shared").mkdir()
        for plane in planes:
            plane.start()
        person.control("auto", {"statuses": ["sent", "delivered"]})
        load = Load(planes, person, SENDERS, pause=4)
        load.start()
        ends = time.monotonic() + (options.seconds or SECONDS)
        while time.monotonic() < ends:
            time.sleep(BETWEEN_KILLS)
            plane = chance.choice(planes)
            # Its agents end with it; those of the others go on.
            plane.kill_alone()
            kills += 1
            starts.append(plane.start())
        load.end()
        rest(planes[0])
        found = judge(planes[0], person, load, folder / "shared/repositories")
        server.check("waggle")
        held = planes[0].rows("SELECT COUNT(DISTINCT holder) FROM service")[0][0]
    finally:
        for plane in planes:
            plane.kill()
        person.end()
        pooler.stop()
        server.remove()
    print(f"{PLANES} control planes{' behind PgBouncer' if options.pooled else ''}, {kills} killed in {options.seconds or SECONDS} s: {found['messages']} messages of {SENDERS} "
          f"people acknowledged ({load.answers[0]} calls without an answer, {load.answers[503]} refusals), {found['tasks']} tasks; 0 "
          f"lost, 0 twice, every conversation in order; {ready_line(starts)}; services held by {held} at the end")
