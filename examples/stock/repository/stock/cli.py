"""The command line of stock."""

import os
import sys

from stock import inventory, journal

USAGE = """usage: stock in ARTICLE COUNT
       stock out ARTICLE COUNT
       stock show"""


class UsageError(Exception):
    pass


def number(text):
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise UsageError(f"{text!r} is no count")
    return int(text)


def article_name(text):
    if not text or any(character.isspace() for character in text):
        raise UsageError("an article's name is one word")
    return text


def run(arguments, path):
    movements = journal.read(path)
    match arguments:
        case ["in", article, count]:
            journal.append(path, "in", article_name(article), number(count))
        case ["out", article, count]:
            inventory.check_out(movements, article_name(article), number(count))
            journal.append(path, "out", article, number(count))
        case ["show"]:
            for article, count in sorted(inventory.counts(movements).items()):
                print(article, count)
        case _:
            raise UsageError("")


def main(arguments):
    path = os.environ.get("STOCK_JOURNAL", "stock.journal")
    try:
        run(arguments, path)
    except UsageError as error:
        print(f"stock: {error}\n{USAGE}" if str(error) else USAGE, file=sys.stderr)
        return 2
    except (inventory.Refused, journal.JournalError) as error:
        print(f"stock: {error}", file=sys.stderr)
        return 1
    return 0
