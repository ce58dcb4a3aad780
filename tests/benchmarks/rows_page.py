"""The local page at 100,000 records, in Chromium, as tests/pages drives it: seconds that the page itself sees."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

import measured

PAGES = pathlib.Path(__file__).parents[1] / "pages"
sys.path.insert(0, str(PAGES))

import test_pages  # noqa: E402

FORM = "dibao_household"
NAMES = {"first": "first rows", "name": "search by name", "pinyin": "search by initials", "entry": "form open"}


def initials_of(name):
    """As the index has them: the program's own table."""
    table = (pathlib.Path(__file__).parents[2] / "shared/pinyin/data/initials.txt").read_text().replace("\n", "")
    return "".join(table[ord(letter) - 0x3400] for letter in name).lower()


def played(server, settings):
    """What the scenario measured, in its order."""
    driver = subprocess.Popen([test_pages.NODE, "drive.mjs", "measure"], cwd=PAGES, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "MINSYNC_PAGE_TEST": json.dumps({"link": server.link, **settings})})
    try:
        for line in driver.stdout:
            yield json.loads(line)
            driver.stdin.write("{}\n")
            driver.stdin.flush()
        if driver.wait(timeout=60) != 0:
            raise measured.Failed("the page was not measured")
    finally:
        driver.kill()
        driver.wait()


def measure(office, late, note):
    """`late`: a name that few records have, and those late in the list."""
    test_pages.setUpModule()
    record = office.json("list", FORM, "--limit", 1)["records"][0]["id"]
    server = test_pages.Server(office)
    try:
        found = list(played(server, {"screens": str(test_pages.SCREENS), "chromium": test_pages.CHROMIUM, "language": "zh",
                                     "form": FORM, "late": late, "record": record, "initials": initials_of(late)}))
        note("page, MB", measured.peak_mb(server.process.pid))
    finally:
        server.stop()
    for key, name in NAMES.items():
        note(f"page, {name}, s", statistics.median(each[key] for each in found))
