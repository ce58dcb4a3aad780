"""Records and whole units go to other offices while edits of them sit in outboxes."""

import unittest

from harness import COUNTY, TOWN_A, TOWN_B, EndToEnd
from test_main_job import HOUSEHOLD
from test_protocol_client import OtherClient

FAR_COUNTY = "330110"
VILLAGE_A, VILLAGE_B = "330106002051", "330106002052"  # of TOWN_A
DAYS = [f"2026-03-{day:02}" for day in range(1, 20)]


class MovesTest(EndToEnd):
    def setUp(self):
        super().setUp()
        units = self.hub.json("org", "list", "--under", FAR_COUNTY)["units"]
        self.far_town_code = next(u["code"] for u in units if u["level"] == "township")
        self.far_county = self.enrolled("far_county", FAR_COUNTY, "county")
        self.far_town = self.enrolled("far_town", self.far_town_code, "township")
        self.other = OtherClient(self.root / "other")
        self.other.run("enrol", self.hub.code(TOWN_A, "township"))
        self.offices = {TOWN_A: self.town_a, TOWN_B: self.town_b, COUNTY: self.county,
                        FAR_COUNTY: self.far_county, self.far_town_code: self.far_town}
        self.days = iter(DAYS)

    def household(self, client, name, org=None):
        fields = {**HOUSEHOLD, "householder": name}
        arguments = [f"{k}={v}" for k, v in fields.items()] + (["--org", org] if org else [])
        return client.json("new", "dibao_household", *arguments)["id"]

    def change_units(self, *arguments):
        return self.hub.json("org", *arguments, "--from", next(self.days), "--reason", "通知")

    def sync_everybody(self):
        for _ in range(3):
            for client in self.offices.values():
                client.sync(expect=None)
            self.other.run("sync")

    def assert_each_shows_its_scope(self):
        for code, client in self.offices.items():
            with self.subTest(code):
                self.assertEqual(self.hub.json("digest", "--org", code)["digest"], client.digest())
                self.assertEqual([], client.json("receipts", "--refused")["receipts"])
                self.assertEqual(0, client.json("status")["outbox"])
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.other.run("digest")["digest"])

    def names_at(self, client):
        return {r["fields"]["householder"] for r in client.json("list", "dibao_household")["records"]}

    def test_records_move_between_townships_and_counties_while_both_outboxes_hold_edits(self):
        near, far, stays = (self.household(self.town_a, name) for name in ("近", "远", "留"))
        member = self.town_a.new("dibao_member", household=near, name="小近")
        self.sync_everybody()
        self.town_a.edit(near, phone="13800000001")
        self.town_a.edit(far, phone="13800000002")
        self.county.edit(near, address="县里改的")
        self.other.run("change", stdin={"id": far, "fields": {"20": "经办人"}})
        late_member = self.town_a.new("dibao_member", household=near, name="后来的")
        self.assertEqual(2, self.hub.json("record", "move", near, TOWN_B, "--reason", "迁居")["moved"])
        self.hub.run("record", "move", far, self.far_town_code)
        self.town_b.sync()
        self.town_b.edit(near, worker="新经办")
        self.sync_everybody()
        self.assertEqual(({"留"}, {"近"}, {"远"}), tuple(map(self.names_at, (self.town_a, self.town_b, self.far_town))))
        shown = self.town_b.show(near)["fields"]
        self.assertEqual(("13800000001", "县里改的", "新经办"), (shown["phone"], shown["address"], shown["worker"]))
        shown = self.far_town.show(far)["fields"]
        self.assertEqual(("13800000002", "经办人"), (shown["phone"], shown["worker"]))
        members = {r["id"] for r in self.town_b.json("list", "dibao_member")["records"]}
        self.assertEqual({member, late_member}, members)
        self.assert_each_shows_its_scope()
        # The new office's edits go on, in the partition of the record's birth.
        self.far_town.edit(far, address="远处 1 号")
        self.town_a.edit(stays, address="原处 1 号")
        self.sync_everybody()
        self.assertEqual("远处 1 号", self.far_county.field(far, "address"))
        self.assert_each_shows_its_scope()
        kinds = [edit["kind"] for edit in self.hub.json("record", "show", far, "--history")["history"]]
        self.assertEqual(1, kinds.count("move"))

    def test_units_are_renamed_moved_divided_and_merged_while_edits_sit_in_outboxes(self):
        whole = self.household(self.town_a, "街道")
        first = self.household(self.town_a, "上保", VILLAGE_A)
        second = self.household(self.town_a, "宝石", VILLAGE_B)
        self.sync_everybody()
        self.town_a.edit(first, phone="13800000001")
        self.county.edit(first, address="县里改的")
        self.household(self.town_a, "上保新户", VILLAGE_A)
        self.change_units("move", VILLAGE_A, "--to", TOWN_B)
        self.change_units("rename", TOWN_B, "--name", "新西溪街道")
        self.sync_everybody()
        self.assertEqual({"上保", "上保新户"}, self.names_at(self.town_b))
        self.assertEqual({"街道", "宝石"}, self.names_at(self.town_a))
        self.assertEqual("13800000001", self.town_b.field(first, "phone"))
        self.assertIn("新西溪街道", self.town_b.run("status").stdout.decode())
        self.assert_each_shows_its_scope()
        self.town_a.edit(second, phone="13800000003")
        self.change_units("split", TOWN_A, "--part", f"330106090,新设街道,{VILLAGE_B}")
        self.sync_everybody()
        self.offices["330106090"] = self.enrolled("fresh", "330106090", "township")
        self.sync_everybody()
        self.assertEqual({"宝石"}, self.names_at(self.offices["330106090"]))
        self.assertEqual("13800000003", self.offices["330106090"].field(second, "phone"))
        self.assertEqual({"街道"}, self.names_at(self.town_a))
        self.assert_each_shows_its_scope()
        self.town_a.edit(whole, phone="13800000004")
        self.household(self.town_a, "街道新户")
        self.change_units("merge", TOWN_A, "--into", "330106090")
        self.sync_everybody()
        for office in (self.town_a, self.offices["330106090"]):
            self.assertEqual({"街道", "街道新户", "宝石"}, self.names_at(office))
        self.assertEqual("13800000004", self.county.field(whole, "phone"))
        self.assertEqual("330106090000", self.county.show(whole)["org"])
        self.assert_each_shows_its_scope()
        self.town_a.edit(whole, phone="13800000005")
        self.change_units("move", "330106090", "--to", FAR_COUNTY, "--code", "330110090")
        self.sync_everybody()
        self.assertEqual({"上保", "上保新户"}, self.names_at(self.county))
        self.assertEqual({"街道", "街道新户", "宝石"}, self.names_at(self.far_county))
        self.assertEqual("13800000005", self.far_county.field(whole, "phone"))
        self.offices.pop("330106090").sync()
        self.assert_each_shows_its_scope()
        lineage = self.hub.json("org", "show", TOWN_A, "--as-of", DAYS[-1])
        self.assertEqual(["330110090000"], lineage["reported_under"])
        self.assertEqual(2, len(lineage["lineage"]))
        self.hub.run("org", "rename", VILLAGE_B, "--name", "太早", "--from", "2099-01-01", expect=3)


if __name__ == "__main__":
    unittest.main()
