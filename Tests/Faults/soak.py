"""A long night: swarm after swarm on one process, which may grow neither in memory nor in descriptors nor in threads."""

import os
import pathlib
import time

from product import Failed, Product, agents_of, eventually, prd

# After so many swarms caches and pools are as full as they get.
WARM = 50
# What a warm process may still gain, in bytes: noise, and the pages of a growing database that each of its connections keeps
# (up to the caches' sizes), one that writes and two that read.
SPREAD = 8 << 20
CONNECTIONS = 3


def sample(product):
    pids = {"serve": product.process.pid, **agents_of(product)}
    return {name: measured(pid) for name, pid in pids.items()}, product.database.stat().st_size


def measured(pid):
    place = pathlib.Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
    return {"memory": int(status["VmRSS"].split()[0]) << 10, "descriptors": len(os.listdir(place / "fd")),
            "threads": int(status["Threads"])}


def one_swarm(product, number):
    swarm = product.swarm(prd("true", "true") + "### 3. Both (after 1, 2)\n\n```sh run\ncat file1.txt file2.txt > both\n"
                          "```\n\n```sh check\ntest -s both\n```\n", agents=2)
    product.finished(swarm)
    key = f"wamid.soak.{number}"
    if number % 5 == 0:
        if product.message(key, f"status of #{swarm}") != 200:
            raise Failed("a message was not taken")
        eventually("its answer", 10, lambda: product.rows(
            "SELECT 1 FROM message WHERE in_reply_to = (SELECT id FROM message WHERE provider_key = ?)", key))


def judge(warm, last, swarms):
    (warm, small), (last, large) = warm, last
    for name, now in last.items():
        then = warm.get(name)
        if then is None:
            raise Failed(f"{name} was replaced: its process ended on the way")
        pages = CONNECTIONS * (large - small) if name == "serve" else 0
        if now["memory"] > then["memory"] + SPREAD + pages:
            raise Failed(f"{name} grew from {then['memory'] >> 10} to {now['memory'] >> 10} KiB in {swarms} swarms")
        if now["descriptors"] > then["descriptors"] + 8 or now["threads"] > then["threads"] + 2:
            raise Failed(f"{name} kept descriptors or threads: {then} became {now}")


def main(options, folder):
    product = Product(options.executable, folder / "data", agents=2)
    begun, warm = time.monotonic(), None
    try:
        product.start()
        for number in range(1, options.rounds + 1):
            one_swarm(product, number)
            if number == min(WARM, options.rounds // 2 or 1):
                warm = sample(product)
            if number % 100 == 0:
                print(f"{number} swarms: {product_line(sample(product))}", flush=True)
        # What a burst holds is given back when there is quiet.
        eventually("rest", 30, lambda: not product.rows("SELECT 1 FROM task WHERE leased = 1"))
        last = sample(product)
        judge(warm, last, options.rounds)
        product.judge_jobs()
    finally:
        product.kill()
    print(f"{options.rounds} swarms of three tasks in {(time.monotonic() - begun) / 60:.0f} minutes: warm {product_line(warm)}; "
          f"at the end {product_line(last)}")


def product_line(sampled):
    measurements, database = sampled
    return f"database {database >> 10} KiB, " + ", ".join(f"{name} {value['memory'] >> 10} KiB, {value['descriptors']} descriptors, {value['threads']} threads"
                     for name, value in sorted(measurements.items(), reverse=True))
