"""What was removed is purged while an office is away: its edits survive, the record does not rise again by itself."""

import unittest

from harness import TOWN_A, EndToEnd
from test_main_job import HOUSEHOLD


class Purging(EndToEnd):
    def setUp(self):
        super().setUp()
        self.removed, self.lives = (self.town_a.new("dibao_household", **HOUSEHOLD) for _ in range(2))
        self.sync_all(self.town_a, self.county)
        # The township goes away with edits of both.
        self.town_a.edit(self.removed, phone="13800000008")
        self.town_a.edit(self.lives, phone="13800000009")
        self.county.run("delete", self.removed)
        self.county.sync()
        self.assertEqual(1, self.hub.json("record", "purge", "--days", "0")["purged"])
        self.hub.run("record", "show", self.removed, expect=3)
        self.assertEqual(1, self.town_a.sync(expect=6)["receipts"]["held"])
        self.county.sync()

    def late(self):
        return self.hub.json("record", "restore", "--list")["records"]

    def doctor(self):
        return next(each for each in self.hub.json("doctor", expect=None)["checks"] if each["name"] == "late")

    def shown_at(self, client):
        return {each["id"] for each in client.json("list", "dibao_household")["records"]}

    def test_the_bureau_brings_it_back(self):
        self.assertEqual("13800000009", self.county.field(self.lives, "phone"))
        self.assertEqual({self.lives}, self.shown_at(self.county))
        receipt = self.town_a.json("receipts")["receipts"][-1]
        self.assertEqual("held", receipt["kind"])
        self.assertIn("until the bureau decides", receipt["reason"])
        self.assertEqual([self.removed], [each["id"] for each in self.late()])
        self.assertFalse(self.doctor()["ok"])
        self.hub.run("record", "restore", self.removed, "--reason", "经核实")
        self.sync_all(self.town_a, self.county)
        for client in (self.town_a, self.county):
            self.assertEqual("13800000008", client.field(self.removed, "phone"))
            self.assertEqual(HOUSEHOLD["householder"], client.field(self.removed, "householder"))
        self.assertEqual([], self.late())
        self.assertTrue(self.doctor()["ok"])
        self.assert_replicas_equal()
        self.hub.run("rebuild", "--verify")

    def test_the_bureau_leaves_it_removed(self):
        self.assertEqual(1, self.hub.json("record", "restore", self.removed, "--refuse")["refused"])
        self.town_a.sync(expect=6)
        self.assertEqual({self.lives}, self.shown_at(self.town_a))
        refused = self.town_a.json("receipts", "--refused", "--reveal")["receipts"]
        self.assertEqual([{"phone": "13800000008"}], [each["values"] for each in refused])
        self.assertIn("decided that the record stays removed", refused[0]["reason"])
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.town_a.digest())
        self.hub.run("record", "restore", self.removed)
        self.hub.run("record", "restore", self.removed, expect=3)
        self.hub.run("rebuild", "--verify")


if __name__ == "__main__":
    unittest.main()
