"""A year's results are published: prepared by one person, confirmed by another, frozen under a number, in the columns
of the table that Hangzhou published for 2016. Real commands, and the real data of that table."""

import csv
import hashlib
import json
import pathlib
import re
import shutil
import tempfile
import unittest

import test_users
from harness import BUILD, Hub, run

BOOK = pathlib.Path(__file__).resolve().parents[2] / "hub/targets/data/hangzhou-2016.yaml"
COLUMNS = ["目标(指标)名称", "考核内容及指标", "完成情况", "累计完成", "工作量", "项目清单"]
# What the source says in a row, by the row's place: 杭州市民政局, 2017-01-10, 索引号 002489524/2017-00890.
FIGURES = {
    0: ["744元/月提高到819元/月", "5001户、11268人", "414.42万元"],
    1: ["175家", "60家", "233个单位"],
    2: ["50家", "123家", "40.65%"],
    3: ["5380张", "5250张", "105000人", "92000人", "1.88亿元", "4781张"],
    4: ["14个", "13个"],
    5: ["2.66亿元", "2.27亿元", "20.9万人次"],
    6: ["1.68%", "1.5%", "82475户、121359人"],
    7: ["90%", "80%", "2044个村和1057个社区"],
    8: ["15424条", "6833家"],
    9: ["8044座", "5187座", "2582万元", "91%"],
}
STARRED = [0, 1, 2]
PARTIAL, NOT_ALLOWED, BAD_INPUT, INTEGRITY = 6, 5, 3, 7


