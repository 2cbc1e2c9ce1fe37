"""`make fuzz`: all the files, harm told as it is found, and a line at the end."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.run import Met, run, summary

parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
parser.add_argument("--first", type=int, default=0)
parser.add_argument("--count", type=int, default=10_000)
asked = parser.parse_args()
met: list[Met] = []
for one in run(asked.first, asked.first + asked.count):
    met.append(one)
    if one.harm:
        print(one.harm.encode(errors="backslashreplace").decode(), flush=True)
print(summary(met))
sys.exit(any(one.harm for one in met))
