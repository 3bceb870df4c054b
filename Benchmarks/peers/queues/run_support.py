"""What several peers need."""

import time

PAYLOAD = "x" * 200


def wait_until(is_true, patience, interval=0.002):
    """Polls until `is_true`, for so many seconds at most; whether it came true."""
    deadline = time.monotonic() + patience
    while not is_true():
        if time.monotonic() >= deadline:
            return False
        time.sleep(interval)
    return True


def batches(deadline, limit, size):
    """Sizes of batches until the deadline, or until `limit` is reached in sum."""
    sent = 0
    while sent < limit and time.monotonic() < deadline:
        count = min(size, limit - sent)
        yield count
        sent += count


def add_one_by_one(add, deadline, limit):
    """Calls `add` until the deadline or `limit`; how often."""
    count = 0
    for _ in batches(deadline, limit, 1):
        add()
        count += 1
    return count
