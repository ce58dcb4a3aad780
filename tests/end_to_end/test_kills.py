"""kill -9 of client and hub in the middle of syncs, 100 times, and Ctrl-C: nothing is lost, nothing doubled."""

import os
import random
import signal
import subprocess
import unittest

from harness import BUILD, TOWN_A, EndToEnd, run

KILLS = int(os.environ.get("MINSYNC_KILLS", "100"))


class Kills(EndToEnd):
    def import_households(self, client, seed, count):
        path = self.root / f"households{seed}.csv"
        run([BUILD / "minsync-generate", "households", "--seed", seed, "--city", "330100", "--org", TOWN_A + "000",
             "--count", count, "-o", path])
        self.assertEqual(count, client.json("import", "dibao_household", path)["created"])

    def hub_count(self):
        records, after = 0, []
        while True:
            page = self.hub.json("record", "list", "dibao_household", "--limit", "5000", *after)
            records += len(page["records"])
            if not page["next"]:
                return records
            after = ["--after", page["next"]]

    def wait_for_bytes_or_end(self, process, chance):
        """Ends it at a random moment of its life, without looking at a clock for correctness."""
        try:
            process.wait(timeout=chance.uniform(0.005, 0.25))
        except subprocess.TimeoutExpired:
            pass

    def test_a_hundred_kills(self):
        chance = random.Random(20161231)
        sums, expected = self.town_a.new("dibao_household", householder="合计", aid_items_given=0), 0
        self.town_a.sync()
        total = 0
        for kill in range(KILLS):
            count = chance.randrange(20, 60)
            self.import_households(self.town_a, 1000 + kill, count)
            total += count
            expected += 1
            self.town_a.edit(sums, aid_items_given=expected)
            process = self.town_a.popen("sync")
            self.wait_for_bytes_or_end(process, chance)
            if kill % 2 == 0:
                process.kill()
                process.wait()
            else:
                self.hub.kill()
                process.kill()
                process.wait()
                self.hub.start()
            if kill % 10 == 9:
                self.town_a.sync()
                self.assertEqual(total + 1, self.hub_count())
        self.town_a.sync()
        self.county.sync()
        self.assertEqual(total + 1, self.hub_count())
        self.assertEqual(expected, self.hub.json("record", "show", sums)["fields"]["aid_items_given"])
        self.assert_replicas_equal()
        self.assertEqual(0, self.hub.run("doctor").returncode)

    def test_interrupted_sync_goes_on(self):
        self.import_households(self.town_a, 5, 3000)
        process = self.town_a.popen("sync", "--max-bytes", "8192")
        self.wait_for_bytes_or_end(process, random.Random(1))
        process.send_signal(signal.SIGINT)
        self.assertIn(process.wait(timeout=60), (0, 130))
        self.town_a.sync()
        self.county.sync()
        self.assertEqual(3000, self.hub_count())
        self.assert_replicas_equal()


if __name__ == "__main__":
    unittest.main()
