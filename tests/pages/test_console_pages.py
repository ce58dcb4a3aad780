"""The console in a real browser: served by a real hub through its front, with real users, in Chinese and English."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

import test_console  # noqa: E402
import test_pages  # noqa: E402
from harness import EndToEnd  # noqa: E402
from hub_line import wait_until  # noqa: E402

PASSWORD = test_console.PASSWORD
PEOPLE = test_console.PEOPLE
setUpModule = test_pages.setUpModule


class ConsolePages(EndToEnd):
    sealed = False  # what is stored is altered so that a test need not wait for the next code
    govern = test_console.Console.govern
    by_sql = test_console.Console.by_sql

    def setUp(self):
        super().setUp()
        self.records = [self.town_a.new("dibao_household", householder=name, survey_opinion="old", phone="13800138000",
                                        address="北山街道 1 号") for name in ("张三", "李四", "王五", "赵六")]
        self.sync_all(self.town_a, self.county)
        for record in self.records[:3]:
            self.town_a.edit(record, survey_opinion="情况属实")
            self.county.edit(record, survey_opinion="建议复核")
        self.town_a.edit(self.records[3], address="保俶路 9 号")
        self.town_a.edit(self.records[3], phone="13900139000")
        self.county.edit(self.records[3], address="保俶路 8 号")
        self.sync_all(self.county, self.town_a)
        self.hub.run("target", "import", "hangzhou-2016-counties-sample", "--year", "2016")
        self.secrets = {}

    def begin_all(self, **more):
        """Everybody has changed his first password and set up his codes; `more` are others with their role."""
        firsts = {name: self.hub.json("user", "add", name, "--role", role)["first_password"]
                  for name, role in more.items()}
        self.govern()
        for name, first in {**self.firsts, **firsts}.items():
            browser = test_console.Browser(self.hub)
            browser.login(name, first)
            browser.post("password", {"present": first, "next": PASSWORD})
            if {**PEOPLE, **more}[name] != "bureau_reviewer":
                self.secrets[name] = browser.post("totp")["secret"]
                browser.post("totp", {"code": test_console.code_of(self.secrets[name])})

    def play(self, scenario, language, **more):
        settings = {"link": f"{self.hub.url}/console/#/overview", "language": language, "screens": str(test_pages.SCREENS),
                    "chromium": test_pages.CHROMIUM, "console": True, "password": PASSWORD, **more}
        played = subprocess.Popen(
            [test_pages.NODE, "drive.mjs", scenario], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**os.environ, "MINSYNC_PAGE_TEST": json.dumps(settings)}, text=True)
        try:
            for line in played.stdout:
                asked = json.loads(line)
                played.stdin.write(json.dumps(getattr(self, f"ask_{asked.pop('what')}")(**asked)) + "\n")
                played.stdin.flush()
            _, said = played.communicate(timeout=test_pages.SCENARIO_SECONDS)
        finally:
            played.kill()
            played.wait()
        self.assertEqual(0, played.returncode, said)

    def ask_govern(self):
        self.govern()
        return {"first": self.firsts["shenhe"]}

    def ask_code(self, name):
        """The phone's next code, whatever was used a moment ago."""
        if name not in self.secrets:
            return {"code": ""}
        self.by_sql("UPDATE hub_user SET totp_step = 0")
        return {"code": test_console.code_of(self.secrets[name])}

    def ask_hub_away(self):
        self.hub.stop()
        return {}

    def ask_hub_back(self):
        self.hub.start()
        return {}

    def ask_item(self):
        shenhe = test_console.Browser(self.hub)
        shenhe.login("shenhe", PASSWORD)
        books = shenhe.get("targets?year=2016")["books"]
        return {"key": next(item["key"] for book in books for item in book["items"]
                            if any(one["allotments"] for one in item["indicators"]))}

    def ask_correction(self):
        """A county corrects one of its results after they were published."""
        shenhe = test_console.Browser(self.hub)
        shenhe.login("shenhe", PASSWORD)
        key = self.ask_item()["key"]
        told = shenhe.get(f"score/{key}?year=2016&org=330106000000")
        report = next(one for row in told["indicators"] for one in row["reports"] if one["value"] and one["record"])
        self.sync_all(self.county)
        self.county.edit(report["record"], value=str(int(float(report["value"])) + 1))
        self.sync_all(self.county)
        return {}

    def publish_in(self, language):
        self.begin_all(fabu="publisher")
        self.play("console_publication", language)
        shenhe = test_console.Browser(self.hub)
        shenhe.login("shenhe", PASSWORD)
        told = shenhe.get("publications")
        self.assertEqual([("2016-1", "fabu", "shenhe")],
                         [(one["number"], one["prepared_by"], one["confirmed_by"]) for one in told["publications"]])
        self.assertEqual([], told["waiting"])

    def test_one_person_hands_results_in_and_another_publishes_them(self):
        self.publish_in("zh")

    def test_results_are_published_in_english_too(self):
        self.publish_in("en")

    def reviewers_day(self, language):
        self.play("console_work", language)
        self.sync_all(self.county)
        stand = sorted(self.county.field(record, "survey_opinion") for record in self.records[:3])
        self.assertEqual(["建议复核", "情况属实", "情况属实"], stand)
        self.assertEqual("保俶路 9 号", self.county.field(self.records[3], "address"))

    def test_a_reviewer_decides_what_two_offices_made_and_reads_the_ranking(self):
        self.reviewers_day("zh")

    def test_a_reviewer_does_the_same_in_english(self):
        self.reviewers_day("en")

    def enter_twice(self):
        """The same person in two counties, and both offices' computers."""
        person = {"householder": "张三", "id_number": "330106195203071232"}
        self.far = self.enrolled("far", "330122101", "township")
        self.kept = self.town_b.new("dibao_household", address="西湖路一号", **person)
        self.merged = self.far.new("dibao_household", address="富春路二号", phone="13800000000", **person)
        self.sync_all(self.town_b, self.far)

    def ask_compared(self):
        """Once the hub has come to it by itself."""
        shenhe = test_console.Browser(self.hub)
        shenhe.login("shenhe", PASSWORD)
        wait_until(lambda: shenhe.get("duplicates")["duplicates"], "the pair was found")
        return {}

    def ask_offices(self):
        self.sync_all(self.town_b, self.far)
        fields = self.town_b.show(self.kept)["fields"]
        return {"address": fields["address"], "phone": fields["phone"], "far": len(self.far.json("list", "dibao_household")["records"])}

    def test_a_reviewer_merges_a_duplicate_and_splits_it_again(self):
        self.enter_twice()
        self.begin_all()
        self.ask_compared()
        for language in ("zh", "en"):
            with self.subTest(language):
                self.play("console_duplicates", language, kept=self.kept, merged=self.merged)

    def test_every_screen_of_every_role_is_right_in_both_languages_and_open_to_everybody(self):
        self.begin_all()
        for language in ("zh", "en"):
            with self.subTest(language):
                self.play("console_screens", language, record=self.records[0])

    def test_a_reviewer_decides_a_conflict_with_the_keyboard_alone(self):
        self.begin_all()
        for left, language in ((2, "zh"), (1, "en"), (0, "zh")):
            with self.subTest(language, left=left):
                self.play("console_keyboard", language, left=left)
        self.sync_all(self.county)
        shenhe = test_console.Browser(self.hub)
        shenhe.login("shenhe", PASSWORD)
        for record in self.records[:3]:
            self.assertEqual("情况属实", self.county.field(record, "survey_opinion"))
            self.assertEqual("与户主核实", shenhe.get(f"record/{record}?history=1")["history"][0]["note"])

    def test_the_hub_goes_away_while_a_reviewer_works(self):
        self.begin_all()
        for language in ("zh", "en"):
            with self.subTest(language):
                self.play("console_hub_away", language, record=self.records[0])


if __name__ == "__main__":
    unittest.main()
