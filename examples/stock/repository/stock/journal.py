"""The journal: movements as they were booked, one a line."""

import datetime


class JournalError(Exception):
    """A line of the journal that cannot be read."""


class Movement:
    def __init__(self, time, kind, article, count):
        self.time, self.kind, self.article, self.count = time, kind, article, count


def read(path):
    """All movements of the file, in the order they were booked; none if there is no file."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return []
    movements = []
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if len(fields) != 4 or fields[1] not in ("in", "out") or not fields[3].isdigit():
            raise JournalError(f"{path}, line {number}: no movement")
        movements.append(Movement(fields[0], fields[1], fields[2], int(fields[3])))
    return movements


def append(path, kind, article, count):
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{time} {kind} {article} {count}\n")
