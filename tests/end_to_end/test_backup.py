"""Backups of a hub and of an office, and what becomes of what came after them. Real programs, real TLS."""

import shutil
import sqlite3
import unittest

from harness import BUILD, EndToEnd, run
from test_recovery import HOUSEHOLD, names


class BackupStory(EndToEnd):
    def entered(self, client, name):
        return client.new("dibao_household", **{**HOUSEHOLD, "householder": name})

    def at_hub(self):
        return names(self.hub.json("record", "list", "dibao_household", "--limit", "1000"))

    def back_up(self, name="yesterday.backup"):
        file = self.root / name
        return file, self.hub.json("backup", "-o", file)

    def restore(self, file, folder):
        """A new machine takes over under the same address."""
        self.hub.stop()
        self.hub.folder = self.root / folder
        done = self.hub.json("restore", file)
        self.hub.start()
        return done

    def work_before_and_after(self, save):
        """What is saved in the middle lacks the second half: creations, edits, a total, a removal and a step."""
        first = self.entered(self.town_a, "一")
        removed = self.entered(self.town_a, "二")
        self.sync_all(self.town_a, self.town_b, self.county)
        saved = save()
        second = self.entered(self.town_a, "三")
        self.town_a.edit(first, address="新址", aid_items_given=3)
        self.town_a.run("delete", removed)
        self.sync_all(self.town_a, self.county)
        self.county.edit(second, worker="李四")
        self.county.edit(first, aid_items_given=5)
        self.sync_all(self.county, self.town_a)
        return saved, [first, second]

    def shown(self, records):
        return [self.hub.json("record", "show", record, "--reveal")["fields"] for record in records]

    def assert_all_is_back(self, records, before):
        self.assertTrue(self.hub.json("recovery", "show")["open"])
        self.sync_all(self.county, self.town_a, self.town_b)
        recovery = self.hub.json("recovery", "show")
        self.assertEqual(([], []), (recovery["missing"], recovery["waiting"]))
        self.assertTrue(self.hub.json("recovery", "close")["closed"])
        self.assertFalse(self.hub.json("recovery", "show")["open"])
        self.sync_all(self.county, self.town_a, self.town_b)
        self.assertEqual(before, self.shown(records))
        self.assertEqual(["一", "三"], self.at_hub())
        self.assert_replicas_equal()
        self.assertEqual([], self.hub.json("conflict", "list")["conflicts"])
        self.assert_sound()

    def assert_sound(self):
        verified = self.hub.json("rebuild", "--verify")
        self.assertEqual((True, []), (verified["equal"], verified["differences"]))
        self.hub.run("doctor")


