"""The event log out of its rows: each holds the lines of a batch, whose place says their cursor."""


def events(rows):
    """What happened, oldest first: dictionaries of cursor, type, at, swarm, task, number, agent, data.

    `rows` runs a statement and gives its rows.
    """
    found = []
    for page in rows("SELECT first, lines FROM event_page ORDER BY first"):
        for place, line in enumerate(page[1].split("\n")):
            if line:  # what was removed leaves an empty line
                kind, at, swarm, task, number, agent, data = line.split("\t", 6)
                swarm, task, number, agent = (int(value) if value else None for value in (swarm, task, number, agent))
                found.append({
                    "cursor": page[0] + place, "type": kind, "at": int(at), "swarm": swarm, "task": task,
                    "number": number, "agent": agent, "data": data or None})
    return found
