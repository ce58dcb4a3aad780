"""Approved records: what comes late is held, and merged once when the record is opened again."""

import unittest

from harness import COUNTY, EndToEnd, TOWN_A
from test_main_job import HOUSEHOLD

DECIDED = dict(HOUSEHOLD, applied_on="2016-02-01", effective_month="2016-04")


class Approval(EndToEnd):
    def approved(self):
        """A household that the county has approved, which the township does not know yet."""
        record = self.town_a.new("dibao_household", **DECIDED)
        for state in ("accepted", "checking", "surveyed", "reviewed", "announced"):
            self.town_a.run("transition", record, state)
        self.sync_all(self.town_a, self.county)
        self.county.run("transition", record, "receiving")
        self.county.sync()
        return record

    def at_hub(self, record):
        return self.hub.json("record", "show", record)

    def test_a_late_edit_is_held_and_merged_when_the_record_is_opened(self):
        record = self.approved()
        self.town_a.edit(record, worker="甲")
        self.town_a.edit(record, worker="乙")
        self.town_a.run("delete", self.town_a.new("dibao_household", householder="误录", household_kind="urban"))
        answer = self.town_a.sync(expect=6)
        self.assertEqual(2, answer["receipts"]["held"])
        self.assertEqual(2, self.town_a.json("status")["held"])
        self.assertEqual(["held", "held"], [r["kind"] for r in self.town_a.json("receipts")["receipts"] if r["record"] == record])
        self.assertEqual("乙", self.town_a.field(record, "worker"), "the author sees his own")
        shown = self.at_hub(record)
        self.assertIsNone(shown["fields"]["worker"])
        self.assertEqual(["甲", "乙"], [held["values"]["worker"] for held in shown["held"]])
        self.county.sync()
        self.county.run("transition", record, "rechecking")
        self.county.sync()
        self.assertEqual(("乙", []), (self.at_hub(record)["fields"]["worker"], self.at_hub(record)["held"]))
        self.sync_all(self.town_a, self.county)
        self.assertEqual(0, self.town_a.json("status")["held"])
        self.assertEqual("乙", self.county.field(record, "worker"))
        history = self.hub.json("record", "show", record, "--history")["history"]
        self.assertEqual(["乙", "甲"], [h["values"]["worker"] for h in history if "worker" in h["values"]])
        self.assert_replicas_equal()
        self.hub.run("doctor")

    def test_the_approved_amount_is_the_countys(self):
        record = self.approved()
        self.town_a.edit(record, monthly_benefit="900")
        self.town_a.sync(expect=6)
        refused = self.town_a.json("receipts", "--refused")["receipts"]
        self.assertEqual([("monthly_benefit", "900.00")], [(r["field"], r["values"]["monthly_benefit"]) for r in refused])
        self.sync_all(self.town_a)
        self.town_a.run("edit", record, "monthly_benefit=901", expect=5)
        self.county.edit(record, monthly_benefit="820")
        self.sync_all(self.county, self.town_a)
        self.assertEqual("820.00", self.town_a.field(record, "monthly_benefit"))

    def test_a_township_decides_only_while_its_county_has_delegated_that(self):
        def announced():
            record = self.town_a.new("dibao_household", **DECIDED)
            for state in ("accepted", "checking", "surveyed", "reviewed", "announced"):
                self.town_a.run("transition", record, state)
            return record

        first, second = announced(), announced()
        self.sync_all(self.town_a)
        self.town_a.run("transition", first, "receiving", expect=5)
        self.hub.run("delegation", "add", "--county", TOWN_A, "--form", "dibao_household", expect=3)
        self.hub.run("delegation", "add", "--county", COUNTY, "--form", "disaster_event", expect=3)
        made = self.hub.json("delegation", "add", "--county", COUNTY, "--form", "dibao_household", "--from", "2016-01-01")
        self.town_a.run("transition", first, "receiving", expect=5)
        self.sync_all(self.town_a)
        self.town_a.run("transition", first, "receiving")
        self.sync_all(self.town_a)
        self.assertEqual("receiving", self.at_hub(first)["state"])
        # The township decides once more before it can know that the delegation has ended.
        self.hub.run("delegation", "end", made["id"], "--on", "2016-12-31")
        self.town_a.run("transition", second, "receiving")
        self.town_a.sync(expect=6)
        self.assertEqual(["status"], [r["field"] for r in self.town_a.json("receipts", "--refused")["receipts"]])
        self.assertEqual("announced", self.at_hub(second)["state"])
        self.sync_all(self.town_a)
        self.town_a.run("transition", second, "receiving", expect=5)
        self.assertEqual([False], [one["holds"] for one in self.hub.json("delegation", "list")["delegations"]])
        self.hub.run("rebuild", "--verify")

    def test_what_breaks_a_check_after_the_merge_is_flagged(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a, self.county)
        self.town_a.edit(record, member_count=2)
        self.county.edit(record, insured_count=3)
        self.sync_all(self.town_a, self.county)
        rules = [flag["rule"] for flag in self.at_hub(record)["flags"]]
        self.assertIn("check_failed", rules)
        self.assertEqual(rules, [flag["rule"] for flag in self.town_a.show(record)["flags"]])
        flagged = self.hub.json("record", "list", "dibao_household", "--flagged")["records"]
        self.assertEqual([record], [one["id"] for one in flagged])
        self.county.edit(record, insured_count=2)
        self.sync_all(self.county, self.town_a)
        self.assertNotIn("check_failed", [flag["rule"] for flag in self.at_hub(record)["flags"]])


if __name__ == "__main__":
    unittest.main()
