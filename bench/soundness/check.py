#!/usr/bin/env python3
"""Which rules speak of models that are sound: ONNX files, saved folders and configurations.

usage: check.py [--cli COMMAND] [--ignore RULE:WORD]... PATH...

Every rule runs, those in preview too. Prints a line for each error and warning and a table of rule
by severity; the exit code is 1 where there is an error that no --ignore names. An --ignore is for what
is known to be there: a rule and a word of the path, as ATT001:gpt_neo.
"""

import argparse
import collections
import json
import subprocess
import sys


def results(cli, paths):
    command = [*cli.split(), "check", *paths, "--preview", "--format", "json", "--quiet"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr.strip())
    return json.loads(run.stdout)["results"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cli", default="./initlint")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE:WORD")
    parser.add_argument("paths", nargs="+")
    a = parser.parse_args()
    known = [tuple(i.split(":", 1)) for i in a.ignore]
    table = collections.Counter()
    wrong = 0
    for r in results(a.cli, a.paths):
        if r["status"] != "ok":
            print(f"{r['path']}: {r['status']}: {r.get('reason', '')}")
        for f in r.get("findings", []):
            table[f["rule"], f["severity"]] += 1
            if f["severity"] == "note":
                continue
            told = any(f["rule"] == rule and word in r["path"] for rule, word in known)
            wrong += f["severity"] == "error" and not told
            mark = "known " if told else ""
            print(f"{mark}{f['severity']} {f['rule']} {r['path']}: {f['message']}")
    print(f"\n{'rule':10}{'errors':>8}{'warnings':>10}{'notes':>8}")
    for rule in sorted({rule for rule, _ in table}):
        cells = [table[rule, s] for s in ("error", "warning", "note")]
        print(f"{rule:10}{cells[0]:8}{cells[1]:10}{cells[2]:8}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
