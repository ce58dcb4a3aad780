"""One person entered in two counties: the bureau merges the records and takes the merge back; the offices follow."""

import unittest

from harness import EndToEnd

FAR_COUNTY, FAR_TOWN = "330122", "330122101"
PERSON = dict(householder="张三", id_number="330106195203071232", household_kind="urban", member_count=1)


class Duplicates(EndToEnd):
    def setUp(self):
        super().setUp()
        self.far = self.enrolled("far", FAR_TOWN, "township")
        self.far_county = self.enrolled("far_county", FAR_COUNTY, "county")
        self.kept = self.town_a.new("dibao_household", address="西湖路一号", **PERSON)
        self.sync_all(self.town_a, self.county)
        self.merged = self.far.new("dibao_household", address="富春路二号", phone="13800000000", **PERSON)
        self.child = self.far.new("dibao_member", household=self.merged, name="李四", relation="child")
        self.sync_all(self.far, self.far_county)

    def everybody(self):
        self.sync_all(self.town_a, self.town_b, self.county, self.far, self.far_county)

    def merge(self, *more):
        return self.hub.json("duplicate", "merge", self.kept, self.merged, "--reason", "同一人", *more)

    def listed(self, *more):
        return self.hub.json("duplicate", "list", *more)["duplicates"]

    def ids(self, client, form):
        return [one["id"] for one in client.json("list", form)["records"]]

    def assert_all_equal(self):
        self.assert_replicas_equal()
        for client, org in ((self.far, FAR_TOWN), (self.far_county, FAR_COUNTY)):
            self.assertEqual(self.hub.json("digest", "--org", org)["digest"], client.digest())

    def test_a_merge_and_its_split_reach_both_counties(self):
        found = self.listed("--apart", "county")
        self.assertEqual([("strong", ["id_number", "name_birthday"])], [(one["strength"], one["reasons"]) for one in found])
        self.assertEqual({self.kept, self.merged}, {found[0]["a"]["id"], found[0]["b"]["id"]})
        self.assertEqual("3301**********1232", found[0]["a"]["fields"]["id_number"])
        made = self.merge("--take", "address")
        self.assertEqual([], self.listed())
        self.everybody()
        self.assertEqual(("富春路二号", "13800000000"), (self.town_a.field(self.kept, "address"), self.town_a.field(self.kept, "phone")))
        self.assertEqual([self.child], self.ids(self.town_a, "dibao_member"))
        self.assertEqual(([], []), (self.ids(self.far, "dibao_household"), self.ids(self.far, "dibao_member")))
        self.assert_all_equal()
        self.assertEqual([], self.ids(self.town_a, "duplicate_decision"), "what the bureau decided on two offices' persons")
        parted = self.hub.json("duplicate", "split", made["id"], "--reason", "并非同一人")
        self.assertEqual((True, 2, 1, []), (parted["revived"], parted["restored"], parted["returned"], parted["left"]))
        self.everybody()
        self.assertEqual(("西湖路一号", None), (self.town_a.field(self.kept, "address"), self.town_a.field(self.kept, "phone")))
        self.assertEqual("富春路二号", self.far.field(self.merged, "address"))
        self.assertEqual(self.merged, self.far.field(self.child, "household"))
        self.assertEqual([], self.ids(self.town_a, "dibao_member"))
        self.assert_all_equal()
        self.hub.run("rebuild", "--verify")
        self.hub.run("doctor")

    def test_what_an_office_writes_offline_meanwhile_is_seen_and_merged_again(self):
        self.far.edit(self.merged, phone="13700000000")
        made = self.merge()
        self.everybody()
        self.assertEqual("13700000000", self.hub.json("record", "show", self.merged, "--reveal")["fields"]["phone"])
        decided = self.hub.json("duplicate", "decided", "--status", "merged")["decisions"]
        self.assertEqual([(made["id"], True)], [(one["id"], one["came_since"]) for one in decided])
        self.assertEqual(1, len(self.listed()))
        self.merge("--take", "phone")
        self.everybody()
        self.assertEqual("13700000000", self.town_a.field(self.kept, "phone"))
        self.assertEqual([False], [one["came_since"] for one in self.hub.json("duplicate", "decided")["decisions"]])
        self.assert_all_equal()
        self.hub.run("duplicate", "split", made["id"], "--reason", "并非同一人")
        self.everybody()
        self.assertIsNone(self.town_a.field(self.kept, "phone"))
        self.assertEqual("13700000000", self.far.field(self.merged, "phone"))
        self.assert_all_equal()
        self.hub.run("rebuild", "--verify")

    def test_a_dismissed_pair_comes_back_when_what_agrees_changes(self):
        self.hub.run("duplicate", "dismiss", self.kept, self.merged, "--reason", "号码录错")
        self.assertEqual([], self.listed())
        self.assertEqual(1, len(self.listed("--dismissed")))
        self.far.edit(self.merged, address="西湖路一号")
        self.sync_all(self.far)
        self.assertEqual(1, len(self.listed()))
        self.hub.run("duplicate", "dismiss", self.kept, self.merged, "--reason", "号码录错")
        self.hub.run("duplicate", "reopen", self.kept, self.merged)
        self.assertEqual(1, len(self.listed()))

    def test_the_office_of_a_closed_record_opens_it_first(self):
        for state in ("accepted", "checking", "surveyed", "reviewed", "announced"):
            self.town_a.run("transition", self.kept, state, expect=None)
        self.town_a.edit(self.kept, category="A", insured_count=1, income_per_head="100", applied_on="2016-02-01")
        for state in ("accepted", "checking", "surveyed", "reviewed", "announced"):
            self.town_a.run("transition", self.kept, state, expect=None)
        self.sync_all(self.town_a, self.county)
        self.county.run("transition", self.kept, "receiving")
        self.sync_all(self.county)
        told = self.hub.run("duplicate", "merge", self.kept, self.merged, "--reason", "同一人", expect=3)
        self.assertIn("receiving", told.stderr.decode())
        self.county.run("transition", self.kept, "rechecking")
        self.sync_all(self.county)
        self.merge()
        self.everybody()
        self.assert_all_equal()

    def test_merges_stand_in_the_log_and_in_the_histories(self):
        made = self.merge()
        self.hub.run("duplicate", "split", made["id"], "--reason", "并非同一人")
        actions = [one["action"] for one in self.hub.json("audit", "list")["entries"]]
        self.assertEqual(["duplicates_merged", "duplicates_split"], [one for one in actions if one.startswith("duplicate")])
        notes = [one.get("note", "") for one in self.hub.json("record", "show", self.merged, "--history")["history"]]
        self.assertTrue(any(self.kept in note and "同一人" in note for note in notes), notes)


class Sealing(EndToEnd):
    sealed = False

    def listed(self):
        return len(self.hub.json("duplicate", "list")["duplicates"])

    def test_the_list_is_made_anew_when_the_folder_is_sealed_or_its_keys_change(self):
        self.town_a.new("dibao_household", **PERSON)
        self.town_b.new("dibao_household", **PERSON)
        self.sync_all(self.town_a, self.town_b)
        self.assertEqual(1, self.listed())
        self.hub.stop()
        self.hub.run("seal", "on")
        self.assertEqual(1, self.listed())
        self.assertNotIn(b"SQLite format", (self.hub.folder / "duplicates.db").read_bytes())
        self.hub.run("seal", "rotate")
        self.assertEqual(1, self.listed())
        self.hub.start()
        self.assertEqual(1, self.listed())


if __name__ == "__main__":
    unittest.main()
