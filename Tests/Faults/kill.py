"""SIGKILL for the control plane and its agents at any moment of a job that came over WhatsApp, again and again.

Each round has a database, a data folder and a provider of its own; Tests/Support/job_checker.py judges it from outside. With
`--into FILE` each round is a line there, and those that are there are not run again.
"""

import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

from person import Person
from postgres import Server, SharedProduct
from product import Failed, Product, agents_of, eventually, ready_line

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CHECKER = ROOT / "Tests/Support/job_checker.py"
TASKS = 4
# The second and third are worked on side by side, so that one of them has to be checked again before it lands.
JOB = "# PRD: Killed\n\nFour files.\n\n## Tasks\n\n" + "".join(
    f"### {number}. File {number}{after}\n\n```sh run\n{needs}echo {number} > file{number}.txt\n```\n\n```sh check\n"
    f"test -s file{number}.txt\n```\n\n" for number, after, needs in [
        (1, "", ""), (2, " (after 1)", "test -s file1.txt\n"), (3, " (after 1)", "test -s file1.txt\n"),
        (4, " (after 2, 3)", "cat file2.txt file3.txt\n")])
# So that kills hit some sends half-way.
SLOW_SEND = 0.1


def talk(person, product):
    """What the person does: sends the PRD, approves its plan, asks how it goes."""
    person.say_for_sure(JOB, "wamid.prd")
    # The card may have been sent and its answer lost; the state says when there is something to approve.
    eventually("a plan", 60, lambda: product.rows("SELECT 1 FROM swarm WHERE state = 'awaiting_approval'"))
    person.say_for_sure("approve the plan", "wamid.approve")
    person.say_for_sure("status", "wamid.status")


def settle(product, within=60):
    """Waits until nothing is left to be handled or said, but for what waits for a report that may never come."""
    eventually("rest", within, lambda: product.rows(
        "SELECT (SELECT COUNT(*) FROM outbound WHERE state IN ('queued', 'sending')) + (SELECT COUNT(*) FROM arrival) + "
        "(SELECT COUNT(*) FROM message WHERE outgoing = 0 AND state = 0) AS open")[0][0] == 0)


def ended(product):
    for number, reason in product.rows("SELECT number, reason FROM task WHERE state = 'failed'"):
        raise Failed(f"task {number} failed: {reason}")
    return product.rows("SELECT 1 FROM swarm WHERE state = 'completed'")


def strike(product, kill, starts):
    """Kills what is to be killed and starts the control plane again where that was killed."""
    if kill["target"] != "plane" and product.is_running:
        agents = sorted(agents_of(product).values())
        if agents:
            os.kill(agents[kill["agent"] % len(agents)], signal.SIGKILL)
    if kill["target"] != "agent":
        # Local agents end with their supervisor, so that no two of a name ever work.
        product.kill_alone()
        starts.append(product.start())


def check(product, person):
    said = subprocess.run(
        [sys.executable, "-B", str(CHECKER), "--database", product.place, "--record", person.record,
         "--repositories", str(product.folder / "repositories"), "--tasks", str(TASKS)], capture_output=True, text=True, check=False)
    if not said.stdout:
        raise Failed(f"the checker failed: {said.stderr[-1000:]}")
    return json.loads(said.stdout)


