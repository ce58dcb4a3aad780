"""Uploads on a line that is cut more often than a batch is long: the rest of a batch travels, not all of it again."""

import subprocess
import unittest

from harness import BUILD, TOWN_A, TOWN_B, EndToEnd, environment
from proxy import Line

RECORDS = 5_000  # two batches, of some 190 and 90 KB
BATCH = 1_000_000
RATE = 8_000_000
CUT = {"rate": RATE, "cut": (40_000, 60_000)}
# What a cut may cost: a new connection, what was asked, and what had not reached the hub. Of the first connection alone
# that is a TLS record of 16 kB.
LOST = 20_000


class CutLine(EndToEnd):
    def fill(self, office, org):
        path = self.root / f"{org}.csv"
        subprocess.run([BUILD / "minsync-generate", "households", "--seed", "5", "--city", "330100", "--org",
                        org + "000", "--count", str(RECORDS), "-o", path], check=True, stderr=subprocess.DEVNULL)
        office.run("import", "dibao_household", path)

    def sync_over(self, office, **kind):
        """The line over which it was."""
        line = Line(int(self.hub.url.rsplit(":", 1)[1]), **kind)
        self.addCleanup(line.close)
        office.run("sync", "--max-bytes", str(BATCH), env=environment(MINSYNC_HUB=f"https://127.0.0.1:{line.port}"))
        return line

    def test_a_batch_longer_than_the_line_holds_gets_through_by_itself(self):
        self.fill(self.town_a, TOWN_A)
        line = self.sync_over(self.town_a, **CUT)
        self.assertGreater(line.cuts, 3)
        self.assertEqual(RECORDS, self.town_a.json("status")["records"])
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        self.sync_all(self.town_a)
        self.assert_replicas_equal(county=False)

    def test_a_cut_costs_little_of_what_had_arrived(self):
        self.fill(self.town_a, TOWN_A)
        self.fill(self.town_b, TOWN_B)
        whole = self.sync_over(self.town_b, rate=RATE)
        line = self.sync_over(self.town_a, **CUT)
        self.assertGreater(line.cuts, 3)
        self.assertLess((line.bytes - whole.bytes) / line.cuts, LOST)
        self.assertLessEqual(line.connections, line.cuts + 2, "one connection after each cut")


if __name__ == "__main__":
    unittest.main()
