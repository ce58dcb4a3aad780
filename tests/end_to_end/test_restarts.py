"""The hub's processes end while an office sends: the sync goes on by itself, and nothing is lost or doubled."""

import os
import signal
import unittest

from harness import BUILD, TOWN_A, EndToEnd, run
from hub_line import haproxy_of, serving, wait_until

COUNT = 4000


class Restarts(EndToEnd):
    def setUp(self):
        super().setUp()
        path = self.root / "households.csv"
        run([BUILD / "minsync-generate", "households", "--seed", 11, "--city", "330100", "--org", TOWN_A + "000",
             "--count", COUNT, "-o", path])
        self.town_a.run("import", "dibao_household", path)

    def log_size(self):
        return sum(path.stat().st_size for path in self.hub.folder.glob("hub.db*"))

    def sending(self):
        """A sync in small parts, of which the hub has taken some."""
        before = self.log_size()
        process = self.town_a.popen("sync", "--max-bytes", "8192")
        wait_until(lambda: self.log_size() > before + 200_000 or process.poll() is not None, "the hub takes something")
        self.assertIsNone(process.poll(), "the sync ended too early to be disturbed")
        return process

    def assert_all_arrived_by(self, process):
        self.assertEqual(0, process.wait(timeout=60))
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        records = self.hub.json("record", "list", "dibao_household", "--limit", "5000")["records"]
        self.assertEqual(COUNT, len(records))
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.town_a.digest())
        self.assertEqual(0, self.hub.run("doctor").returncode)

    def test_the_serving_process_is_killed(self):
        process, before = self.sending(), serving(self.hub)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: serving(self.hub) not in (None, before), "another one serves")
        self.assert_all_arrived_by(process)

    def test_haproxy_is_killed(self):
        process, before, hub = self.sending(), haproxy_of(self.hub), serving(self.hub)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: haproxy_of(self.hub) not in (None, before), "another one runs")
        self.assertEqual(hub, serving(self.hub))
        self.assert_all_arrived_by(process)

    def test_the_serving_process_is_stuck(self):
        process, before = self.sending(), serving(self.hub)
        os.kill(before, signal.SIGSTOP)
        wait_until(lambda: serving(self.hub) not in (None, before), "another one serves", 60)
        self.assert_all_arrived_by(process)

    def test_it_is_reloaded(self):
        process, before = self.sending(), serving(self.hub)
        self.hub.process.send_signal(signal.SIGHUP)
        wait_until(lambda: serving(self.hub) not in (None, before), "another one serves")
        self.assert_all_arrived_by(process)

    def test_it_is_stopped_and_started(self):
        process = self.sending()
        self.assertEqual(0, self.hub.stop())
        self.hub.start()
        self.assert_all_arrived_by(process)


if __name__ == "__main__":
    unittest.main()
