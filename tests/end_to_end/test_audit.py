"""What is done at the hub is written down; who rewrites, shortens or forges is found. Real programs, real TLS."""

import sqlite3
import unittest

from harness import EndToEnd, TOWN_A
from test_main_job import HOUSEHOLD
from test_protocol_client import OtherClient


class Audit(EndToEnd):
    sealed = False  # the database is altered here with its own shell
    def entries(self):
        return self.hub.json("audit", "list", "--limit", "1000")["entries"]

    def actions(self):
        return [entry["action"] for entry in self.entries()]

    def by_sql(self, statement):
        """As an administrator of the database does, behind the hub's back."""
        with sqlite3.connect(self.hub.folder / "hub.db") as database:
            database.execute(statement)
        database.close()

    def test_what_is_done_and_what_is_refused_is_written_down(self):
        self.assertEqual(["device_enrolled"] * 3, [action for action in self.actions() if action == "device_enrolled"][:3])
        code = self.hub.json("enrol-code", "--org", TOWN_A, "--role", "township")["code"]
        self.client("late").run("enrol", code)
        self.client("again").run("enrol", code, expect=5)
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a)
        self.hub.run("device", "revoke", self.town_a.json("status")["device"])
        self.town_a.new("dibao_household", **dict(HOUSEHOLD, householder="李四"))
        self.town_a.run("sync", expect=5)
        last = self.entries()[-5:]
        self.assertEqual(["device_enrolled", "access_refused", "device_revoked", "edits_quarantined", "access_refused"],
                         [entry["action"] for entry in last])
        self.assertIn("reason=hub.code_used", last[1]["details"])
        self.assertIn("reason=hub.device_revoked", last[4]["details"])
        self.assertIn(self.town_a.json("status")["device"], last[4]["actor"])
        self.assertEqual(1, len(self.hub.json("record", "list", "dibao_household")["records"]), "nothing changed")
        self.hub.run("audit", "verify")

    def test_an_altered_or_cut_log_is_found(self):
        kept = self.root / "kept.jsonl"
        self.hub.run("audit", "export", "-o", kept)
        self.hub.run("audit", "verify", "--against", kept)
        self.by_sql("UPDATE audit SET object = 'x' WHERE number = 2")
        self.assertIn("2", self.hub.run("audit", "verify", expect=7).stderr.decode())
        checks = {check["name"]: check for check in self.hub.json("doctor", expect=7)["checks"]}
        self.assertFalse(checks["audit"]["ok"])
        self.by_sql("DELETE FROM audit WHERE number >= 2")
        self.hub.run("audit", "verify")
        self.hub.run("audit", "verify", "--against", kept, expect=7)

    def test_an_altered_record_or_journal_row_is_found(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a)
        self.hub.run("rebuild", "--verify")
        self.by_sql("UPDATE record_dibao_household SET f4 = '别处'")
        self.hub.run("rebuild", "--verify", expect=7)
        self.by_sql(f"UPDATE record_dibao_household SET f4 = '{self.town_a.field(record, 'address')}'")
        self.hub.run("rebuild", "--verify")
        self.by_sql("UPDATE journal SET at_ms = at_ms + 1 WHERE number = 1")
        self.hub.run("rebuild", "--verify", expect=7)

    def test_offices_notice_a_rewritten_and_a_shortened_log(self):
        self.sync_all(self.town_a, self.county)
        self.by_sql("UPDATE audit SET hash = zeroblob(31) || x'01' WHERE number = (SELECT max(number) FROM audit)")
        told = self.town_a.run("sync", expect=7).stderr.decode()
        self.assertIn("--audit-checked", told)
        self.town_a.run("sync", expect=7)
        self.town_a.run("doctor", expect=7)
        self.town_a.run("doctor", "--audit-checked")
        self.sync_all(self.town_a)
        self.by_sql("DELETE FROM audit WHERE number > 1")
        self.town_a.run("sync", expect=7)
        self.county.run("sync", expect=7)

    def test_a_shortened_journal_does_not_verify(self):
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a, self.county)
        self.hub.stop()
        self.by_sql("DELETE FROM journal WHERE partition = (SELECT partition FROM journal ORDER BY at_ms DESC LIMIT 1)"
                    " AND number = (SELECT max(number) FROM journal)")
        self.hub.run("rebuild", "--verify", expect=7)

    def test_a_journal_shortened_without_a_trace_is_noticed_by_the_next_office(self):
        for name in ("张三", "李四"):
            self.town_a.new("dibao_household", **dict(HOUSEHOLD, householder=name))
            self.sync_all(self.town_a, self.county)
        self.assertFalse(self.hub.json("recovery", "show")["open"])
        self.hub.stop()
        # The head is put back along, so that the chain hangs together.
        self.by_sql("DELETE FROM journal WHERE (partition, number) IN (SELECT id, entries FROM partition_head"
                    " WHERE entries > 1)")
        self.by_sql("UPDATE partition_head SET (entries, chain, last) = (SELECT number, hash, first + count - 1 FROM"
                    " journal WHERE partition = id ORDER BY number DESC LIMIT 1) WHERE entries > 1")
        self.hub.start()
        self.town_a.run("sync", expect=None)
        self.assertTrue(self.hub.json("recovery", "show")["open"])

    def test_a_patched_client_gets_nothing_beyond_its_area(self):
        patched = OtherClient(self.root / "patched")
        patched.run("enrol", self.hub.code(TOWN_A, "township"))
        with sqlite3.connect(self.hub.folder / "hub.db") as database:
            # Town B's: the township with one computer.
            foreign = database.execute(
                "SELECT unit FROM device WHERE role = 1 GROUP BY unit HAVING count(*) = 1").fetchone()[0]
        database.close()
        record = patched.run("new", stdin={"form": "dibao_household", "fields": {"1": "王五"}, "unit": foreign})["id"]
        told = patched.run("sync")
        self.assertEqual(["hub.unit_out_of_scope"], [one["reason"] for one in told["refused"]])
        self.assertEqual([], self.hub.json("record", "list", "dibao_household")["records"])
        last = self.entries()[-1]
        self.assertEqual(("edit_refused", record), (last["action"], last["object"]))
        self.assertIn("reason=hub.unit_out_of_scope", last["details"])

    def test_an_approval_is_written_down(self):
        record = self.town_a.new("dibao_household", **dict(HOUSEHOLD, applied_on="2016-02-01", effective_month="2016-04"))
        for state in ("accepted", "checking", "surveyed", "reviewed", "announced"):
            self.town_a.run("transition", record, state)
        self.sync_all(self.town_a, self.county)
        self.county.run("transition", record, "receiving")
        self.sync_all(self.county)
        decisions = [entry for entry in self.entries() if entry["action"] == "decision"]
        self.assertEqual([(record, ["form=dibao_household", "from=announced", "to=receiving"])],
                         [(entry["object"], entry["details"]) for entry in decisions])


if __name__ == "__main__":
    unittest.main()
