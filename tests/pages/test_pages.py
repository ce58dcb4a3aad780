"""The local page in a real browser, served by the real program, against a real hub: what clerks do, in Chinese and in
English, by mouse and by keyboard alone. The scenarios stand in scenarios/; screens are kept in out/pages/."""

import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import unittest
import zlib

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

from harness import BUILD, TOWN_A, EndToEnd, environment, run  # noqa: E402

CHROMIUM = shutil.which("chromium")
NODE, NPM = shutil.which("node"), shutil.which("npm")
SCREENS = HERE.parents[1] / "out" / "pages"
SCENARIO_SECONDS = 400
HOUSEHOLD = {
    "householder": "张三", "id_number": "11010519491231002X", "phone": "13800000001", "address": "北山街道 1 号",
    "household_kind": "urban", "category": "B", "member_count": "3", "insured_count": "2", "survey_opinion": "情况属实",
}


def setUpModule():
    if not (CHROMIUM and NODE and NPM):
        raise unittest.SkipTest("chromium, node or npm is not installed")
    run(["cmake", "-D", f"NPM={NPM}", "-P", HERE.parents[1] / "shared" / "page" / "install_packages.cmake"], cwd=HERE)
    SCREENS.mkdir(parents=True, exist_ok=True)


def picture(width, height):
    """A PNG of two colours that run into each other."""
    rows = b"".join(b"\0" + bytes(part for x in range(width) for part in (x * 255 // width, y * 255 // height, 120))
                    for y in range(height))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Server:
    """`minsync serve` of one office."""

    def __init__(self, client):
        self.client = client
        self.process = subprocess.Popen(
            [str(BUILD / "minsync"), "serve", "--listen", "127.0.0.1:0", "--data", str(client.folder)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(), text=True)
        ready = self.process.stdout.readline()
        self.link = self.process.stdout.readline().strip().removeprefix("open ")
        assert ready.startswith("ready "), ready

    def stop(self, how=signal.SIGINT):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


class Pages(EndToEnd):
    def setUp(self):
        super().setUp()
        self.server = None
        self.addCleanup(lambda: self.server and self.server.process.poll() is None and self.server.stop())

    def serve(self, client):
        self.server = Server(client)
        return self.server

    def play(self, scenario, client, language="zh", **more):
        """Runs it; each line that it prints asks for one of `self.ask_…`."""
        server = self.serve(client)
        settings = {"link": server.link, "language": language, "screens": str(SCREENS), "chromium": CHROMIUM,
                    "files": str(self.root), **more}
        played = subprocess.Popen(
            [NODE, "drive.mjs", scenario], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "MINSYNC_PAGE_TEST": json.dumps(settings)}, text=True)
        try:
            for line in played.stdout:
                asked = json.loads(line)
                answer = getattr(self, f"ask_{asked.pop('what')}")(**asked)
                played.stdin.write(json.dumps(answer) + "\n")
                played.stdin.flush()
            _, said = played.communicate(timeout=SCENARIO_SECONDS)
        finally:
            played.kill()
            played.wait()
        self.assertEqual(0, played.returncode, said)
        if self.server.process.poll() is None:
            self.assertIn(self.server.stop(), (0, 130))

    def ask_hub_down(self):
        self.hub.stop()
        return {}

    def ask_hub_up(self):
        self.hub.start()
        return {}

    def ask_kill_server(self):
        """As a power cut does it; then the program is started again."""
        self.server.stop(signal.SIGKILL)
        return {"link": self.serve(self.server.client).link}

    def ask_county(self, do, record, fields=None, state=None, reason="", mend="", deadline=""):
        """The county does something with a record, and both have it."""
        self.county.sync(expect=None)
        if do == "edit":
            self.county.edit(record, **fields)
        else:
            told = {"--reason": reason, "--mend": mend, "--deadline": deadline}
            self.county.run("transition", record, state, *[part for pair in told.items() if pair[1] for part in pair])
        self.county.sync(expect=None)
        return {}

    def ask_carry(self, bundle):
        """The stick goes to the hub, and an answer comes back on it."""
        self.hub.run("bundle", "import", bundle)
        device = self.town_a.json("status")["device"]
        answer = self.root / "answer.bundle"
        self.hub.run("bundle", "export", "--device", device, "-o", answer)
        return {"answer": str(answer)}

    def households(self, *more):
        return self.hub.json("record", "list", "dibao_household", *more)["records"]

    def test_all_that_a_clerk_did_without_a_line_arrives_when_it_is_back(self):
        self.without_a_line("zh")

    def test_all_of_it_arrives_in_english(self):
        self.without_a_line("en")

    def without_a_line(self, language):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        (self.root / "list.csv").write_text(
            "户主姓名,公民身份号码,家庭住址,城乡类别,救助类别,家庭人口,保障人口\n"
            "李四,440524188001010014,保俶路 2 号,城镇,C类,2,2\n王五,110101199003070011,保俶路 3 号,城镇,D类,一,1\n", "utf-8")
        (self.root / "mended.csv").write_text(
            "户主姓名,公民身份号码,家庭住址,城乡类别,救助类别,家庭人口,保障人口\n"
            "李四,440524188001010014,保俶路 2 号,城镇,C类,2,2\n王五,110101199003070011,保俶路 3 号,城镇,B类,1,1\n", "utf-8")
        self.play("without_a_line", self.town_a, language, record=record)
        names = sorted(record["fields"]["householder"] for record in self.households())
        self.assertEqual(sorted(["张三", "李四", "王五", "赵六"]), names)
        self.assertEqual("保俶路 9 号", self.hub.json("record", "show", record)["fields"]["address"])
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.town_a.digest())

    def test_keyboard_alone_suffices_in_english(self):
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.play("keyboard", self.town_a, "en")
        shown = {record["fields"]["householder"]: record for record in self.town_a.json("list", "dibao_household")["records"]}
        self.assertEqual({"张三", "Li Si"}, set(shown))
        self.assertEqual("2016-03-01", shown["Li Si"]["fields"]["applied_on"])
        self.assertEqual("C", shown["Li Si"]["fields"]["category"])
        self.assertEqual("accepted", shown["Li Si"]["state"])

    def test_a_clerk_enters_household_after_household_by_keyboard_alone(self):
        self.play("keyboard_entry", self.town_a)
        shown = {record["fields"]["householder"]: record for record in self.town_a.json("list", "dibao_household")["records"]}
        self.assertEqual({"张三", "王五"}, set(shown))
        whole = self.town_a.show(shown["张三"]["id"])
        self.assertTrue(whole["org"].startswith(TOWN_A) and whole["org"] != TOWN_A + "000", whole["org"])
        wanted = {"household_kind": "urban", "category": "B", "income_per_head": "500.50", "applied_on": "2016-03-01",
                  "effective_month": "2016-04", "survey_opinion": "情况属实\n建议纳入", "surveyed_on": "2016-03-05"}
        self.assertEqual(wanted, {name: whole["fields"][name] for name in wanted})
        self.assertEqual({"disability", "unemployment"}, set(whole["fields"]["cause"]))
        members = {record["fields"]["name"]: record["fields"] for record in self.town_a.json("list", "dibao_member")["records"]}
        self.assertEqual({"张三", "李四"}, set(members))
        self.assertEqual(("self", "2", "500.00"), tuple(members["张三"][name] for name in ("relation", "disability_level", "monthly_income")))
        self.assertEqual({whole["id"]}, {fields["household"] for fields in members.values()})

    def test_what_was_typed_and_not_saved_is_back_after_a_power_cut(self):
        self.power_cut("zh")

    def test_it_is_back_in_english(self):
        self.power_cut("en")

    def power_cut(self, language):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.play("power_cut", self.town_a, language, record=record)
        fields = self.town_a.show(record)["fields"]
        self.assertEqual(("13800000009", "建议复核"), (fields["phone"], fields["survey_opinion"]))

    def test_two_offices_disagree_and_the_page_decides(self):
        self.conflict("zh")

    def test_two_offices_disagree_in_english(self):
        self.conflict("en")

    def conflict(self, language):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.play("conflict", self.town_a, language, record=record)
        self.assertEqual([], self.town_a.conflicts())
        self.assertEqual("收入偏高", self.hub.json("record", "show", record)["fields"]["survey_opinion"])

    def test_an_application_goes_to_the_county_and_back(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.play("returned", self.town_a, record=record)
        self.assertEqual("accepted", self.hub.json("record", "show", record)["state"])

    def announced(self, householder, number, **more):
        """A household that the township has led to where the county decides."""
        record = self.town_a.new("dibao_household", **{**HOUSEHOLD, "householder": householder, "id_number": number,
                                                       "monthly_benefit": "500", **more})
        for state in ("accepted", "checking", "surveyed", "reviewed", "announced"):
            self.town_a.run("transition", record, state)
        return record

    def test_a_county_returns_one_and_decides_the_rest_and_its_township_mends_it(self):
        self.county_and_township("zh")

    def test_the_same_is_done_in_english(self):
        self.county_and_township("en")

    def county_and_township(self, language):
        returned = self.announced("张三", "11010519491231002X")
        clean = [self.announced("李四", "330106196001010014"), self.announced("王五", "110101199003070011")]
        warned = self.announced("赵六", "330106195210145834", income_per_head="200000")
        self.town_a.sync()
        self.play("county_decides", self.county, language, record=returned)
        self.assertEqual("returned", self.hub.json("record", "show", returned)["state"])
        self.assertEqual(["receiving"] * 2, [self.hub.json("record", "show", one)["state"] for one in clean])
        self.assertEqual("announced", self.hub.json("record", "show", warned)["state"])
        self.play("township_mends", self.town_a, language)
        shown = self.hub.json("record", "show", returned)
        self.assertEqual(("accepted", "384.00"), (shown["state"], shown["fields"]["income_per_head"]))

    def test_syncing_by_itself_can_be_kept_to_a_part_of_the_day(self):
        self.window("zh")

    def test_syncing_is_kept_to_a_part_of_the_day_in_english(self):
        self.window("en")

    def window(self, language):
        self.play("window", self.town_a, language)
        self.assertEqual(["张三"], [record["fields"]["householder"] for record in self.households()])

    def test_a_photo_attached_without_a_line_arrives_at_the_county(self):
        self.photo("zh")

    def test_a_photo_arrives_in_english(self):
        self.photo("en")

    def photo(self, language):
        event = self.town_a.new("disaster_event", name="台风", kind="typhoon", started_on="2026-09-01")
        report = self.town_a.new("disaster_report", event=event, stage="first", reported_on="2026-09-02")
        self.town_a.sync()
        (self.root / "现场.png").write_bytes(picture(320, 200))
        (self.root / "large.jpg").write_bytes(bytes(20 * 1024 * 1024 + 1))
        self.play("photo_offline", self.town_a, language, record=report)
        self.play("photo_arrives", self.county, language, record=report)

    def test_a_stick_carries_edits_out_and_answers_in(self):
        self.stick("zh")

    def test_a_stick_carries_them_in_english(self):
        self.stick("en")

    def stick(self, language):
        self.play("stick", self.town_a, language)
        self.assertEqual(["张三"], [record["fields"]["householder"] for record in self.households()])
        self.assertEqual(0, self.town_a.json("status")["outbox"])

    def test_a_locked_page_shows_nothing_until_the_pin_is_right(self):
        self.lock("zh")

    def test_a_locked_page_shows_nothing_in_english(self):
        self.lock("en")

    def lock(self, language):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        pin = self.root / "pin"
        pin.write_text("190283\n")
        self.town_a.run("user", "add", "张三", "--display", "张三", "--pin-file", pin)
        self.play("lock", self.town_a, language, record=record)

    def test_every_screen_is_right_in_both_languages_and_open_to_everybody(self):
        self.fill_office()
        record = self.town_a.json("list", "dibao_household", "--limit", "1")["records"][0]["id"]
        for language in ("zh", "en"):
            with self.subTest(language):
                self.play("screens", self.town_a, language, record=record)

    def test_a_long_register_keeps_few_rows_in_the_document(self):
        rows, members = self.root / "h.csv", self.root / "m.csv"
        run([BUILD / "minsync-generate", "households", "--org", TOWN_A + "000", "--count", "5000", "--seed", "7", "-o", rows,
             "--members", members])
        self.town_a.run("import", "dibao_household", rows)
        self.play("long_register", self.town_a)

    def fill_office(self):
        """Households as the generator makes them, with something of everything that a screen shows."""
        rows, members = self.root / "h.csv", self.root / "m.csv"
        run([BUILD / "minsync-generate", "households", "--org", TOWN_A + "000", "--count", "300", "--seed", "3", "-o", rows,
             "--members", members])
        self.town_a.run("import", "dibao_household", rows)
        self.town_a.run("import", "dibao_member", members)
        self.sync_all(self.town_a, self.county)
        ids = [record["id"] for record in self.town_a.json("list", "dibao_household", "--limit", "6")["records"]]
        self.town_a.edit(ids[0], survey_opinion="情况属实", phone="13800000001")
        self.county.edit(ids[0], survey_opinion="建议复核")
        self.town_a.edit(ids[1], income_per_head="200000")
        self.town_a.run("transition", ids[2], "accepted")
        self.sync_all(self.town_a, self.county)
        self.county.run("transition", ids[2], "returned", "--reason", "缺收入证明，请补充")
        self.sync_all(self.county, self.town_a)
        self.town_a.new("dibao_household", householder="张三", address="北山街道 1 号")


if __name__ == "__main__":
    unittest.main()
