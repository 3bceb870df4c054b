"""An agent that stands still (SIGSTOP) past its lease: its work goes to another, and what it brings late is set aside."""

import os
import random
import signal
import time

from product import Failed, Product, agents_of, descendants, eventually, prd

LEASE = 5


def signal_all(pid, number):
    for each in [pid, *descendants(pid)]:
        try:
            os.kill(each, number)
        except ProcessLookupError:
            pass


def one_round(product, chance):
    swarm = product.swarm(prd("sleep 2", "sleep 1"), agents=2)
    task = eventually("a claim", 20, lambda: product.rows(
        "SELECT task.id, task.epoch, agent.name FROM task JOIN agent ON agent.id = task.agent "
        "WHERE task.swarm = ? AND leased = 1 AND phase = 1", swarm))[0]
    time.sleep(chance.uniform(0, 1.5))
    pid = agents_of(product)[task[2]]
    signal_all(pid, signal.SIGSTOP)
    stopped = time.monotonic()
    try:
        # It may have been done before; then it is another job that this agent holds.
        held = product.rows("SELECT task.id, task.epoch FROM task JOIN agent ON agent.id = task.agent "
                            "WHERE leased = 1 AND agent.name = ?", task[2])
        for row in held:
            eventually("the loss of the lease", LEASE + 25, lambda: product.rows(
                "SELECT 1 FROM task WHERE id = ? AND (epoch > ? OR leased = 0)", *row))
        lost = time.monotonic() - stopped if held else None
        time.sleep(chance.uniform(0, 2 * LEASE))
    finally:
        signal_all(pid, signal.SIGCONT)
    product.finished(swarm)
    return lost


def main(options, folder):
    chance = random.Random(options.seed)
    product = Product(options.executable, folder / "data", agents=3, environment={"WAGGLE_LEASE_SECONDS": str(LEASE)})
    times = []
    try:
        product.start()
        for _ in range(options.rounds):
            if (lost := one_round(product, chance)) is not None:
                times.append(lost)
        product.judge_jobs()
        late = product.rows("SELECT COUNT(*) FROM report WHERE verdict = 'set_aside'")[0][0]
        salvaged = product.rows("SELECT COUNT(*) FROM report WHERE verdict = 'accepted'")[0][0]
    finally:
        product.kill()
    if not times:
        raise Failed("no agent was stopped while it held a lease: this proves nothing")
    print(f"{options.rounds} agents stopped past a lease of {LEASE} s: lost after {min(times):.1f} to {max(times):.1f} s; "
          f"{late} late results set aside, {salvaged} accepted, one merge a task")
