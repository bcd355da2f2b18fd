#!/usr/bin/env python3
"""Why pyfix leaves places alone in real code: candidates by tier, and reasons by frequency.

    tests/real/refusals.py target/release/pyfix FOLDER             both tables
    tests/real/refusals.py target/release/pyfix FOLDER --top 60    more rows
    tests/real/refusals.py target/release/pyfix FOLDER --sample 30 --seed 1    places to read with `pyfix why`

A place counts once for each shape of reason that it has: `rows` and `names` in one sentence are
the same shape. `alone` counts the places that have no other reason: what a better proof of this
one fact would gain. Obligations are known of fixes and advice; `needed` is told without them.
"""
import argparse
import collections
import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TIERS = ("safe", "unsafe", "advice", "needed")
NEEDED = re.compile(r"^(?P<file>.+?):(?P<row>\d+): (?P<code>\w+) [\w-]+: rightly a list: (?P<reasons>.*)$")
PLACE = re.compile(r" \([^()]*:\d+\)(?=; |$)")


class Place(NamedTuple):
    """A located place: its tier, and the shapes of its reasons with their obligations."""

    where: str
    code: str
    tier: str
    reasons: frozenset


def main() -> int:
    args = arguments()
    places = surveyed(args.pyfix, args.folder)
    by_tier = collections.Counter(place.tier for place in places)
    print(f"{len(places)} places: " + ", ".join(f"{by_tier[tier]} {tier}" for tier in TIERS))
    for tier in TIERS[1:]:
        table(tier, [place for place in places if place.tier == tier], args.top)
    refused = [place for place in places if place.tier != "safe"]
    for place in random.Random(args.seed).sample(refused, min(args.sample, len(refused))):
        print(f"{place.tier} {place.code} {place.where}")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pyfix", type=Path, help="the pyfix binary")
    parser.add_argument("folder", type=Path, help="Python code")
    parser.add_argument("--top", type=int, default=25, metavar="N", help="rows of each table")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="how many refused places to name")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    return parser.parse_args()


def surveyed(pyfix: Path, folder: Path) -> list[Place]:
    """All places: findings from the JSON, needed lists from what `-v` tells."""
    command = [pyfix.resolve(), "-v", "--check", "--output-format", "json", folder]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode > 1:
        sys.exit(run.stderr)
    places = [finding(found) for found in json.loads(run.stdout)]
    return places + [needed(match) for match in map(NEEDED.match, run.stderr.splitlines()) if match]


def finding(found: dict) -> Place:
    tier = found["fix"]["applicability"] if found["fix"] else "advice"
    weight = "doubt" if found["fix"] else "fails"
    reasons = [reason for reason in found["reasons"] if reason["weight"] == weight]
    where = f"{found['filename']}:{found['location']['row']}"
    return Place(where, found["code"], tier, frozenset((r["obligation"], shape(r["message"])) for r in reasons))


def needed(line: re.Match) -> Place:
    reasons = PLACE.sub("", line["reasons"]).split("; ")
    return Place(f"{line['file']}:{line['row']}", line["code"], "needed", frozenset((None, shape(r)) for r in reasons))


def shape(sentence: str) -> str:
    return re.sub(r"\d+", "N", re.sub(r"`[^`]*`", "_", sentence))


def table(tier: str, places: list[Place], top: int) -> None:
    all_, alone = collections.Counter(), collections.Counter()
    for place in places:
        all_.update(place.reasons)
        if len(place.reasons) == 1:
            alone.update(place.reasons)
    print(f"\n{tier}\n{'places':>7}{'alone':>7}{'obligation':>12}  reason")
    for reason, count in all_.most_common(top):
        obligation, sentence = reason
        print(f"{count:7}{alone[reason]:7}{obligation or '-':>12}  {sentence}")


if __name__ == "__main__":
    sys.exit(main())
