"""Bad input, bad codes, bad lines, full disks: the exit code and message of the contract, and nothing half-written."""

import json
import resource
import shutil
import unittest

from harness import BUILD, TOWN_A, TOWN_B, EndToEnd, environment, run
from test_main_job import HOUSEHOLD


class Faults(EndToEnd):
    def refused(self, code, *arguments):
        done = self.town_a.run(*arguments, expect=code)
        message = done.stderr.decode()
        self.assertTrue(message.strip(), "no message")
        self.assertNotIn("terminate", message)
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        return message

    def new_arguments(self, **changes):
        return ["new", "dibao_household", *[f"{k}={v}" for k, v in {**HOUSEHOLD, **changes}.items()]]

    def test_codes(self):
        used = self.hub.code(TOWN_A, "township")
        self.client("other").run("enrol", used)
        self.client("late").run("enrol", used, expect=5)
        expired = self.hub.code(TOWN_A, "township", expires="0s")
        self.client("late").run("enrol", expired, expect=5)
        wrong = ("1" if used[0] != "1" else "2") + used[1:]
        self.client("late").run("enrol", wrong, expect=5)
        self.client("late").run("enrol", "ABC", expect=5)
        # None of these left an enrolled client behind.
        self.client("late").run("status", expect=2)

    def test_bad_values(self):
        self.assertIn("dibao_household", self.refused(3, "new", "dibao_houshold", "householder=x"))
        self.assertIn("householder", self.refused(3, "new", "dibao_household", "housholder=x"))
        self.refused(3, *self.new_arguments(id_number="110105194912310021"))
        self.refused(3, *self.new_arguments(income_per_head="1.234"))
        self.refused(3, *self.new_arguments(surveyed_on="2016-02-30"))
        self.refused(3, *self.new_arguments(category="D"))
        self.refused(2, "new")
        self.refused(2, "no-such-command")

    def test_wrong_check_digit_with_a_reason(self):
        self.town_a.run(*self.new_arguments(id_number="110105194912310021"), "--accept-with", "户口本如此")
        self.assertEqual(1, self.town_a.json("status")["outbox"])

    def test_foreign_org_unit(self):
        self.refused(5, *self.new_arguments(), "--org", TOWN_B)
        self.refused(3, *self.new_arguments(), "--org", "999999")

    def test_hub_not_there(self):
        self.hub.stop()
        self.town_a.new("dibao_household", **HOUSEHOLD)
        done = self.town_a.run("sync", expect=4)
        self.assertIn(b"kept", done.stderr)
        self.assertEqual(1, self.town_a.json("status")["outbox"])

    def test_full_disk(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        self.town_a.new("dibao_household", **HOUSEHOLD)
        before = self.town_a.digest()
        done = self.town_a.run(*self.new_arguments(id_number="440524188001010014"), expect=1, preexec_fn=small_files)
        self.assertIn(b"disk", done.stderr)
        self.assertEqual((before, 1), (self.town_a.digest(), self.town_a.json("status")["outbox"]))
        self.assertEqual(1, self.town_a.sync()["pushed"])

    def household_file(self, count):
        path = self.root / "households.csv"
        run([BUILD / "minsync-generate", "households", "--seed", 7, "--city", "330100", "--org", TOWN_A + "000",
             "--count", count, "-o", path])
        return path

    def test_gb18030_with_one_bad_row_in_a_thousand(self):
        path = self.household_file(1000)
        rows = path.read_text(encoding="utf-8-sig").split("\n")
        column = rows[0].split(",").index("surveyed_on")
        cells = rows[500].split(",")
        cells[column] = "2016-02-30"
        rows[500] = ",".join(cells)
        path.write_bytes("\n".join(rows).encode("gb18030"))
        done = self.town_a.run("import", "dibao_household", path, "--json", expect=3)
        text = done.stdout.decode() + done.stderr.decode()
        self.assertIn("501", text)
        self.assertEqual([], self.town_a.json("list", "dibao_household")["records"])
        self.assertEqual(0, self.town_a.json("status")["outbox"])

    def test_the_same_file_twice(self):
        path = self.household_file(50)
        first = self.town_a.json("import", "dibao_household", path)
        second = self.town_a.json("import", "dibao_household", path)
        self.assertEqual((50, 0), (first["created"], second["created"]))
        self.assertEqual(50, second["unchanged"])
        self.assertEqual(50, self.town_a.json("status")["records"])

    def test_export_and_import_change_nothing(self):
        self.town_a.run("import", "dibao_household", self.household_file(20))
        self.town_a.sync()
        before = self.town_a.digest()
        table = self.root / "export.csv"
        self.town_a.run("export", "dibao_household", table)
        answer = self.town_a.json("import", "dibao_household", table)
        self.assertEqual((0, 0), (answer["created"], answer["changed"]))
        self.assertEqual((before, 0), (self.town_a.digest(), self.town_a.json("status")["outbox"]))

    def test_changed_export_twice_is_one_change(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        table = self.root / "export.csv"
        self.town_a.run("export", "dibao_household", table)
        text = table.read_text(encoding="utf-8-sig")
        header, row = text.splitlines()[:2]
        cells = row.split(",")
        cells[header.split(",").index("aid_items_given")] = "3"
        table.write_text(header + "\n" + ",".join(cells) + "\n", encoding="utf-8")
        self.assertEqual(1, self.town_a.json("import", "dibao_household", table)["changed"])
        self.town_a.sync()
        again = self.town_a.json("import", "dibao_household", table)
        self.assertEqual((0, 1), (again["changed"], again["unchanged"]))
        self.assertEqual(3, self.town_a.field(record, "aid_items_given"))

    def test_revoked_device(self):
        device = self.town_a.json("status")["device"]
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.hub.run("device", "revoke", device)
        self.town_a.run("sync", expect=5)
        self.assertEqual(1, self.town_a.json("status")["outbox"])

    def test_refused_edit_stays_and_can_be_mended(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.county.sync()
        self.town_a.run("transition", record, "accepted")
        self.county.run("transition", record, "returned", expect=None)
        self.town_a.sync()
        # The county decided on a state that the township has left meanwhile.
        self.county.sync(expect=None)
        refused = self.county.json("receipts", "--refused")["receipts"]
        for receipt in refused:
            self.assertTrue(receipt["reason"])
        self.sync_both()
        self.assert_replicas_equal()

    def sync_both(self):
        self.sync_all(self.town_a, self.county)

    def test_inspect_prints_a_body_as_json(self):
        self.town_a.new("dibao_household", **HOUSEHOLD)
        bodies = self.root / "bodies"
        self.town_a.run("sync", "--keep-bodies", bodies)
        printed = [json.loads(self.town_a.run("inspect", body).stdout) for body in sorted(bodies.iterdir())]
        self.assertTrue(any("张三" in json.dumps(document, ensure_ascii=False) for document in printed))

    def test_errors_speak_the_users_language(self):
        done = self.town_a.run("new", "nonsense", expect=3, env=environment(LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8"))
        self.assertRegex(done.stderr.decode(), "[一-鿿]")
        done = self.town_a.run("new", "nonsense", "--lang", "en", expect=3)
        self.assertNotRegex(done.stderr.decode(), "[一-鿿]")


if __name__ == "__main__":
    unittest.main()
