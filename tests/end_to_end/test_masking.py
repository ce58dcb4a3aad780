"""Sensitive values are masked on every way out, until somebody asks for them, and that is written down first."""

import json
import sqlite3
import unittest

from harness import EndToEnd

SECRETS = {"id_number": "11010519491231002X", "phone": "13812345678", "bank_account": "6228480402564890018"}
HOUSEHOLD = dict(
    householder="张三", address="北山街道 1 号", household_kind="urban", category="B", member_count=1, insured_count=1,
    survey_opinion="情况属实", bank_name="农行", account_name="张三", **SECRETS,
)
OTHER = {"phone": "13900000001", "bank_account": "6222021202001234567"}


class Masking(EndToEnd):
    sealed = False  # a lock is taken on the hub's database

    def setUp(self):
        super().setUp()
        self.record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a, self.county)

    def disagree(self):
        self.town_a.edit(self.record, bank_account=OTHER["bank_account"])
        self.county.edit(self.record, bank_account="6217000010001234567", phone=OTHER["phone"])
        self.sync_all(self.town_a, self.county)

    def assert_hidden(self, done):
        text = (done.stdout + done.stderr).decode()
        for secret in [*SECRETS.values(), *OTHER.values(), "6217000010001234567"]:
            self.assertNotIn(secret, text)

    def ways(self, bodies):
        """(program, command) of everything that prints values."""
        for words in (["show", self.record, "--history"], ["list", "dibao_household"], ["receipts"], ["conflict", "list"],
                      *(["inspect", body] for body in bodies)):
            yield self.county, words
        for words in (["record", "show", self.record, "--history"], ["record", "list", "dibao_household"],
                      ["conflict", "list", "--all"]):
            yield self.hub, words

    def test_every_way_out_is_masked_until_revealed(self):
        bodies = self.root / "bodies"
        self.county.edit(self.record, phone=OTHER["phone"])
        self.county.run("sync", "--keep-bodies", bodies)
        self.disagree()
        shown = 0
        for program, words in self.ways(sorted(bodies.iterdir())):
            for more in ([], ["--json"]):
                self.assert_hidden(program.run(*words, *more))
            whole = program.run(*words, "--json", "--reveal").stdout.decode()
            shown += any(secret in whole for secret in [*SECRETS.values(), *OTHER.values()])
        self.assertGreaterEqual(shown, 6)

    def test_masked_fields_keep_their_place_in_json(self):
        for fields in (self.town_a.json("show", self.record)["fields"],
                       self.hub.json("record", "show", self.record)["fields"]):
            self.assertEqual(("1101**********002X", "138****5678", "***************0018"),
                             tuple(fields[name] for name in SECRETS))
            self.assertEqual(("张三", 1), (fields["householder"], fields["member_count"]))

    def test_reveals_are_written_down_at_hub_and_office(self):
        self.hub.run("record", "show", self.record)
        self.assertNotIn("values_revealed", [e["action"] for e in self.hub.json("audit", "list")["entries"]])
        self.hub.run("record", "show", self.record, "--reveal")
        self.hub.run("record", "list", "dibao_household", "--reveal")
        entries = [e for e in self.hub.json("audit", "list", "--limit", "1000")["entries"] if e["action"] == "values_revealed"]
        self.assertEqual([(self.record, ["command=record show", "records=1"]),
                          ("dibao_household", ["command=record list", "records=1"])],
                         [(e["object"], e["details"]) for e in entries])
        self.hub.run("audit", "verify")
        self.assertEqual([], self.town_a.json("audit", "list")["entries"])
        self.town_a.run("show", self.record, "--reveal")
        self.town_a.run("export", "dibao_household", self.root / "whole.csv", "--reveal")
        noted = self.town_a.json("audit", "list")["entries"]
        self.assertEqual(["export", "show"], [e["command"] for e in noted])
        self.assertEqual(self.record, noted[1]["object"])

    def test_what_cannot_be_written_down_is_not_shown(self):
        self.hub.stop()
        locked = sqlite3.connect(self.hub.folder / "hub.db", isolation_level=None)
        self.addCleanup(locked.close)
        locked.execute("BEGIN IMMEDIATE")
        done = self.hub.run("record", "show", self.record, "--reveal", expect=None)
        self.assertNotEqual(0, done.returncode)
        self.assert_hidden(done)
        self.assertEqual(b"", done.stdout)
        locked.execute("ROLLBACK")

    def test_masks_are_not_entered(self):
        self.town_a.run("edit", self.record, "phone=138****5678", expect=3)
        self.disagree()
        conflict = self.county.json("conflict", "list")["conflicts"][0]
        table = self.root / "masked.csv"
        self.town_a.run("export", "dibao_household", table)
        self.assertEqual(0, self.town_a.json("import", "dibao_household", table)["changed"])
        self.county.run("import", "dibao_household", table, expect=3)
        self.assertEqual("***************4567", conflict["current"]["value"]["bank_account"])

    def test_a_list_of_faults_quotes_no_numbers(self):
        table = self.root / "shifted.csv"
        table.write_text(f"householder,member_count,category\n李四,{SECRETS['id_number']},{SECRETS['phone']}\n")
        done = self.town_a.run("import", "dibao_household", table, "--json", expect=3)
        self.assertEqual(2, json.loads(done.stdout)["fault_count"])
        self.assert_hidden(done)

    def test_a_support_bundle_holds_no_values(self):
        self.town_a.run("edit", self.record, "phone=x*y", expect=3)
        file = self.root / "support.txt"
        self.town_a.run("support-bundle", "-o", file)
        document = json.loads(file.read_text())
        self.assertEqual(1, document["store"]["records"]["dibao_household"])
        self.assertTrue(document["checks"] and document["log"])
        for secret in [*SECRETS.values(), "张三"]:
            self.assertNotIn(secret, file.read_text())


if __name__ == "__main__":
    unittest.main()
