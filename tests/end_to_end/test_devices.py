"""A computer's life at the bureau: revoked, lost, found, with a new key, enrolled again. Real programs, real TLS."""

import shutil
import unittest

from harness import EndToEnd, TOWN_A, TOWN_B
from test_main_job import HOUSEHOLD


class Devices(EndToEnd):
    def device(self, client):
        return client.json("status")["device"]

    def revoke(self, client):
        self.hub.run("device", "revoke", self.device(client))

    def late(self):
        return [one for one in self.hub.json("quarantine", "list")["quarantined"] if one.get("late")]

    def households(self):
        return {record["fields"]["householder"] for record in
                self.hub.json("record", "list", "dibao_household")["records"]}

    def actions(self):
        return [entry["action"] for entry in self.hub.json("audit", "list", "--limit", "1000")["entries"]]

    def new(self, client, name, **fields):
        return client.new("dibao_household", **dict(HOUSEHOLD, householder=name, **fields))

    def test_late_edits_are_kept_apart_and_taken_or_dismissed_by_the_bureau(self):
        known = self.new(self.town_a, "张三")
        self.sync_all(self.town_a)
        self.revoke(self.town_a)
        self.new(self.town_b, "赵六")
        self.town_b.sync()
        self.town_a.edit(known, phone="13800000002")
        self.new(self.town_a, "李四")
        told = self.town_a.run("sync", expect=5).stderr.decode()
        self.assertIn("minsync enrol", told)
        self.assertEqual({"张三", "赵六"}, self.households(), "nothing was merged")
        self.assertEqual(2, self.town_a.json("status")["outbox"], "everything stays here")
        kept = self.late()
        self.assertTrue(kept)
        self.assertEqual({self.device(self.town_a)}, {one["device"] for one in kept})
        self.town_a.run("sync", expect=5)
        self.assertEqual(len(kept), len(self.late()), "what comes again is kept once")
        checks = {check["name"]: check["ok"] for check in self.hub.json("doctor", expect=None)["checks"]}
        self.assertFalse(checks["kept apart"], "somebody has to decide")
        self.hub.run("quarantine", "retry")
        self.assertEqual(len(kept), len(self.late()), "retry is no decision")
        taken = self.hub.json("quarantine", "take", "--device", self.device(self.town_a))
        self.assertEqual((2, 0), (taken["merged"], taken["refused"]))
        self.assertEqual({"张三", "李四", "赵六"}, self.households())
        self.assertEqual([], self.late())
        self.new(self.town_a, "王五")
        self.town_a.run("sync", expect=5)
        for one in self.late():
            self.hub.run("quarantine", "dismiss", str(one["id"]), "--reason", "冒用")
        self.assertEqual([], self.late())
        self.assertNotIn("王五", self.households())
        actions = self.actions()
        for action in ("edits_quarantined", "quarantine_taken", "quarantine_dismissed"):
            self.assertIn(action, actions)
        self.hub.run("audit", "verify")
        self.hub.run("rebuild", "--verify")

    def test_the_revoked_gets_no_data_and_a_bundle_of_it_is_kept_apart(self):
        self.revoke(self.town_a)
        self.new(self.county, "赵六")
        self.county.sync()
        self.new(self.town_a, "李四")
        bundle = self.root / "late.bundle"
        self.town_a.run("bundle", "export", "-o", bundle)
        self.assertEqual(1, self.hub.json("bundle", "import", bundle, expect=6)["late"])
        self.assertEqual(1, sum(one["edits"] for one in self.late()))
        self.hub.run("bundle", "export", "--device", self.device(self.town_a), "-o", self.root / "down", expect=5)
        # The same edits by the county's line.
        self.county.run("bundle", "import", bundle)
        self.county.json("sync", expect=None)
        self.assertEqual(1, sum(one["edits"] for one in self.late()))
        self.assertNotIn("李四", self.households())
        self.town_a.run("sync", expect=5)
        self.assertNotIn("赵六", self.town_a.run("list", "dibao_household").stdout.decode())

    def test_a_lost_computer_step_by_step(self):
        """As SECURITY.md tells it: revoke, a new code for a new computer, what comes late is decided on."""
        lost, replaced = self.town_a, self.client("replaced")
        self.new(lost, "张三")
        self.sync_all(lost)
        backup = self.root / "lost.backup"
        self.new(lost, "李四")
        lost.run("backup", "-o", backup)
        self.new(lost, "王五")
        # Whoever has it goes on with it once it is revoked.
        self.revoke(lost)
        lost.run("sync", expect=5)
        # The office goes on from its backup, on another computer.
        replaced.run("restore", backup)
        replaced.run("sync", expect=5)
        enrolled = replaced.json("enrol", self.hub.code(TOWN_A, "township"))
        self.assertTrue(enrolled["again"])
        self.assertEqual(1, enrolled["to_send"])
        self.sync_all(replaced)
        self.assertEqual({"张三", "李四"}, self.households(), "each once; nothing of the lost computer's own")
        lost.run("sync", expect=5)
        # The bureau finds real work among what came late.
        taken = self.hub.json("quarantine", "take", "--device", self.device(lost))
        self.assertEqual(1, taken["merged"], "王五; the others were known")
        self.assertEqual({"张三", "李四", "王五"}, self.households())
        self.sync_all(replaced)
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], replaced.digest())
        self.assertEqual(0, replaced.json("status")["outbox"])

    def test_the_same_folder_enrolled_again_sends_what_it_had_once(self):
        first = self.new(self.town_a, "张三", member_count=1)
        self.sync_all(self.town_a)
        before = self.device(self.town_a)
        self.town_a.edit(first, member_count=3)
        self.revoke(self.town_a)
        self.town_a.run("sync", expect=5)
        self.town_a.edit(first, member_count=4)
        self.new(self.town_a, "李四")
        code = self.hub.code(TOWN_A, "township")
        self.hub.stop()
        self.town_a.run("enrol", code, expect=4)
        kept = self.root / "kept"
        shutil.copytree(self.town_a.folder, kept)
        self.hub.start()
        self.town_a.run("enrol", code)
        # As if that answer had been lost: the same again.
        shutil.rmtree(self.town_a.folder)
        shutil.move(kept, self.town_a.folder)
        self.town_a.run("enrol", code)
        self.assertEqual(before, self.device(self.town_a))
        self.assertIn("device_enrolled_again", self.actions())
        self.sync_all(self.town_a)
        self.assertEqual({"张三", "李四"}, self.households())
        self.assertEqual("4", str(self.hub.json("record", "show", first)["fields"]["member_count"]))
        self.assertEqual([], self.hub.json("conflict", "list", "--all")["conflicts"])
        # What was kept of it meanwhile is known by now.
        taken = self.hub.json("quarantine", "take", "--device", before)
        self.assertEqual(0, taken["merged"])
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.town_a.digest())
        self.hub.run("rebuild", "--verify")

    def test_a_code_of_another_office_or_a_folder_without_its_key_changes_nothing(self):
        self.new(self.town_a, "张三")
        code = self.hub.code(TOWN_B, "township")
        self.assertIn("another office", self.town_a.run("enrol", code, expect=5).stderr.decode())
        self.client("other").run("enrol", code)  # and did not use the code up
        (self.town_a.folder / "device.key").unlink()
        again = self.hub.code(TOWN_A, "township")
        self.town_a.run("enrol", again, expect=5)
        self.revoke(self.town_a)
        self.town_a.run("enrol", again)
        self.sync_all(self.town_a)
        self.assertEqual({"张三"}, self.households())

    def test_a_hub_that_lost_its_record_of_a_computer_takes_it_back(self):
        backup = self.root / "hub.backup"
        self.hub.run("backup", "-o", backup)
        late = self.enrolled("late", TOWN_A, "township")
        record = self.new(late, "张三")
        late.sync()
        self.hub.stop()
        shutil.move(self.hub.folder, self.root / "broken")
        self.hub.run("restore", backup)
        self.hub.start()
        late.run("sync", expect=5)
        self.new(late, "李四")
        late.run("enrol", self.hub.code(TOWN_A, "township"))
        self.sync_all(late)
        self.assertEqual({"张三", "李四"}, self.households())
        self.assertEqual(record, late.show(record)["id"])

    def test_a_new_key_counts_alone(self):
        copy = self.client("copy")
        self.new(self.town_a, "张三")
        shutil.copytree(self.town_a.folder, copy.folder)
        self.town_a.run("device", "rotate-key")
        self.sync_all(self.town_a)
        self.assertEqual({"张三"}, self.households())
        self.assertIn("device_key_changed", self.actions())
        self.new(copy, "李四")
        self.assertIn("former key", copy.run("sync", expect=5).stderr.decode())
        self.assertEqual({"张三"}, self.households())
        self.assertTrue(self.late(), "kept apart")
        bundle = self.root / "old.bundle"
        copy.run("bundle", "export", "-o", bundle)
        self.hub.run("bundle", "import", bundle, expect=6)
        self.assertEqual({"张三"}, self.households())
        self.hub.run("rebuild", "--verify")

    def test_a_change_of_keys_that_broke_off_is_finished_by_the_next_sync(self):
        url = self.hub.url
        self.hub.stop()
        self.town_a.run("device", "rotate-key", expect=4)
        self.assertTrue((self.town_a.folder / "device.key.next").exists())
        self.hub.start()
        self.assertEqual(url, self.hub.url)
        # As if the hub had taken it and the answer had been lost.
        kept = self.root / "kept"
        shutil.copytree(self.town_a.folder, kept)
        self.town_a.sync()
        for name in ("device.key", "device.key.next"):
            shutil.copy2(kept / name, self.town_a.folder / name)
        self.new(self.town_a, "张三")
        self.town_a.sync()
        self.assertFalse((self.town_a.folder / "device.key.next").exists())
        self.assertEqual(1, self.actions().count("device_key_changed"))
        self.assertEqual({"张三"}, self.households())

    def test_codes_are_bound_to_forms_and_expire(self):
        code = self.hub.code(TOWN_A, "township", forms="dibao_household")
        limited = self.client("limited")
        self.assertEqual(["dibao_household"], limited.json("enrol", code)["forms"])
        limited.run("new", "elderly_institution", expect=5)
        expired = self.hub.code(TOWN_A, "township", expires="0s")
        self.client("never").run("enrol", expired, expect=5)


if __name__ == "__main__":
    unittest.main()
