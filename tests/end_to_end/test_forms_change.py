"""A form changes while offices are out: nobody needs a new program."""

import pathlib
import unittest

from harness import EndToEnd
from test_main_job import HOUSEHOLD

CATALOGUE = pathlib.Path(__file__).parents[2] / "shared" / "forms" / "catalogue"
VISIT = """form: visit
label: {zh: 走访, en: Visit}
fields:
  - {number: 1, name: household, type: reference, form: dibao_household, label: {zh: 家庭, en: Household}}
  - {number: 2, name: remark, type: text, label: {zh: 情况, en: Remark}}
"""


class FormsChange(EndToEnd):
    def next_version(self, *changes):
        text = (CATALOGUE / "dibao_household.yaml").read_text()
        for old, new in (("version: 1", "version: 2"), *changes):
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        path = self.root / "next.yaml"
        path.write_text(text)
        return path

    def test_a_field_is_added_while_a_client_is_out_with_unsent_edits(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a, self.county)
        self.town_a.edit(record, worker="甲")
        added = self.next_version(("\nchecks:", "\n  - {number: 31, name: school, type: text, label: {zh: 学校, en: School}}\n\nchecks:"))
        self.assertEqual({"form": "dibao_household", "version": 2}, self.hub.json("form", "add", added))
        self.county.sync()
        self.county.edit(record, school="一小")
        self.county.sync()
        self.assertNotIn("school", self.town_a.show(record)["fields"])
        self.assertEqual(0, self.town_a.sync()["receipts"]["refused"])
        self.assertEqual(("甲", "一小"), (self.town_a.field(record, "worker"), self.town_a.field(record, "school")))
        self.assertIn("school", [f["name"] for f in self.town_a.json("form", "show", "dibao_household")["fields"]])
        self.town_a.edit(record, school="二小")
        self.sync_all(self.town_a, self.county, self.town_b)
        self.assertEqual("二小", self.county.field(record, "school"))
        self.assert_replicas_equal()

    def test_a_new_line_of_business_needs_no_new_program(self):
        household = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a, self.county, self.town_b)
        path = self.root / "visit.yaml"
        path.write_text(VISIT)
        self.hub.run("form", "add", path)
        self.county.sync()
        self.county.run("new", "visit", f"household={household}", "remark=一切都好", "--org", "330106002")
        self.county.sync()
        self.town_a.sync()
        visits = self.town_a.json("list", "visit")["records"]
        self.assertEqual(["一切都好"], [v["fields"]["remark"] for v in visits])
        self.town_a.edit(visits[0]["id"], remark="已复访")
        self.sync_all(self.town_a, self.county, self.town_b)
        self.assertEqual("已复访", self.county.json("list", "visit")["records"][0]["fields"]["remark"])
        self.assert_replicas_equal()

    def test_what_may_not_follow_is_refused_with_every_fault(self):
        wrong = self.next_version(("name: worker, type: text", "name: clerk, type: text"),
                                  ("name: income_per_head, type: decimal 2", "name: income_per_head, type: decimal 3"))
        said = self.hub.run("form", "add", wrong, expect=3).stderr.decode()
        self.assertTrue("worker" in said and "income_per_head" in said, said)
        self.assertEqual([1], [f["version"] for f in self.hub.json("form", "list")["forms"] if f["form"] == "dibao_household"])


if __name__ == "__main__":
    unittest.main()
