"""A disk that fails: the Nth call of one kind answers EIO or ENOSPC, once or from there on."""

import random
import signal
import subprocess
import threading
import time

from product import Failed, Product, eventually

# What the database's writer, and everything else that writes, calls.
CALLS = [("fdatasync", "EIO"), ("fdatasync", "ENOSPC"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC"),
         ("ftruncate", "EIO"), ("openat", "ENOSPC")]
MESSAGES = 40


def send(product, key, statuses):
    """Sends one message until it is acknowledged, as the provider does."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        status = product.message(key, "help", patience=5)
        statuses.append(status)
        if status == 200:
            return
        time.sleep(0.05)


def one_round(product, number, call, error, nth, persists):
    """Messages from four sides while one call fails; a process that ends is started again, without the fault."""
    when = f"{nth}+" if persists else str(nth)
    # A log of its own for strace; --seccomp-bpf keeps every other call at its own speed.
    wrapper = ("strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                   f"inject={call}:error={error}:when={when}")
    try:
        product.start(wrapper, within=60)
    except Failed:
        # It could not start, and said why: nothing was acknowledged.
        product.kill()
        product.start()
    statuses, keys = [], [f"wamid.{number}.{index}" for index in range(MESSAGES)]
    threads = [threading.Thread(target=lambda part: [send(product, key, statuses) for key in part],
                                args=(keys[side::4],)) for side in range(4)]
    for thread in threads:
        thread.start()
    hurt = time.monotonic() + (2 if persists else 30)
    ended = False
    while any(thread.is_alive() for thread in threads):
        if product.process.poll() is not None or (persists and time.monotonic() > hurt):
            ended = product.process.poll() is not None
            # A disk that stays broken is mended from outside: the process is started again on it.
            product.kill()
            product.start()
            persists, hurt = False, time.monotonic() + 30
        if time.monotonic() > hurt + 60:
            raise Failed(f"{call} {error} at {when}: messages are not taken any more")
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    if persists:  # it may have begun only now, with all messages taken
        ended = ended or product.process.poll() is not None
        product.kill()
        product.start()
    eventually("the handling of all messages", 60, lambda: not product.rows(
        "SELECT 1 FROM message WHERE state = 0 AND outgoing = 0 UNION ALL SELECT 1 FROM arrival"))
    missing = [key for key in keys if product.rows(
        "SELECT COUNT(*) FROM message WHERE provider_key = ? AND outgoing = 0", key)[0][0] != 1]
    if missing:
        raise Failed(f"{call} {error} at {when}: {len(missing)} acknowledged messages are not there once")
    product.kill()
    return ended, sum(status != 200 for status in statuses)


def main(options, folder):
    if subprocess.run(["strace", "-V"], capture_output=True).returncode:
        raise Failed("strace is missing")
    chance = random.Random(options.seed)
    product = Product(options.executable, folder / "data")
    product.start()
    product.stop()
    ends, refusals = 0, 0
    for number in range(options.rounds):
        call, error = CALLS[number % len(CALLS)]
        ended, refused = one_round(
            product, number, call, error, 1 + chance.randrange(60), persists=number // len(CALLS) % 2 == 1)
        ends, refusals = ends + ended, refusals + refused
    product.start()
    if (found := product.rows("PRAGMA integrity_check")[0][0]) != "ok":
        raise Failed(f"the database is damaged: {found}")
    chain = subprocess.run([product.executable, "audit", "verify", "--data", str(product.folder)],
                           capture_output=True, text=True, env=product.environment)
    if chain.returncode:
        raise Failed(f"the chain of audit records: {chain.stderr}")
    product.kill()
    print(f"{options.rounds} rounds of a failing call: {options.rounds * MESSAGES} messages taken, each once, after "
          f"{refusals} refusals; the process ended itself in {ends} of them; nothing damaged")