class Publication(unittest.TestCase):
    add = test_users.Users.add
    govern = test_users.Users.govern
    by_sql = test_users.Users.by_sql
    forget_used_codes = test_users.Users.forget_used_codes
    entries = test_users.Users.entries

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="minsync-e2e-"))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        # Unsealed: a published row is altered behind the hub's back.
        self.hub = Hub(self.root / "hub", sealed=False)
        self.people = {}

    def two_persons(self):
        self.govern()
        first = self.add("fabu", "publisher", by=self.people["anquan"])
        self.people["fabu"].begin(first)
        return self.people["fabu"], self.people["shenhe"]

    def publish(self, fabu, shenhe, *words):
        """Asked for by one, confirmed by the other; gives the document."""
        asked = json.loads(fabu.run("publish", "--year", "2016", *words, "--json", expect=PARTIAL).stdout)
        return shenhe.json("approve", str(asked["request"]["number"]))

    def corrected_book(self, was, now):
        text = BOOK.read_text(encoding="utf-8")
        self.assertEqual(1, text.count(was))
        file = self.root / "corrected.yaml"
        file.write_text(text.replace(was, now), encoding="utf-8")
        return file

    def test_the_table_of_2016_holds_the_figures_of_the_source_in_its_six_columns(self):
        fabu, shenhe = self.two_persons()
        shenhe.run("target", "import", BOOK, "--year", "2016")
        document = self.publish(fabu, shenhe)
        self.assertEqual("2016-1", document["number"])
        fabu.run("publish", "--year", "2016", "-o", self.root / "out")
        raw = (self.root / "out/2016-1.csv").read_bytes()
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
        self.assertEqual(COLUMNS, rows.pop(0))
        self.assertEqual(10, len(rows))
        asked = re.findall(r"^        text: (.*)$", BOOK.read_text(encoding="utf-8"), re.MULTILINE)
        for place, row in enumerate(rows):
            with self.subTest(row[0]):
                self.assertIn(asked[place], row[1])
                self.assertEqual(place in STARRED, "【为民办实事项目】" in row[1])
                self.assertEqual(place in STARRED, "*" in row[0] + row[1])
                for figure in FIGURES[place]:
                    self.assertIn(figure, row[2])
                self.assertEqual("100%", row[3])
        self.assertIn("105000人/92000人，完成率 114.13%", rows[3][4])
        self.assertEqual("敬老文明号创建项目清单", rows[1][5])
        self.assertIn("低保对象公示：未报告", rows[6][2])
        self.assertEqual([row["cells"] for row in document["content"]["books"][0]["rows"]], rows)
        page = (self.root / "out/2016-1.html").read_text(encoding="utf-8")
        for figure in sum(FIGURES.values(), COLUMNS):
            self.assertIn(figure, page)
        self.assertNotIn("fabu", page)

    def test_one_person_prepares_and_another_one_publishes(self):
        fabu, shenhe = self.two_persons()
        shenhe.run("target", "import", BOOK, "--year", "2016")
        shenhe.run("publish", "--year", "2016", expect=NOT_ALLOWED)
        told = fabu.run("publish", "--year", "2016", "-o", self.root / "out", expect=PARTIAL).stderr.decode()
        self.assertIn("approve", told)
        self.assertIn("预览稿", (self.root / "out/2016-preview.html").read_text(encoding="utf-8"))
        (waiting,) = fabu.json("publication", "list")["waiting"]
        number = str(waiting["request"])
        fabu.run("publish", "--year", "2016", expect=PARTIAL)
        self.assertEqual(1, len(fabu.json("publication", "list")["waiting"]), "the same is asked for once")
        for person in ("fabu", "xitong", "shenji"):
            self.people[person].run("approve", number, expect=NOT_ALLOWED)
        self.assertIsNone(shenhe.json("publication", "show", number)["number"])
        self.assertEqual([], shenhe.json("publication", "list")["publications"])
        self.assertEqual("2016-1", shenhe.json("approve", number)["number"])
        shenhe.run("approve", number, expect=BAD_INPUT)
        (listed,) = shenhe.json("publication", "list")["publications"]
        self.assertEqual(("fabu", "shenhe"), (listed["prepared_by"], listed["confirmed_by"]))
        (entry,) = [one for one in self.entries() if one["action"] == "results_published"]
        self.assertEqual(("user shenhe", "2016-1"), (entry["actor"], entry["object"]))
        for detail in ("prepared_by=fabu", "sha256=" + listed["sha256"], f"request={number}"):
            self.assertIn(detail, entry["details"])

    def test_a_correction_is_another_number_lists_what_differs_and_leaves_the_first_as_it_was(self):
        fabu, shenhe = self.two_persons()
        shenhe.run("target", "import", BOOK, "--year", "2016")
        first = self.publish(fabu, shenhe)
        shenhe.run("target", "import", self.corrected_book("result: 5380", "result: 5381"), "--year", "2016")
        self.assertEqual(first, fabu.json("publication", "show", "2016-1"))
        second = self.publish(fabu, shenhe)
        self.assertEqual(("2016-2", "2016-1", first["sha256"]),
                         (second["number"], second["before"]["number"], second["before"]["sha256"]))
        self.assertEqual(["完成情况", "工作量"], [one["column"] for one in second["differences"]])
        self.assertIn("5381张/5250张，完成率 102.5%", second["differences"][1]["now"])
        self.assertEqual(first, fabu.json("publication", "show", "2016-1"))
        fabu.run("publish", "--year", "2016", "-o", self.root / "out")
        self.assertIn("与 2016-1 相比的更正", (self.root / "out/2016-2.html").read_text(encoding="utf-8"))
        self.assertEqual(2, len(fabu.json("publication", "list")["publications"]), "the same is not published again")
        fabu.run("publication", "show", "2016-3", expect=BAD_INPUT)

    def test_without_persons_it_is_published_at_once_with_the_ranking_and_the_sample_marked(self):
        self.hub.run("target", "import", "hangzhou-2016-counties-sample", "--year", "2016")
        self.hub.run("publish", "--year", "2016", "--preview", "-o", self.root / "out")
        self.assertIn("预览稿", (self.root / "out/2016-preview.html").read_text(encoding="utf-8"))
        self.assertEqual([], self.hub.json("publication", "list")["publications"])
        told = self.hub.run("publish", "--year", "2016", "-o", self.root / "out")
        self.assertIn("2016-1", told.stdout.decode())
        self.assertIn("administrators", told.stderr.decode())
        ranking = (self.root / "out/2016-1-ranking.csv").read_text(encoding="utf-8-sig").splitlines()
        self.assertEqual(14, len(ranking))
        self.assertTrue(all("示例数据" in line for line in ranking[1:]))
        self.assertIn("示例数据", (self.root / "out/2016-1.html").read_text(encoding="utf-8"))

    def test_what_is_altered_behind_the_hubs_back_is_found_and_a_backup_has_it_all(self):
        self.hub.run("target", "import", BOOK, "--year", "2016")
        self.hub.run("publish", "--year", "2016")
        shown = self.hub.json("publication", "show", "2016-1")
        backup, new = self.root / "hub.backup", self.root / "new"
        self.hub.run("backup", "-o", backup)
        self.hub.run("rebuild", "--verify")
        self.by_sql("UPDATE publication SET body = replace(CAST(body AS TEXT), '5380', '5390')")
        self.hub.run("publication", "show", "2016-1", expect=INTEGRITY)
        found = json.loads(self.hub.run("doctor", "--json", expect=None).stdout)
        checks = {one["name"]: one["ok"] for one in found["checks"]}
        self.assertEqual((True, False), (checks["audit"], checks["publications"]))
        run([BUILD / "minsync-hub", "restore", backup, "--data", new])
        again = json.loads(run([BUILD / "minsync-hub", "publication", "show", "2016-1", "--json", "--data", new]).stdout)
        self.assertEqual(shown, again)
        body = {name: value for name, value in shown.items() if name not in ("sha256", "request")}
        canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self.assertEqual(shown["sha256"], hashlib.sha256(canonical).hexdigest(), "anybody can check the hash")


if __name__ == "__main__":
    unittest.main()
