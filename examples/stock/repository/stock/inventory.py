"""What is there, from the movements."""


class Refused(Exception):
    """A movement that must not be booked."""


def counts(movements):
    """The pieces of every article that ever moved."""
    counts = {}
    for movement in movements:
        change = movement.count if movement.kind == "in" else -movement.count
        counts[movement.article] = counts.get(movement.article, 0) + change
    return counts


def check_out(movements, article, count):
    """Refuses to take out more than is there."""
    there = counts(movements).get(article, 0)
    if count > there:
        raise Refused(f"only {there} of {article} are there")
