"""Files attached offline reach the hub after the text, go on where they broke off, and come to the county unchanged."""

import hashlib
import random
import signal
import unittest

from harness import EndToEnd, environment
from relay import Relay
from test_main_job import HOUSEHOLD

PIECE = 16384
MEGABYTE = 1 << 20


class Files(EndToEnd):
    def photo(self, size, seed=1):
        path = self.root / f"照片{seed}.jpg"
        path.write_bytes(random.Random(seed).randbytes(size))
        return path

    def at_hub(self, path):
        return self.hub.folder / "files" / hashlib.sha256(path.read_bytes()).hexdigest()

    def through(self, relay):
        return {"env": environment(MINSYNC_HUB=relay.url)}

    def fetched(self, client, record, field="document_scan"):
        out = self.root / f"out-{random.randrange(1 << 40)}.jpg"
        client.run("fetch", record, field, "-o", out)
        return out.read_bytes()

    def arrived(self, path):
        return sum(part.stat().st_size for part in (self.hub.folder / "files").glob(f"{self.at_hub(path).name}-*.part"))

    def test_killed_in_the_middle_and_fetched_by_the_county(self):
        photo = self.photo(MEGABYTE)
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.hub.stop()
        told = self.town_a.json("attach", record, "document_scan", photo)
        self.assertEqual((MEGABYTE, photo.name), (told["size"], told["name"]))
        self.assertEqual({"waiting": 1, "bytes": MEGABYTE}, self.town_a.json("status")["files"])
        self.town_a.run("sync", expect=4)
        photo_bytes = photo.read_bytes()
        self.hub.start()

        relay = Relay(self.hub.url)
        self.addCleanup(relay.close)
        for stop in range(3):
            relay.hold_after(MEGABYTE // 4)
            process = self.town_a.popen("sync", "--max-bytes", PIECE, env=environment(MINSYNC_HUB=relay.url))
            self.assertTrue(relay.reached.wait(timeout=60), "the upload never came that far")
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=60)
            if stop == 1:
                self.hub.kill()
                self.hub.start()
        # The text was there long before.
        self.county.sync()
        self.assertEqual(HOUSEHOLD["householder"], self.county.field(record, "householder"))
        self.assertIn(b"not reached", self.county.run("fetch", record, "document_scan", expect=1).stderr)
        self.assertFalse(self.at_hub(photo).exists())
        doctor = {each["name"]: each for each in self.hub.json("doctor")["checks"]}
        self.assertIn("1 are awaited", doctor["files"]["text"])

        before = self.arrived(photo)
        self.assertGreater(before, MEGABYTE // 2)
        relay.let_through()
        sent = relay.up
        report = self.town_a.json("sync", "--max-bytes", PIECE, **self.through(relay))
        self.assertEqual((1, 0), (report["files"]["sent"], report["files"]["left"]))
        self.assertLess(relay.up - sent, (MEGABYTE - before) * 1.1 + 2 * PIECE, "what was through was sent again")
        self.assertLess(relay.up, MEGABYTE * 1.1 + 6 * PIECE)
        self.assertTrue(self.at_hub(photo).exists())
        self.assertNotIn(photo_bytes[:64], self.at_hub(photo).read_bytes(), "sealed")
        self.assertEqual(0, self.arrived(photo))

        self.assertEqual(photo_bytes, self.fetched(self.county, record))
        self.town_b.sync()
        self.town_b.run("fetch", record, "document_scan", expect=3)
        doctor = {each["name"]: each for each in self.hub.json("doctor")["checks"]}
        self.assertIn("0 are awaited", doctor["files"]["text"])
        self.assert_replicas_equal()

    def test_one_photo_at_two_records_goes_once(self):
        photo = self.photo(MEGABYTE)
        flood = self.town_a.new("disaster_event", name="内涝", place="文三路", kind="flood", started_on="2016-06-01")
        event = self.town_a.new(
            "disaster_report", event=flood, stage="first", reported_on="2016-06-01", reported_at="08:30")
        household = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.run("attach", event, "photo", photo)
        self.town_a.run("attach", household, "document_scan", photo)
        report = self.town_a.sync()
        self.assertEqual((1, 0), (report["files"]["sent"], report["files"]["left"]))
        self.assertLess(report["files"]["bytes"], 1.01 * MEGABYTE)
        self.county.sync()
        self.assertEqual(photo.read_bytes(), self.fetched(self.county, event, "photo"))
        # An office that attaches what the hub has sends its hash only.
        relay = Relay(self.hub.url)
        self.addCleanup(relay.close)
        other = self.town_b.new("dibao_household", **HOUSEHOLD)
        self.town_b.run("attach", other, "document_scan", photo)
        self.town_b.run("sync", **self.through(relay))
        self.assertLess(relay.up, MEGABYTE // 10)
        self.assertEqual(0, self.town_b.json("status")["files"]["waiting"])

    def test_what_may_not_be(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        (self.town_a.folder / "minsync.toml").write_text("[files]\nmax_bytes = 100000\n")
        done = self.town_a.run("attach", record, "document_scan", self.photo(100001), expect=3)
        self.assertIn(b"100000", done.stderr)
        self.town_a.run("attach", record, "document_scan", self.root / "nothing.jpg", expect=3)
        self.town_a.run("attach", record, "householder", self.photo(10), expect=3)
        self.town_a.run("edit", record, "document_scan=photo.jpg", expect=3)
        status = self.town_a.json("status")
        self.assertEqual((0, 0), (status["outbox"], status["files"]["waiting"]))

    def test_quota_of_a_day_loses_nothing(self):
        self.hub.stop()
        (self.hub.folder / "minsync.toml").write_text("[files]\nmax_bytes = 300000\nday_bytes = 250000\n")
        self.hub.start()
        records = [self.town_a.new("dibao_household", **HOUSEHOLD) for _ in range(3)]
        photos = [self.photo(size, seed) for seed, size in enumerate((200_000, 150_000, 400_000), 1)]
        for record, photo in zip(records, photos):
            self.town_a.run("attach", record, "document_scan", photo)
        done = self.town_a.run("sync", "--max-bytes", PIECE, expect=6)
        self.assertIn(b"in a day", done.stderr)
        self.assertIn(b"300000", done.stderr)
        self.assertEqual(2, self.town_a.json("status")["files"]["waiting"])
        self.assertTrue(self.at_hub(photos[0]).exists())
        self.assertGreater(self.arrived(photos[1]), 0)
        self.hub.stop()
        (self.hub.folder / "minsync.toml").write_text("")
        self.hub.start()
        self.assertEqual((2, 0), tuple(self.town_a.sync()["files"][name] for name in ("sent", "left")))
        self.county.sync()
        for record, photo in zip(records, photos):
            self.assertEqual(photo.read_bytes(), self.fetched(self.county, record))

    def test_wrong_content_is_thrown_away(self):
        photo = self.photo(50_000)
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.run("attach", record, "document_scan", photo)
        own = self.town_a.folder / "files" / self.at_hub(photo).name
        own.write_bytes(bytes(50_000))
        self.assertIn(b"thrown away", self.town_a.run("sync", expect=6).stderr)
        self.assertEqual([], list((self.hub.folder / "files").iterdir()))
        # Attached anew it goes through.
        own.unlink()
        self.town_a.run("attach", record, "document_scan", photo)
        self.assertEqual(1, self.town_a.sync()["files"]["sent"])


if __name__ == "__main__":
    unittest.main()
