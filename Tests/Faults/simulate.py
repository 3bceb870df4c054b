"""Random histories of the core in a release build, in parts that can be broken off, gone on with, and added up."""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Some minutes each: what is lost when a run is broken off.
PART = 5_000
# The others of a long run are worth having all the same.
MOST_FAILED = 3


def swift(*arguments, **environment):
    scratch = os.environ.get("WAGGLE_SCRATCH", str(ROOT / ".build-simulation"))
    # A folder of its own: a build of two targets would take the place of the whole one.
    command = [os.environ.get("SWIFT", "swift"), *arguments, "--scratch-path", scratch]
    return command, {**os.environ, "WAGGLE_ONLY": "Simulation", **environment}


def build():
    command, environment = swift("build", "--build-tests", "-c", "release")
    built = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if built.returncode:
        print(built.stdout[-4000:], file=sys.stderr)
    return built.returncode


def test(name, **environment):
    command, environment = swift("test", "-c", "release", "--skip-build", **environment)
    command += ["--filter", f"SimulationTests.SimulationTests/`{name}"]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def commit():
    """The commit of the working tree, with a + where the tree differs from it."""
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout.strip()
    return (git("rev-parse", "HEAD") or "unknown") + ("+" if git("status", "--porcelain") else "")


def run(first, count, workers):
    """One part; what it reached, or None where it failed."""
    summary = pathlib.Path(os.environ.get("WAGGLE_SCRATCH", ROOT / ".build-simulation")) / "simulation.json"
    summary.unlink(missing_ok=True)
    code = test(
        "the invariants", SIMULATION_SEED=str(first), SIMULATION_SEEDS=str(count), SIMULATION_WORKERS=str(workers),
        SIMULATION_SUMMARY=str(summary))
    if code or not summary.exists():
        return None
    reached = json.loads(summary.read_text())
    return {"first": first, "seeds": count, **reached} if reached["counts"]["seeds"] == count else None


def missing(first, count, parts):
    """The seeds of the range that no part has run, as parts."""
    done = sorted((part["first"], part["first"] + part["seeds"]) for part in parts)
    at, end = first, first + count
    for begin, after in [*done, (end, end)]:
        while at < min(begin, end):
            size = min(PART, min(begin, end) - at)
            yield at, size
            at += size
        at = max(at, after)


def total(parts):
    counts, largest = {}, {}
    for part in parts:
        for name, value in part["counts"].items():
            counts[name] = counts.get(name, 0) + value
        for name, value in part["largest"].items():
            largest[name] = max(largest.get(name, 0), value)
    return counts, largest


def ranges(parts):
    joined = []
    for begin, after in sorted((part["first"], part["first"] + part["seeds"]) for part in parts):
        if joined and joined[-1][1] == begin:
            joined[-1][1] = after
        else:
            joined.append([begin, after])
    return ", ".join(f"{begin} to {after - 1}" for begin, after in joined)


def report(parts, revision):
    counts, largest = total(parts)
    for name, value in sorted({**counts, **largest}.items()):
        print(f"{value}\t{name}")
    faults = [f"{value:,} {name.removeprefix('fault: ')}" for name, value in sorted(counts.items())
              if name.startswith("fault: ")]
    print(f"commit {revision}, seeds {ranges(parts)}: {counts['seeds']:,} histories without a violation, "
          f"{counts['steps']:,} steps, {counts['commits']:,} commits, {counts['milliseconds'] / 1_000:,.0f} s, "
          f"{counts['milliseconds of processor time'] / 1_000:,.0f} s of processor time; faults: {', '.join(faults)}")


def main():
    parser = argparse.ArgumentParser(prog="scripts/faults simulate")
    parser.add_argument("--seed", type=int, help="tells the story of this seed")
    parser.add_argument("--from", type=int, default=1, dest="first", help="the first seed")
    parser.add_argument("--seeds", type=int, default=100_000, help="how many seeds")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="histories at a time")
    parser.add_argument("--into", type=pathlib.Path, help="keeps each part, and leaves out what the file has already")
    options = parser.parse_args()
    if options.seeds < 1 or options.first < 0 or options.workers < 1:
        parser.error("--seeds and --workers are 1 or more, --from is 0 or more")
    revision, parts = commit(), []
    if options.into and options.into.exists():
        parts = [json.loads(line) for line in options.into.read_text().splitlines()]
        if others := {part["commit"] for part in parts} - {revision}:
            parser.error(f"{options.into} is of commit {', '.join(others)}, this is {revision}")
    if options.into and revision.endswith("+"):
        parser.error("with --into the working tree has to be what its commit is")
    if code := build():
        return code
    if options.seed is not None:
        return test("the story", SIMULATION_SEED=str(options.seed), SIMULATION_STORY="1")
    failed = 0
    for first, count in list(missing(options.first, options.seeds, parts)):
        part = run(first, count, options.workers)
        if part is None:
            print(f"seeds {first} to {first + count - 1} failed", file=sys.stderr)
            failed += 1
            if failed == MOST_FAILED:
                break
            continue
        parts.append({"commit": revision, **part})
        if options.into:
            with options.into.open("a") as file:
                file.write(json.dumps(parts[-1]) + "\n")
    if parts:
        report(parts, revision)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
