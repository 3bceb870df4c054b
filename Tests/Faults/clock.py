"""A wall clock that jumps under the running control plane: nothing expires in a mass, and work goes on."""

import random
import subprocess
import time

from product import Failed, Product, eventually, prd

# Shifts the wall clock alone, by the milliseconds in a file; clocks that nobody sets stay as they are.
SHIFTED = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static long long shift(void) {
    char text[32] = {0};
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    return count > 0 ? atoll(text) : 0;
}
int clock_gettime(clockid_t clock, struct timespec *time) {
    int code = ((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"))(clock, time);
    if (clock == CLOCK_REALTIME) {
        long long total = time->tv_sec * 1000000000LL + time->tv_nsec + shift() * 1000000LL;
        time->tv_sec = total / 1000000000LL, time->tv_nsec = total % 1000000000LL;
    }
    return code;
}
int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec, time->tv_usec = now.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
"""
SECOND, HOUR, DAY = 1_000, 3_600_000, 86_400_000
JUMPS = [SECOND, -SECOND, 31 * SECOND, -31 * SECOND, 5 * 60 * SECOND, -5 * 60 * SECOND, HOUR, -HOUR, 3 * DAY, -3 * DAY]


def one_round(product, shift, jump, total):
    swarm = product.swarm(prd("sleep 3", "sleep 3", "true"), agents=3)
    eventually("two running tasks", 20, lambda: len(product.rows(
        "SELECT id FROM task WHERE swarm = ? AND leased = 1 AND phase = 1 AND number < 3", swarm)) == 2)
    shift.write_text(str(total))
    said = time.monotonic()
    key = f"wamid.clock.{total}.{said}"
    if product.message(key, "status") != 200:
        raise Failed("a message was not taken after the jump")
    eventually("the answer to a message after the jump", 10, lambda: product.rows(
        "SELECT 1 FROM message WHERE in_reply_to = (SELECT id FROM message WHERE provider_key = ?)", key))
    product.finished(swarm, within=60)
    claims = product.rows("SELECT COUNT(*), MAX(crashes), MAX(attempt) FROM task WHERE swarm = ? AND "
                          "(crashes > 0 OR attempt > 1)", swarm)[0]
    if claims[0]:
        raise Failed(f"the jump of {jump / 1000} s cost leases or attempts: {claims}")


def main(options, folder):
    library, shift = folder / "clock.so", folder / "shift"
    (folder / "clock.c").write_text(SHIFTED)
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(folder / "clock.c"), "-ldl"], check=True)
    shift.write_text("0")
    chance = random.Random(options.seed)
    product = Product(options.executable, folder / "data", agents=3, environment={
        "LD_PRELOAD": str(library), "CLOCK_SHIFT": str(shift), "WAGGLE_LEASE_SECONDS": "30"})
    total = 0
    try:
        product.start()
        jumps = (JUMPS * options.rounds)[:options.rounds]
        chance.shuffle(jumps)
        for jump in jumps:
            total += jump
            one_round(product, shift, jump, total)
        product.judge_jobs()
    finally:
        product.kill()
    print(f"{len(jumps)} jumps of the wall clock, from {min(jumps) // 1000} to {max(jumps) // 1000} s, under running "
          "jobs: no lease and no attempt lost, messages answered at once, all jobs merged")
