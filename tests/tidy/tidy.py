#!/usr/bin/env python3
"""One check over the whole project: tidy.py CHECK ROOT. Prints each fault; exit code 1 if there is one, 77 if the
check's tool is not installed."""

import sys

import banned
import dependencies
import formatting
import includes
import messages
import sizes
import tree as trees

CHECKS = {check.__name__: check for check in (includes, sizes, messages, banned, dependencies)}
NOT_INSTALLED = 77


def main(name, root):
    if name == "formatting":
        if not formatting.available():
            return NOT_INSTALLED
        faults = formatting.check_root(root)
    else:
        faults = CHECKS[name].check(trees.read(root))
    print("\n".join(faults) or f"{name}: nothing found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
