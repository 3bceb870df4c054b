"""Power cuts: a file system is shut down under a busy control plane, without its journal or what was not flushed."""

import fcntl
import os
import pathlib
import random
import struct
import subprocess
import threading
import time

from product import Failed, Product, eventually, ready_line

# ext4 stops at once and writes nothing more, its journal included (FS_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH).
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2

# The control: flushes of the write-ahead log are left out, as synchronous=NORMAL leaves them out between checkpoints.
WITHOUT_FLUSH = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static int is_log(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t count = readlink(link, path, sizeof path);
    return count > 4 && !memcmp(path + count - 4, "-wal", 4);
}
int fdatasync(int fd) { return is_log(fd) ? 0 : ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
int fsync(int fd) { return is_log(fd) ? 0 : ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
"""


class Disk:
    """An ext4 in a file, mounted in this process's own mount namespace."""

    def __init__(self, folder):
        self.image, self.place = folder / "disk.img", folder / "disk"
        with open(self.image, "wb") as file:
            file.truncate(1 << 30)
        subprocess.run(["mkfs.ext4", "-q", str(self.image)], check=True)
        self.place.mkdir()

    def mount(self):
        # Nothing is written by the passing of time alone.
        subprocess.run(["mount", "-o", "loop,commit=300", str(self.image), str(self.place)], check=True)

    def cut(self):
        descriptor = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def unmount(self):
        eventually("unmounting", 20, lambda: subprocess.run(
            ["umount", str(self.place)], capture_output=True).returncode == 0)


def load(product, round_number, acknowledged, ended):
    """Sends messages until the power is gone, and keeps when which was acknowledged."""
    count = 0
    while not ended.is_set():
        key = f"wamid.{round_number}.{threading.get_ident()}.{count}"
        count += 1
        if product.message(key, "help", patience=3) == 200:
            acknowledged.append((time.monotonic(), key))


def cut_once(product, disk, number, chance, environment):
    """One power cut under load; gives the keys that were acknowledged before."""
    acknowledged, ended = [], threading.Event()
    threads = [threading.Thread(target=load, args=(product, number, acknowledged, ended)) for _ in range(4)]
    for thread in threads:
        thread.start()
    eventually("the first acknowledgement", 20, lambda: acknowledged)
    time.sleep(chance.uniform(0.05, 0.6))
    # A flush that is under way while the file system goes down may be told a success that is none; without power nobody
    # would hear of it. What was acknowledged before is what counts.
    begun = time.monotonic()
    disk.cut()
    product.kill()
    ended.set()
    for thread in threads:
        thread.join()
    disk.unmount()
    disk.mount()
    return [key for at, key in acknowledged if at < begun], product.start(environment=environment)


def run(options, folder, is_control=False):
    """Rounds of power cuts; gives acknowledged and lost messages and the times to ready."""
    disk, chance = Disk(folder), random.Random(options.seed)
    disk.mount()
    environment = {}
    if is_control:
        source, library = folder / "control.c", folder / "control.so"
        source.write_text(WITHOUT_FLUSH)
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
        environment = {"LD_PRELOAD": str(library)}
    product = Product(options.executable, disk.place / "data", log=folder / "serve.log")
    taken, lost, times = 0, 0, []
    try:
        product.start(environment=environment)
        for number in range(options.rounds):
            acknowledged, ready = cut_once(product, disk, number, chance, environment)
            present = {row[0] for row in product.rows(
                "SELECT provider_key FROM message WHERE provider_key LIKE ?1 UNION ALL "
                # In a flood a message waits to be sorted into its conversation.
                "SELECT key FROM arrival WHERE key LIKE ?1", f"wamid.{number}.%")}
            missing = [key for key in acknowledged if key not in present]
            taken, lost = taken + len(acknowledged), lost + len(missing)
            times.append(ready)
            if (found := product.rows("PRAGMA quick_check")[0][0]) != "ok":
                raise Failed(f"the database is damaged after round {number}: {found}")
            if missing and not is_control:
                raise Failed(f"round {number}: {len(missing)} acknowledged messages are gone")
            if missing and is_control:
                break
        twice = product.rows("SELECT provider_key FROM message WHERE outgoing = 0 GROUP BY provider_key "
                             "HAVING COUNT(*) > 1")
        if twice:
            raise Failed(f"messages are there twice: {twice[:3]}")
    finally:
        product.kill()
        disk.unmount()
    return taken, lost, times


def main(options, folder):
    (folder / "product").mkdir()
    (folder / "control").mkdir()
    taken, lost, times = run(options, folder / "product")
    print(f"{len(times)} power cuts: {taken} acknowledged messages, {lost} lost, nothing damaged; {ready_line(times)}")
    taken, lost, times = run(options, folder / "control", is_control=True)
    if not lost:
        raise Failed(f"the control lost nothing in {len(times)} cuts: this proves nothing")
    print(f"control without flushes of the log: {lost} of {taken} acknowledged messages lost after {len(times)} cuts")
