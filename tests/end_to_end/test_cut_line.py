"""Uploads on a line that is cut more often than a batch is long: the rest of a batch travels, not all of it again."""

import subprocess
import unittest

from harness import BUILD, TOWN_A, EndToEnd, environment
from proxy import Line

RECORDS = 5_000  # two batches, of some 190 and 90 KB
BATCH = 1_000_000
CUT = {"rate": 8_000_000, "cut": (60_000, 90_000)}


class CutLine(EndToEnd):
    def fill(self):
        path = self.root / "households.csv"
        subprocess.run([BUILD / "minsync-generate", "households", "--seed", "5", "--city", "330100", "--org",
                        TOWN_A + "000", "--count", str(RECORDS), "-o", path], check=True, stderr=subprocess.DEVNULL)
        self.town_a.run("import", "dibao_household", path)

    def over(self, line, *arguments):
        return self.town_a.run(*arguments, env=environment(MINSYNC_HUB=f"https://127.0.0.1:{line.port}"))

    def test_a_batch_longer_than_the_line_holds_gets_through_by_itself(self):
        self.fill()
        line = Line(int(self.hub.url.rsplit(":", 1)[1]), **CUT)
        self.addCleanup(line.close)
        self.over(line, "sync", "--max-bytes", str(BATCH))
        self.assertGreater(line.cuts, 3)
        self.assertEqual(RECORDS, self.town_a.json("status")["records"])
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        self.sync_all(self.town_a)
        self.assert_replicas_equal(county=False)


if __name__ == "__main__":
    unittest.main()