class Backup(BackupStory):
    def test_hub_restored_from_yesterdays_backup(self):
        (file, _), records = self.work_before_and_after(self.back_up)
        before = self.shown(records)
        done = self.restore(file, "new machine")
        self.assertEqual(2, done["epoch"])
        self.assertEqual(["一", "二"], self.at_hub())
        self.assert_all_is_back(records, before)

    def test_hub_put_back_from_a_copy_of_its_files(self):
        def save():
            self.hub.stop()
            shutil.copytree(self.hub.folder, self.root / "copy")
            self.hub.start()

        _, records = self.work_before_and_after(save)
        before = self.shown(records)
        self.hub.stop()
        shutil.rmtree(self.hub.folder)
        shutil.copytree(self.root / "copy", self.hub.folder)
        self.hub.start()
        self.county.run("sync", expect=None)
        self.assert_all_is_back(records, before)

    def test_hub_whose_virtual_machine_went_back_to_a_snapshot(self):
        def save():
            self.hub.stop()
            saved = {f: f.read_bytes() for f in self.hub.folder.iterdir() if f.name.startswith("hub.db")}
            self.hub.start()
            return saved

        saved, records = self.work_before_and_after(save)
        before = self.shown(records)
        self.hub.stop()
        # The same files with what they held then: nothing about them tells.
        for file in self.hub.folder.iterdir():
            if file.name.startswith("hub.db") and file not in saved:
                file.unlink()
        for file, content in saved.items():
            file.write_bytes(content)
        self.hub.start()
        self.town_a.run("sync", expect=None)
        self.assert_all_is_back(records, before)

    def test_two_losses_one_after_the_other(self):
        (file, _), records = self.work_before_and_after(self.back_up)
        before = self.shown(records)
        self.restore(file, "second machine")
        self.county.run("sync", expect=None)
        self.restore(file, "third machine")
        self.assert_all_is_back(records, before)

    def test_offices_are_told_what_is_in_a_verified_backup(self):
        self.entered(self.town_a, "一")
        self.town_a.sync()
        self.assertEqual((1, 0), self.safe(self.town_a))
        self.back_up()
        self.entered(self.town_a, "二")
        self.town_a.sync()
        self.assertEqual((2, 1), self.safe(self.town_a))
        self.back_up()
        self.town_a.sync()
        self.assertEqual((2, 2), self.safe(self.town_a))

    @staticmethod
    def safe(client):
        status = client.json("status")
        return status["received"], status["backed_up"]

    def test_restore_goes_into_an_empty_folder_only(self):
        file, _ = self.back_up()
        run([BUILD / "minsync-hub", "restore", file, "--data", self.hub.folder], expect=2)
        empty = self.root / "empty"
        empty.mkdir()
        run([BUILD / "minsync-hub", "restore", file, "--data", empty])
        run([BUILD / "minsync-hub", "restore", file, "--data", empty], expect=2)

    def test_closing_waits_for_devices_that_may_bring_what_edits_wait_for(self):
        first = self.entered(self.town_a, "一")
        file, _ = self.back_up()
        self.sync_all(self.town_a, self.county)
        self.county.edit(first, worker="李四")
        self.restore(file, "new machine")
        # The county knows a record that only the township can send again.
        self.county.run("sync", expect=6)
        recovery = self.hub.json("recovery", "show")
        self.assertEqual([first], [one["record"] for one in recovery["waiting"]])
        self.assertEqual(2, len(recovery["missing"]))
        self.hub.run("recovery", "close", expect=2)
        self.assertTrue(self.hub.json("recovery", "show")["open"])
        self.town_a.run("sync", expect=None)
        self.assertEqual([], self.hub.json("recovery", "show")["waiting"])
        closed = self.hub.json("recovery", "close")
        self.assertEqual(["330106004000"], [device["org"] for device in closed["missing"]])
        self.sync_all(self.county, self.town_a)
        self.assertEqual("李四", self.hub.json("record", "show", first)["fields"]["worker"])
        self.assert_sound()

    def test_giving_up_what_edits_wait_for(self):
        first = self.entered(self.town_a, "一")
        file, _ = self.back_up()
        self.sync_all(self.town_a, self.county)
        self.county.edit(first, worker="李四")
        self.restore(file, "new machine")
        self.county.run("sync", expect=6)
        closed = self.hub.json("recovery", "close", "--without-missing")
        self.assertEqual((0, 1, 0), (closed["merged"], closed["refused"], closed["waiting"]))
        self.assert_sound()
        # It comes all the same, only late.
        self.sync_all(self.town_a, self.county)
        self.assertEqual(["一"], self.at_hub())
        self.assert_sound()

    def test_office_restored_from_its_backup_while_the_old_folder_goes_on(self):
        record = self.entered(self.town_a, "一")
        self.town_a.sync()
        self.entered(self.town_a, "二")
        file = self.root / "office.backup"
        self.assertEqual(1, self.town_a.json("backup", "-o", file)["outbox"])
        self.assertEqual(0o600, file.stat().st_mode & 0o777)
        self.entered(self.town_a, "三")
        self.town_a.sync()
        copy = self.client("restored")
        self.assertEqual(1, copy.json("restore", file)["outbox"])
        copy.run("restore", file, expect=2)
        self.entered(copy, "四")
        copy.edit(record, worker="乙")
        self.entered(self.town_a, "五")
        self.town_a.edit(record, address="甲")
        for client in (copy, self.town_a) * 2:
            client.run("sync", expect=None)
        self.sync_all(self.town_a, copy, self.county)
        self.assertEqual(sorted(["一", "二", "三", "四", "五"]), self.at_hub())
        self.assertEqual(self.town_a.digest(), copy.digest())
        self.assertEqual("甲", copy.field(record, "address"))
        self.assertEqual("乙", self.town_a.field(record, "worker"))
        self.assert_sound()

    def test_office_restored_where_it_was(self):
        self.entered(self.town_a, "一")
        file = self.root / "office.backup"
        self.town_a.run("backup", "-o", file)
        self.entered(self.town_a, "二")
        self.town_a.sync()
        shutil.rmtree(self.town_a.folder)
        self.town_a.run("restore", file)
        self.entered(self.town_a, "三")
        self.town_a.run("sync", expect=None)
        self.town_a.sync()
        self.assertEqual(sorted(["一", "二", "三"]), self.at_hub())
        self.assertEqual(sorted(["一", "二", "三"]), names(self.town_a.json("list", "dibao_household")))
        self.county.sync()
        self.assert_replicas_equal()


class AlteredData(BackupStory):
    """What somebody changes who can write what is not sealed: signature and journal notice it."""

    sealed = False

    def test_altered_backup_restores_nothing(self):
        self.entered(self.town_a, "一")
        self.town_a.sync()
        file, _ = self.back_up()
        with sqlite3.connect(file) as database:
            database.execute("UPDATE record_dibao_household SET f1 = '二'")
        database.close()
        target = self.root / "new machine"
        run([BUILD / "minsync-hub", "restore", file, "--data", target], expect=7)
        self.assertFalse(target.exists())
        file, _ = self.back_up("cut.backup")
        file.write_bytes(file.read_bytes()[:-4096])
        run([BUILD / "minsync-hub", "restore", file, "--data", target], expect=7)
        self.assertFalse(target.exists())
        self.assertEqual(["一"], self.at_hub())

    def test_rebuild_finds_what_was_changed_behind_the_hubs_back(self):
        self.entered(self.town_a, "一")
        self.town_a.sync()
        file, _ = self.back_up()
        self.entered(self.town_a, "二")
        self.town_a.sync()
        self.assertTrue(self.hub.json("rebuild", "--verify", "--from", file)["equal"])
        with sqlite3.connect(self.hub.folder / "hub.db") as database:
            database.execute("UPDATE record_dibao_household SET f1 = '三' WHERE f1 = '二'")
        database.close()
        for more in ([], ["--from", file]):
            found = self.hub.json("rebuild", "--verify", *more, expect=7)
            self.assertEqual(["record"], [one["kind"] for one in found["differences"]])

    def test_altered_backup_of_an_office_restores_nothing(self):
        self.entered(self.town_a, "一")
        file = self.root / "office.backup"
        self.town_a.run("backup", "-o", file)
        # A hub does not take an office's backup, nor the other way round.
        run([BUILD / "minsync-hub", "restore", file, "--data", self.root / "x"], expect=7)
        with sqlite3.connect(file) as database:
            database.execute("DELETE FROM outbox")
        database.close()
        copy = self.client("restored")
        copy.run("restore", file, expect=7)
        self.assertFalse(copy.folder.exists())


if __name__ == "__main__":
    unittest.main()
