"""What the product is for: entered with no line, merged, nothing lost, the same everywhere."""

import unittest

from harness import COUNTY, TOWN_A, EndToEnd

HOUSEHOLD = dict(
    householder="张三", id_number="11010519491231002X", phone="13800000001", address="北山街道 1 号",
    household_kind="urban", category="B", member_count=3, insured_count=2, income_per_head="500.00",
    monthly_benefit="819.00", bank_name="农业银行", account_name="张三", bank_account="6228480000000000001",
    cause="illness", aid_items_given=1, survey_opinion="情况属实", surveyed_on="2016-03-01",
)


class MainJob(EndToEnd):
    def shared_record(self):
        """A household of township A that the county has too."""
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.county.sync()
        return record

    def hub_fields(self, record):
        return self.hub.json("record", "show", record, "--reveal")["fields"]

    def both_edit(self, record, town, county):
        """Both offices edit without having seen each other; the township uploads first."""
        self.town_a.edit(record, **town)
        self.county.edit(record, **county)
        self.town_a.sync(expect=None)
        answer = self.county.sync(expect=None)
        self.sync_all(self.town_a, self.county)
        return answer

    def test_entered_offline_arrives_everywhere(self):
        self.hub.stop()
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.run("sync", expect=4)
        self.assertEqual(1, self.town_a.json("status")["outbox"])
        self.hub.start()
        self.assertEqual(1, self.town_a.sync()["pushed"])
        self.county.sync()
        self.town_b.sync()
        self.assertEqual("张三", self.county.field(record, "householder"))
        self.town_b.run("show", record, expect=3)
        self.assert_replicas_equal()

    def test_different_fields_keep_both(self):
        record = self.shared_record()
        self.both_edit(record, {"phone": "13800000002"}, {"address": "保俶路 2 号"})
        for fields in (self.hub_fields(record), self.town_a.show(record)["fields"], self.county.show(record)["fields"]):
            self.assertEqual(("13800000002", "保俶路 2 号"), (fields["phone"], fields["address"]))
        self.assertEqual([], self.hub.json("conflict", "list", "--all")["conflicts"])
        self.assert_replicas_equal()

    def test_review_keeps_both_and_opens_a_conflict(self):
        record = self.shared_record()
        self.both_edit(record, {"survey_opinion": "收入偏高"}, {"survey_opinion": "建议复核"})
        for place in (self.hub.json("conflict", "list", "--reveal")["conflicts"], self.town_a.conflicts(), self.county.conflicts()):
            self.assertEqual(1, len(place))
            self.assertEqual(("review", "open", "survey_opinion"), (place[0]["kind"], place[0]["state"], place[0]["field"]))
            self.assertEqual({"收入偏高", "建议复核"}, {place[0]["current"]["value"], place[0]["incoming"]["value"]})
            self.assertEqual("情况属实", place[0]["base"]["value"])
        conflict = self.hub.json("conflict", "list", "--reveal")["conflicts"][0]
        self.hub.run("conflict", "resolve", conflict["id"], "--keep", "value=重新调查", "--reason", "两处意见不一")
        self.sync_all(self.town_a, self.county)
        self.assertEqual("重新调查", self.town_a.field(record, "survey_opinion"))
        self.assertEqual([], self.county.conflicts())
        self.assert_replicas_equal()

    def test_latest_lists_the_overwritten_and_can_put_it_back(self):
        record = self.shared_record()
        self.both_edit(record, {"worker": "甲"}, {"worker": "乙"})
        self.assertEqual("乙", self.hub_fields(record)["worker"])
        listed = self.town_a.conflicts()
        self.assertEqual([("overwritten", "甲")], [(c["kind"], c["incoming"]["value"]) for c in listed])
        self.town_a.run("conflict", "resolve", listed[0]["id"], "--keep", "incoming", "--reason", "甲是对的")
        self.sync_all(self.town_a, self.county)
        self.assertEqual("甲", self.hub_fields(record)["worker"])
        self.assertEqual("甲", self.county.field(record, "worker"))
        self.assert_replicas_equal()

    def test_sums_and_unions_add_up(self):
        record = self.shared_record()
        self.both_edit(record, {"aid_items_given": 3, "cause": "illness study"}, {"aid_items_given": 6, "cause": "accident"})
        fields = self.hub_fields(record)
        self.assertEqual(8, fields["aid_items_given"])
        self.assertEqual(["accident", "study"], sorted(fields["cause"]))
        self.assertEqual([], self.hub.json("conflict", "list", "--all")["conflicts"])
        self.assert_replicas_equal()

    def test_two_edits_in_a_row_are_no_conflict_with_themselves(self):
        record = self.shared_record()
        for opinion in ("一", "二", "三"):
            self.town_a.edit(record, survey_opinion=opinion, worker=opinion)
        self.town_a.sync()
        self.county.sync()
        self.assertEqual("三", self.county.field(record, "survey_opinion"))
        self.assertEqual([], self.hub.json("conflict", "list", "--all")["conflicts"])
        self.assert_replicas_equal()

    def test_bank_account_merges_as_one(self):
        record = self.shared_record()
        self.both_edit(record, {"bank_name": "工商银行", "bank_account": "1"}, {"bank_account": "2"})
        conflict = self.hub.json("conflict", "list", "--reveal")["conflicts"][0]
        self.assertEqual("bank", conflict["group"])
        sides = {conflict["current"]["value"]["bank_account"], conflict["incoming"]["value"]["bank_account"]}
        self.assertEqual({"1", "2"}, sides)

    def test_workflow_follows_the_table(self):
        record = self.shared_record()
        self.town_a.run("transition", record, "accepted")
        self.town_a.sync()
        self.county.sync()
        self.assertEqual("accepted", self.county.show(record)["state"])
        self.town_a.run("transition", record, "receiving", expect=3)

    def test_delete_and_edit_keeps_the_record_alive(self):
        record = self.shared_record()
        self.town_a.run("delete", record)
        self.county.edit(record, worker="还在")
        self.town_a.sync(expect=None)
        self.sync_all(self.county, self.town_a)
        self.assertEqual("还在", self.town_a.field(record, "worker"))
        self.assert_replicas_equal()

    def test_deleted_everywhere(self):
        record = self.shared_record()
        self.town_a.run("delete", record)
        self.sync_all(self.town_a, self.county)
        self.assertEqual([], self.county.json("list", "dibao_household")["records"])
        self.assert_replicas_equal()

    def test_history_names_who_and_what_was_replaced(self):
        record = self.shared_record()
        self.both_edit(record, {"worker": "甲"}, {"worker": "乙"})
        history = self.hub.json("record", "show", record, "--history")["history"]
        self.assertEqual(3, len(history))
        self.assertEqual({"甲", "乙"}, {entry["values"].get("worker") for entry in history} - {None})

    def test_no_change_is_one_small_round(self):
        self.shared_record()
        self.town_a.sync()
        answer = self.town_a.sync()
        self.assertEqual((1, 0), (answer["round_trips"], answer["pushed"]))
        self.assertLessEqual(answer["bytes_sent"] + answer["bytes_received"], 600)

    def test_members_belong_to_their_household(self):
        record = self.shared_record()
        self.town_a.new("dibao_member", household=record, name="李四", id_number="440524188001010014", relation="spouse")
        self.town_a.sync()
        self.county.sync()
        members = self.county.json("list", "dibao_member")["records"]
        self.assertEqual([record], [m["fields"]["household"] for m in members])

    def test_units_of_2016_and_today(self):
        old = {u["name"] for u in self.hub.json("org", "list", "--under", "330100", "--as-of", "2016-07-01")["units"]}
        new = {u["name"] for u in self.hub.json("org", "list", "--under", "330100")["units"]}
        self.assertTrue({"下城区", "江干区"} <= old - new and {"临平区", "钱塘区"} <= new - old)

    def test_status_says_where_things_stand(self):
        self.shared_record()
        status = self.town_a.json("status")
        self.assertTrue(status["complete"])
        self.assertEqual((TOWN_A.ljust(12, "0"), "township", 1, 0, 0),
                         (status["org"], status["role"], status["records"], status["outbox"], status["refused"]))
        self.assertEqual("county", self.county.json("status")["role"])
        self.assertEqual(COUNTY.ljust(12, "0"), self.county.json("status")["org"])


if __name__ == "__main__":
    unittest.main()
