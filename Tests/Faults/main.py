#!/usr/bin/env python3
"""Faults on the running product; `scripts/faults` calls this with the name of one.

main.py kill|serve|outage|power|disk|stop|clock|partition|soak --executable FILE [--rounds N] [--seed N]

Each runs in a folder, a mount namespace and where needed network namespaces of its own, prints what it measured, and ends
with 1 where a promise did not hold.
"""

import argparse
import importlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

# What a fault needs of the machine, tried in its namespaces: containers often have no loop devices and no ptrace.
NEEDS = {
    "power": """image=$(mktemp) && place=$(mktemp -d) && truncate -s 16M "$image" && mkfs.ext4 -q "$image" &&
        mount -o loop "$image" "$place" && umount "$place"
        status=$?; rm -rf "$image" "$place"; exit $status""",
    "disk": "strace -f -qq -o /dev/null true",
    "partition": "ip link add near type veth peer name far",
}
ROUNDS = {"kill": 50, "serve": 1, "outage": 8, "power": 200, "disk": 60, "stop": 20, "clock": 10, "partition": 10, "soak": 1_000}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=ROUNDS)
    parser.add_argument("--executable", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000_000))
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite", help="of kill")
    parser.add_argument("--into", type=pathlib.Path, help="of kill: a file of rounds, which goes on where it ends")
    parser.add_argument("--pooled", action="store_true", help="of serve: PgBouncer stands before the database")
    parser.add_argument("--seconds", type=int, help="of serve and outage: how long one lasts")
    parser.add_argument("--where-possible", action="store_true", help="says so where the machine cannot do it, and ends with 0")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rounds = options.rounds or ROUNDS[options.kind]
    options.executable = options.executable.resolve(strict=True)
    options.into = options.into and options.into.resolve()
    if not options.inside:
        # What is mounted here is seen by nobody else and gone with the last process.
        spaces = ["unshare", "--mount", "--propagation", "private"] + (["--net"] if options.kind == "partition" else [])
        if options.where_possible:
            tried = subprocess.run([*spaces, "sh", "-c", NEEDS.get(options.kind, "true")], capture_output=True, text=True)
            if tried.returncode:
                print(f"{options.kind}: NOT RUN, this machine cannot do it: {tried.stderr.strip()}", file=sys.stderr)
                return 0
        again = [sys.executable, "-B", __file__, options.kind, "--executable", str(options.executable), "--rounds",
                 str(options.rounds), "--seed", str(options.seed), "--database", options.database, "--inside",
                 *(["--seconds", str(options.seconds)] if options.seconds else []),
                 *(["--pooled"] if options.pooled else []),
                 *(["--into", str(options.into)] if options.into else [])]
        return subprocess.run(spaces + again).returncode
    module = importlib.import_module(options.kind)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waggle-faults-"))
    os.chmod(folder, 0o755)
    print(f"{options.kind}: {options.rounds} rounds with --seed {options.seed}", flush=True)
    try:
        module.main(options, folder)
    except Exception as error:
        from product import Failed

        for log in folder.rglob("*.log"):
            print(f"--- {log} ends with:\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
        if not isinstance(error, Failed):
            raise
        print(f"{options.kind} with --seed {options.seed}: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