def one_round(chance, make, folder):
    kills = [{"after": chance.uniform(0.05, 2), "agent": chance.randrange(100),
              # A third agent that dies of the same task would fail it, as it should.
              "target": chance.choice(["plane", "plane", "agent", "both"]) if number < 2 else "plane"}
             for number in range(chance.randint(2, 5))]
    person = Person(folder / "calls.jsonl")
    product = make(person.settings)
    starts, failed = [], []

    def speak():
        try:
            talk(person, product)
        except Exception as error:  # told by the thread that judges
            failed.append(error)

    try:
        product.start()
        person.control("target", {"url": f"http://127.0.0.1:{product.port}/webhooks/whatsapp"})
        person.control("auto", {"statuses": ["sent", "delivered"]})
        person.control("fail", {"times": 100_000, "delay": SLOW_SEND})
        talking = threading.Thread(target=speak)
        talking.start()
        for kill in kills:
            time.sleep(kill["after"])
            strike(product, kill, starts)
        talking.join()
        if failed:
            raise failed[0]
        eventually("the swarm's end", 150, lambda: ended(product))
        settle(product)
        audit = subprocess.run([product.executable, "audit", "verify", "--data", str(product.folder)],
                               capture_output=True, text=True, env=product.environment, check=False)
        product.stop()
        # As if the wait for status reports were over: what is still of unknown outcome goes out once more.
        if product.again():
            product.start()
            settle(product)
            product.stop()
        found = check(product, person)
        if audit.returncode:
            found["problems"].append(f"the chain of audit records: {audit.stderr.strip()}")
        return {"kills": len(kills), "starts": [round(seconds, 3) for seconds in starts], **found}
    finally:
        product.kill()
        person.end()


def summary(done, database):
    starts = [seconds for line in done for seconds in line.get("starts", [])]
    problems = [problem for line in done for problem in line["problems"]]
    again = sum(line.get("facts", {}).get("resent", 0) for line in done)
    kills = sum(line.get("kills", 0) for line in done)
    print(f"{database}: {len(done)} rounds, {kills} kill points, {len(problems)} problems; {again} replies sent again, all "
          f"marked; {ready_line(starts) if starts else 'nothing was started again'}")
    return problems


def main(options, folder):
    into = pathlib.Path(options.into) if options.into else folder / "rounds.jsonl"
    done = [json.loads(line) for line in into.read_text().splitlines()] if into.exists() else []
    seen = {(line["seed"], line["round"]) for line in done}
    server = Server(folder / "postgres") if options.database == "postgres" else None
    try:
        if server:
            server.start()
        for number in range(1, options.rounds + 1):
            if (options.seed, number) in seen:
                continue
            place = folder / f"round{number}"
            place.mkdir()
            os.chmod(place, 0o755)

            def make(settings):
                if not server:
                    return FileProduct(options.executable, place / "data", agents=2, environment=settings)
                return RoundProduct(options.executable, place / "data", server.create(f"round{number}"), agents=2,
                                    environment=settings)

            begun = time.monotonic()
            try:
                line = one_round(random.Random(f"{options.seed}.{number}"), make, place)
            except Failed as error:
                line = {"problems": [str(error)]}
            line = {"seed": options.seed, "round": number, "seconds": round(time.monotonic() - begun, 1), **line}
            done.append(line)
            with open(into, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            print(json.dumps(line, ensure_ascii=False), flush=True)
            if line["problems"]:
                shutil.copytree(place, f"{into}.round{number}", dirs_exist_ok=True)
                if server:
                    dump = subprocess.run(["pg_dump", server.url(f"round{number}")], capture_output=True, check=False)
                    pathlib.Path(f"{into}.round{number}/database.sql").write_bytes(dump.stdout)
            elif server:
                server.drop(f"round{number}")
            shutil.rmtree(place, ignore_errors=True)
    finally:
        if server:
            server.remove()
    if problems := summary(done, options.database):
        raise Failed("; ".join(problems))


UNKNOWN = "UPDATE outbound SET not_before = 0 WHERE state = 'unknown' AND not_before < {ends} RETURNING id"


class FileProduct(Product):
    def again(self):
        """Makes replies of unknown outcome due; says whether there are any."""
        import sqlite3

        connection = sqlite3.connect(self.database)
        try:
            found = connection.execute(UNKNOWN.format(ends=int((time.time() + 86_400) * 1_000))).fetchall()
            connection.commit()
            return bool(found)
        finally:
            connection.close()


class RoundProduct(SharedProduct):
    def again(self):
        from postgres import query

        return bool(query(self.place, UNKNOWN.format(ends=int((time.time() + 86_400) * 1_000))))
