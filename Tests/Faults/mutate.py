"""Takes guards out of a scratch copy, one at a time, and demands that the tests named for them fail.

Every mutation of mutations.py is compiled into the copy behind a switch, so that it is built once; the product's own
sources have no switch. With all of them off the tests have to pass, with one on those named for it have to fail.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

from mutations import MUTATIONS

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

SWITCH = """import Glibc

private let mutant = getenv("FAULT_MUTANT").map { String(cString: $0) }

func isMutant(_ name: String) -> Bool { mutant == name }
"""
PATIENCE = 1_800


class Rotten(Exception):
    """A mutation that no longer fits the sources."""


def mutated(root):
    """The sources with every switch in them, by path; Rotten where a guard does not stand there exactly once."""
    texts, problems = {}, []
    for mutation in MUTATIONS:
        for file, guard, switched in mutation.edits:
            if not (root / file).is_file():
                problems.append(f"{mutation.name}: there is no {file}")
                continue
            texts.setdefault(file, (root / file).read_text())
            if (count := (root / file).read_text().count(guard)) != 1:
                problems.append(f"{mutation.name}: its guard stands {count} times in {file}: {guard.strip()}")
    if problems:
        raise Rotten("\n".join(problems))
    # Edits of one place by several mutations are joined: the later one's guard is looked for in what is left.
    for file in texts:
        edits = {}
        for mutation in MUTATIONS:
            for path, guard, switched in mutation.edits:
                if path == file:
                    edits.setdefault((guard, switched), []).append(mutation.name)
        for (guard, switched), names in edits.items():
            if texts[file].count(guard) != 1:
                raise Rotten(f"{', '.join(names)}: another mutation changes the same place of {file}")
            switch = " || ".join(f'isMutant("{name}")' for name in names)
            texts[file] = texts[file].replace(guard, switched.replace("MUTANT", f"({switch})" if len(names) > 1 else switch))
    for target in {pathlib.Path(file).parts[1] for file in texts}:
        texts[f"Sources/{target}/Mutant.swift"] = SWITCH
    return texts


def copy(scratch):
    """Makes the scratch folder what the repository is, with the switches; what is the same is not touched."""
    texts = mutated(ROOT)
    files = set(filter(None, subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT).decode().split("\0")))
    for name in sorted(files):
        source, target = ROOT / name, scratch / name
        if source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.symlink_to(os.readlink(source))
        elif source.is_file() and name not in texts:
            if not target.exists() or target.read_bytes() != source.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
    for name, text in texts.items():
        target = scratch / name
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    # What is no longer there would still be compiled.
    for folder in ("Sources", "Tests"):
        for target in list((scratch / folder).rglob("*")):
            name = str(target.relative_to(scratch))
            if target.is_file() and name not in files and name not in texts and "__pycache__" not in name:
                target.unlink()


def swift(scratch, *arguments, mutant=None, seeds=None):
    command = [*os.environ.get("SWIFT", "swift").split(), *arguments]
    environment = {**os.environ, "WAGGLE_ONLY": "Orchestrator Simulation ChatBridge Store"}
    environment.pop("FAULT_MUTANT", None)
    if mutant:
        environment["FAULT_MUTANT"] = mutant
    if seeds:
        environment["SIMULATION_SEEDS"] = str(seeds)
    return subprocess.run(
        command, cwd=scratch, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", timeout=None if arguments[0] == "build" else PATIENCE)


def said(output):
    """Why the tests failed, in one line."""
    found = re.search(r"(seed \d+ at commit \w+: .*)", output) or re.search(r"recorded an issue at (.*)", output)
    return found.group(1)[:220] if found else None


def run(names, scratch, seeds):
    chosen = [mutation for mutation in MUTATIONS if not names or mutation.name in names]
    copy(scratch)
    built = swift(scratch, "build", "--build-tests")
    if built.returncode:
        print(f"the copy does not build\n{built.stdout[-4000:]}", file=sys.stderr)
        return 1
    problems = []
    for tests in sorted({mutation.tests for mutation in chosen}):
        whole = swift(scratch, "test", "--skip-build", "--filter", tests, seeds=seeds)
        if whole.returncode or not re.search(r"Test run with [1-9]\d* tests?", whole.stdout):
            problems.append(f"{tests}: does not pass with every guard in place\n{whole.stdout[-3000:]}")
    for mutation in chosen if not problems else []:
        begun = time.monotonic()
        try:
            ran = swift(scratch, "test", "--skip-build", "--filter", mutation.tests, mutant=mutation.name, seeds=seeds)
            reason = said(ran.stdout) if ran.returncode else None
        except subprocess.TimeoutExpired:
            reason = None
        print(f"{mutation.promise} {mutation.name} ({mutation.without}): {'caught' if reason else 'SURVIVED'} after "
              f"{time.monotonic() - begun:.0f} s: {reason or mutation.tests}", flush=True)
        if not reason:
            problems.append(f"{mutation.name}: {mutation.tests} do not fail without the guard")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(chosen)} mutations, {len(problems)} problems")
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(prog="scripts/faults mutate")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="prints the mutations")
    parser.add_argument("--check", action="store_true", help="only looks whether every guard stands where it should")
    parser.add_argument("--seeds", type=int, default=900, help="histories of the simulation at most")
    options = parser.parse_args()
    known = [mutation.name for mutation in MUTATIONS]
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"there is no mutation {', '.join(unknown)}")
    try:
        if options.list:
            for mutation in MUTATIONS:
                print(f"{mutation.promise}\t{mutation.name}\t{mutation.without}\t{mutation.tests}")
        elif options.check:
            mutated(ROOT)
            print(f"{len(MUTATIONS)} mutations fit the sources")
        else:
            return run(options.names, pathlib.Path(os.environ.get("WAGGLE_SCRATCH", "/tmp/waggle-faults")), options.seeds)
    except Rotten as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
