"""Another client, in Python, written from PROTOCOL.md alone, against the real hub."""

import json
import pathlib
import subprocess
import sys
import unittest

from harness import TOWN_A, EndToEnd
from test_main_job import HOUSEHOLD

HERE = pathlib.Path(__file__).parent


class OtherClient:
    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments, stdin=None):
        done = subprocess.run(
            [sys.executable, "-m", "protocol_client", *arguments[:1], "--data", str(self.folder), *arguments[1:]],
            input=json.dumps(stdin).encode() if stdin is not None else b"", capture_output=True, cwd=HERE, timeout=120,
        )
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.stderr.decode()}")
        return json.loads(done.stdout) if done.stdout.strip() else None


class ProtocolClientTest(EndToEnd):
    def setUp(self):
        super().setUp()
        self.other = OtherClient(self.root / "other")
        self.other.run("enrol", self.hub.code(TOWN_A, "township"))

    def fields_of(self, record):
        return next(r for r in self.other.run("dump") if r["id"] == record)["fields"]

    def test_pushes(self):
        record = self.other.run("new", stdin={"form": "dibao_household", "fields": {"1": "王五", "7": 4}})["id"]
        self.other.run("change", stdin={"id": record, "fields": {"4": "翠苑一区"}})
        self.other.run("sync")
        shown = self.hub.json("record", "show", record)["fields"]
        self.assertEqual(("王五", 4, "翠苑一区"), (shown["householder"], shown["member_count"], shown["address"]))
        self.town_a.sync()
        self.assertEqual("王五", self.town_a.field(record, "householder"))
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def test_pulls(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.other.run("sync")
        fields = self.fields_of(record)
        self.assertEqual(("张三", 50000), (fields["1"], fields["9"]))
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.other.run("digest")["digest"])

    def test_merges_with_the_real_client(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.other.run("sync")
        numbers = {f["name"]: str(f["number"]) for f in self.town_a.json("form", "show", "dibao_household")["fields"]}
        self.town_a.edit(record, worker="甲", aid_items_given=2)
        self.other.run("change", stdin={"id": record, "fields": {
            numbers["address"]: "新地址", numbers["aid_items_given"]: 4, numbers["survey_opinion"]: "另一意见"}})
        self.town_a.sync()
        self.other.run("sync")
        self.town_a.sync(expect=None)
        shown = self.town_a.show(record)["fields"]
        self.assertEqual(("甲", "新地址", 5, "另一意见"),
                         (shown["worker"], shown["address"], shown["aid_items_given"], shown["survey_opinion"]))
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def test_removal(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.other.run("sync")
        self.other.run("remove", record)
        self.other.run("sync")
        self.town_a.sync()
        self.assertEqual([], self.town_a.json("list", "dibao_household")["records"])
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])


if __name__ == "__main__":
    unittest.main()
