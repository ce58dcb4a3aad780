"""Several clerks at one computer: PINs, the lock, and what goes on while it is locked. Real programs."""

import unittest

from harness import EndToEnd
from test_main_job import HOUSEHOLD

PIN, OTHER_PIN = "190283", "739104"


class Users(EndToEnd):
    def pin_file(self, pin):
        path = self.root / f"pin-{pin}"
        path.write_text(pin + "\n")
        return path

    def add(self, name, *options, pin=PIN, expect=0):
        return self.town_a.run("user", "add", name, *options, "--pin-file", self.pin_file(pin), expect=expect)

    def unlock(self, name, pin=PIN, expect=0):
        return self.town_a.run("unlock", name, "--pin-file", self.pin_file(pin), expect=expect)

    def test_once_there_is_a_user_records_need_an_unlocked_session(self):
        town = self.town_a
        record = town.new("dibao_household", **HOUSEHOLD)
        self.add("张三", "--display", "张三（民政科）")
        for command in (["show", record], ["list", "dibao_household"], ["edit", record, "phone=13800000009"],
                        ["new", "dibao_household", "householder=李四"], ["delete", record], ["receipts"],
                        ["conflict", "list"], ["export", "dibao_household", self.root / "out.csv"],
                        ["bundle", "export", "-o", self.root / "out.bundle"], ["seal", "recovery"],
                        ["sync", "--keep-bodies", self.root / "bodies"], ["user", "add", "李四"]):
            told = town.run(*command, expect=5)
            self.assertIn("minsync unlock", told.stderr.decode(), command)
            self.assertEqual(b"", told.stdout, command)
        self.assertFalse((self.root / "out.csv").exists())
        town.sync()
        self.assertEqual(0, town.json("status")["outbox"])
        for command in (["digest"], ["doctor"], ["form", "list"], ["user", "list"],
                        ["backup", "-o", self.root / "town.backup"]):
            town.run(*command)
        self.unlock("张三")
        town.edit(record, phone="13800000009")
        town.run("lock")
        town.run("show", record, expect=5)

    def test_an_edit_says_here_who_made_it(self):
        town = self.town_a
        record = town.new("dibao_household", **HOUSEHOLD)
        self.add("张三")
        self.unlock("张三")
        self.add("李四", pin=OTHER_PIN)
        town.edit(record, phone="13800000009")
        self.unlock("李四", OTHER_PIN)
        town.edit(record, address="保俶路 3 号")
        self.sync_all(town, self.county)
        history = town.json("show", record, "--history")["history"]
        self.assertEqual(["李四", "张三", None], [edit["entered_by"] for edit in history])
        self.assertIn("(李四)", town.run("show", record, "--history").stdout.decode())
        others = self.county.json("show", record, "--history")["history"]
        self.assertEqual([None], list({edit["entered_by"] for edit in others}), "names do not travel")

    def test_wrong_pins_lock_out_until_the_admin_gives_a_new_one(self):
        self.add("张三")
        self.unlock("张三")
        self.add("李四", pin=OTHER_PIN)
        self.assertIn("4", self.unlock("李四", PIN, expect=5).stderr.decode())
        for _ in range(4):
            self.unlock("李四", PIN, expect=5)
        self.assertIn("locked out", self.unlock("李四", OTHER_PIN, expect=5).stderr.decode())
        self.assertIsNotNone({user["name"]: user for user in self.town_a.json("user", "list")["users"]}["李四"]["locked_until"])
        self.town_a.run("user", "reset-pin", "李四", "--pin-file", self.pin_file("582047"))
        self.unlock("李四", "582047")
        for command in (["add", "王五"], ["remove", "张三"], ["reset-pin", "张三"]):
            self.town_a.run("user", *command, "--pin-file", self.pin_file(PIN),
                            expect=2 if command[0] == "remove" else 5)
        self.town_a.run("user", "remove", "张三", expect=5)
        self.town_a.run("seal", "recovery", expect=5)
        self.town_a.run("user", "change-pin", "李四", "--pin-file", self.pin_file("582047"),
                        "--new-pin-file", self.pin_file(OTHER_PIN))
        self.unlock("李四", "582047", expect=5)
        self.unlock("李四", OTHER_PIN)

    def test_what_is_refused_as_a_pin_and_as_a_name(self):
        for pin in ("12345", "123456", "111111", "abc"):
            self.add("张三", pin=pin, expect=3)
        self.assertEqual([], self.town_a.json("user", "list")["users"])
        self.town_a.run("unlock", "张三", "--pin-file", self.pin_file(PIN), expect=2)
        self.add("张三")
        self.unlock("李四", expect=3)
        self.town_a.run("unlock", "张三", expect=2)  # no terminal to type at

    def test_a_restored_folder_has_the_users_and_no_session(self):
        self.add("张三")
        self.unlock("张三")
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.run("backup", "-o", self.root / "town.backup")
        other = self.client("restored")
        other.run("restore", self.root / "town.backup")
        other.run("show", record, expect=5)
        other.run("unlock", "张三", "--pin-file", self.pin_file(PIN))
        other.run("show", record)


if __name__ == "__main__":
    unittest.main()
