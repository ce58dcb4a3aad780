"""A hub whose store is PostgreSQL: the main job, kill -9 under load, a database that goes away, what is sealed there."""

import os
import random
import socket
import subprocess
import unittest

from harness import BUILD, TOWN_A, EndToEnd, run
from postgres_server import PROGRAMS, PostgresServer

KILLS = int(os.environ.get("MINSYNC_POSTGRES_KILLS", "20"))
HOUSEHOLD = {"householder": "张三", "id_number": "11010519491231002X", "address": "北山街道 1 号",
             "household_kind": "urban", "category": "B", "member_count": "3", "insured_count": "2",
             "survey_opinion": "情况属实"}


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class OnPostgres(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.server = PostgresServer()
        cls.addClassCleanup(cls.server.stop)
        cls.schemas = 0

    def setUp(self):
        type(self).schemas += 1
        self.store = self.server.new_schema(f"hub{self.schemas}")
        super().setUp()

    def hub_count(self):
        return len(self.hub.json("record", "list", "dibao_household", "--limit", "5000")["records"])

    def test_main_job(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.county.sync()
        self.town_a.edit(record, survey_opinion="收入偏高", phone="13800000001")
        self.county.edit(record, survey_opinion="建议复核", address="保俶路 2 号")
        self.town_a.sync()
        self.county.sync(expect=6)
        self.town_a.sync()
        conflict = self.county.conflicts()[0]["id"]
        self.county.run("conflict", "resolve", conflict, "--keep", "current", "--reason", "与户主核实")
        self.county.sync()
        self.town_a.sync()
        self.assertEqual("13800000001", self.county.field(record, "phone"))
        self.assert_replicas_equal()
        self.hub.run("target", "import", "hangzhou-2016", "--year", "2016")
        published = self.hub.json("publish", "--year", "2016")
        self.assertEqual(published, self.hub.json("publication", "show", "2016-1"))
        findings = {check["name"]: check for check in self.hub.json("doctor")["checks"]}
        for name in ("database", "journal", "audit", "publications", "postgresql", "sealing"):
            self.assertTrue(findings[name]["ok"], findings[name])
        self.assertTrue(self.hub.json("rebuild", "--verify")["equal"])
        self.hub.run("user", "add", "zhang", "--role", "bureau_reviewer", "--display", "张三")
        self.hub.run("audit", "verify")
        self.assertIn(b"pg_dump", self.hub.run("backup", "-o", self.root / "hub.backup", expect=2).stderr)

    def test_duplicates_are_merged_and_split(self):
        kept = self.town_a.new("dibao_household", **HOUSEHOLD)
        merged = self.town_b.new("dibao_household", **HOUSEHOLD | {"phone": "13800000001"})
        self.sync_all(self.town_a, self.town_b)
        self.assertEqual(["strong"], [one["strength"] for one in self.hub.json("duplicate", "list")["duplicates"]])
        made = self.hub.json("duplicate", "merge", kept, merged, "--reason", "同一人")
        self.sync_all(self.town_a, self.town_b, self.county)
        self.assertEqual("13800000001", self.town_a.field(kept, "phone"))
        self.hub.run("duplicate", "split", made["id"], "--reason", "并非同一人")
        self.sync_all(self.town_a, self.town_b, self.county)
        self.assertIsNone(self.town_a.field(kept, "phone"))
        self.assertEqual("13800000001", self.town_b.field(merged, "phone"))
        self.assert_replicas_equal()
        self.assertTrue(self.hub.json("rebuild", "--verify")["equal"])

    def test_sensitive_values_are_not_in_the_database(self):
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        dump = subprocess.run([PROGRAMS / "pg_dump", "-d", self.server.url, "-n", f"hub{self.schemas}"], check=True,
                              capture_output=True).stdout
        self.assertIn("北山街道".encode(), dump)  # addresses are not sealed: a test that looks in vain would prove nothing
        for hidden in (HOUSEHOLD["id_number"].encode(),):
            self.assertNotIn(hidden, dump)
            self.assertNotIn(hidden.hex().encode(), dump)

    def test_kills_under_load(self):
        chance = random.Random(20161231)
        sums, total = self.town_a.new("dibao_household", householder="合计", aid_items_given=0), 1
        self.town_a.sync()
        for kill in range(KILLS):
            count = chance.randrange(20, 60)
            path = self.root / f"households{kill}.csv"
            run([BUILD / "minsync-generate", "households", "--seed", 1000 + kill, "--city", "330100", "--org",
                 TOWN_A + "000", "--count", count, "-o", path])
            self.town_a.json("import", "dibao_household", path)
            total += count
            self.town_a.edit(sums, aid_items_given=kill + 1)
            process = self.town_a.popen("sync")
            try:
                process.wait(timeout=chance.uniform(0.005, 0.5))
            except subprocess.TimeoutExpired:
                pass
            self.hub.kill()
            process.kill()
            process.wait()
            self.hub.start()
        self.town_a.sync()
        self.county.sync()
        self.assertEqual(total, self.hub_count())
        self.assertEqual(KILLS, self.hub.json("record", "show", sums)["fields"]["aid_items_given"])
        self.assert_replicas_equal()
        self.hub.run("doctor")

    def test_a_database_server_that_fell_is_found_again(self):
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.server.restart()
        record = self.town_a.new("dibao_household", householder="李四")
        self.town_a.sync()
        self.county.sync()
        self.assertEqual("李四", self.county.field(record, "householder"))
        self.assert_replicas_equal()


class AtANetworkAddress(EndToEnd):
    def setUp(self):
        self.server = PostgresServer(free_port())
        self.addCleanup(self.server.stop)
        self.store = self.server.new_schema("hub")
        super().setUp()

    def test_the_hub_stays_in_the_machines_network_and_says_what_that_exposes(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.sync_all(self.town_a, self.county)
        self.assertEqual("张三", self.county.field(record, "householder"))
        self.assert_replicas_equal()
        findings = {check["name"]: check for check in self.hub.json("doctor")["checks"]}
        self.assertFalse(findings["inner_port"]["ok"])
        self.assertIn("host=/var/run/postgresql", findings["inner_port"]["text"])
        self.assertIn("host=/var/run/postgresql", (self.hub.folder / "serve.log").read_text())


if __name__ == "__main__":
    unittest.main()
