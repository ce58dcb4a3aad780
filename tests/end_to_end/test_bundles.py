"""An office without a line: bundles up and down, late, overlapping, shuffled, twice, through the county. Real programs."""

import json
import random
import unittest

from harness import BUILD, EndToEnd, Hub, TOWN_A, environment, run
from protocol_client import bundle
from test_corpora import OldHub

HOUSEHOLD = {
    "householder": "张三",
    "id_number": "11010519491231002X",
    "address": "西溪路 8 号",
    "category": "A",
}


class Bundles(EndToEnd):
    def setUp(self):
        super().setUp()
        self.dice = random.Random(20261122)
        self.count = 0
        self.device = self.town_a.json("status")["device"]

    def path(self, kind):
        self.count += 1
        return self.root / f"{kind}{self.count}.bundle"

    def up(self):
        path = self.path("up")
        self.town_a.json("bundle", "export", "-o", path)
        return path

    def down(self):
        path = self.path("down")
        self.hub.json("bundle", "export", "--device", self.device, "-o", path)
        return path

    def at_hub(self, path, expect=0):
        return self.hub.json("bundle", "import", path, expect=expect)

    def entered(self, name):
        return self.town_a.new("dibao_household", **{**HOUSEHOLD, "householder": name})

    def households_at_hub(self):
        records = self.hub.json("record", "list", "dibao_household", "--limit", "1000")["records"]
        return sorted(record["fields"]["householder"] for record in records)

    def assert_answered(self):
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.town_a.digest())

    def test_a_township_that_never_has_a_line(self):
        ups, downs, records = [], [], []
        for number in range(6):
            records.append(self.entered(f"户{number}"))
            self.town_a.edit(self.dice.choice(records), address=f"文一西路 {number} 号")
            ups.append(self.up())
        # Late, in any order, each twice; some through the county, which goes on with its own work.
        order = ups * 2
        self.dice.shuffle(order)
        merged = 0
        for number, path in enumerate(order):
            if number % 3 == 0:
                self.county.json("bundle", "import", path)
                self.county.sync()
            else:
                merged += self.at_hub(path)["merged"]
            downs.append(self.down())
        brought = self.county.json("bundle", "list")["bundles"]
        self.assertTrue(all(bundle["state"] == "sent" for bundle in brought), brought)
        merged += sum(bundle["merged"] for bundle in brought)
        self.assertEqual(12, merged, "every edit once")
        self.assertEqual([f"户{number}" for number in range(6)], self.households_at_hub())
        self.county.edit(records[0], worker="李四")
        self.county.sync()
        downs.append(self.down())
        self.dice.shuffle(downs)
        for path in downs * 2:
            self.town_a.run("bundle", "import", path)
        self.assert_answered()
        self.assertEqual("李四", self.town_a.field(records[0], "worker"))

    def test_the_county_carries_bundle_and_reply(self):
        record = self.entered("户一")
        self.assertTrue(self.county.json("bundle", "import", self.up())["new"])
        report = self.county.sync()
        self.assertTrue(report["complete"])
        brought = self.county.json("bundle", "list")["bundles"]
        self.assertEqual([("sent", 1, True)], [(b["state"], b["merged"], b["reply"]) for b in brought])
        reply = self.path("reply")
        self.county.json("bundle", "export", "--device", self.device, "-o", reply)
        self.town_a.run("bundle", "import", reply)
        self.assert_answered()
        self.county.sync()
        self.assertEqual("户一", self.county.field(record, "householder"))

    def test_line_and_sticks_in_turn(self):
        record = self.entered("户一")
        early = self.up()
        self.town_a.sync()
        self.town_a.edit(record, address="新址")
        self.at_hub(self.up())
        self.assertEqual(0, self.at_hub(early)["merged"])
        reply = self.down()
        self.county.sync()
        self.county.edit(record, worker="李四")
        self.county.sync()
        self.town_a.sync()
        self.town_a.run("bundle", "import", reply)
        self.assert_answered()

    def test_tampered_bundles_change_nothing(self):
        self.entered("户一")
        up, damaged = self.up(), self.root / "damaged.bundle"
        original = up.read_bytes()
        self.at_hub(up)
        down = self.down()
        answer = down.read_bytes()
        before = self.town_a.digest(), self.hub.json("digest")["digest"], self.town_a.json("status")["outbox"]
        for whole, import_it in ((original, self.hub.run), (original, self.county.run), (answer, self.town_a.run)):
            for at in self.dice.sample(range(len(whole)), 12) + [0, len(whole) - 1]:
                damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << self.dice.randrange(8)]) + whole[at + 1:])
                # 5: what names the reader was changed; 0: what is for the other reader, which is nothing to this one.
                code = import_it("bundle", "import", damaged, expect=None).returncode
                self.assertIn(code, (3, 5, 7, 0) if at < len(whole) // 3 else (7,), f"byte {at}")
            damaged.write_bytes(whole[:-1])
            import_it("bundle", "import", damaged, expect=7)
            damaged.write_bytes(whole + b"x")
            import_it("bundle", "import", damaged, expect=7)
        after = self.town_a.digest(), self.hub.json("digest")["digest"], self.town_a.json("status")["outbox"]
        self.assertEqual(before, after)

    def test_whose_bundle_it_is(self):
        self.entered("户一")
        up = self.up()
        self.town_a.run("bundle", "import", up, expect=5)
        self.town_b.run("bundle", "import", up, expect=5)
        self.at_hub(up)
        self.town_b.run("bundle", "import", self.down(), expect=5)
        self.hub.run("device", "revoke", self.device)
        self.hub.run("bundle", "import", up, expect=5)
        self.hub.run("bundle", "export", "--device", self.device, "-o", self.path("down"), expect=5)
        text = self.root / "text"
        text.write_text("not a bundle")
        self.hub.run("bundle", "import", text, expect=3)
        self.town_a.run("bundle", "import", text, expect=3)

    def test_only_whom_a_stick_is_for_can_read_it(self):
        self.entered("户一")
        stick = self.up()
        self.assertEqual("sealed_bundle", self.town_a.json("inspect", stick)["message"])
        self.assertEqual("sealed_bundle", self.town_b.json("inspect", stick)["message"])
        self.at_hub(stick)
        up = self.county.json("inspect", stick)
        self.assertEqual("bundle_up", up["message"])
        self.assertEqual(self.device, up["asking"]["device"])
        self.assertEqual("create", up["parts"][0]["batch"]["edits"][0]["kind"])
        down = self.town_a.json("inspect", self.down())
        self.assertEqual("bundle_down", down["message"])
        self.assertTrue(json.dumps(down["answers"]))


class Stolen(EndToEnd):
    """Who finds a stick, and what the openssl command makes of one. The hub's keys lie open for that."""

    sealed = False

    def setUp(self):
        super().setUp()
        self.stick, self.reply = self.root / "up.bundle", self.root / "down.bundle"
        self.device = self.town_a.json("status")["device"]
        self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.run("bundle", "export", "-o", self.stick)

    def answer(self):
        self.hub.run("bundle", "import", self.stick)
        self.hub.run("bundle", "export", "--device", self.device, "-o", self.reply)

    def openssl(self, *arguments, expect=0):
        return run(["openssl", *arguments], expect).stdout

    def opened(self, file, key):
        """PROTOCOL.md, "Sealed": decrypted by the reader's key, then verified by the key in it."""
        signed, content, certificate = self.root / "signed", self.root / "content", self.root / "signer.pem"
        self.openssl("cms", "-decrypt", "-inform", "DER", "-binary", "-in", file, "-inkey", key, "-out", signed)
        self.openssl("cms", "-verify", "-noverify", "-inform", "DER", "-binary", "-in", signed, "-out", content,
                     "-signer", certificate)
        return content.read_bytes(), self.openssl("x509", "-in", certificate, "-noout", "-pubkey")

    def public(self, key):
        return self.openssl("pkey", "-in", key, "-pubout")

    def test_openssl_opens_and_verifies_both_kinds(self):
        self.answer()
        device, hub, county = (folder / name for folder, name in (
            (self.town_a.folder, "device.key"), (self.hub.folder, "hub.key"), (self.county.folder, "device.key")))
        for reader in (hub, county):
            content, signer = self.opened(self.stick, reader)
            self.assertEqual((b"MSU1", self.public(device)), (content[:4], signer))
            self.assertEqual(1, len(bundle.decode_up(content).parts))
        content, signer = self.opened(self.reply, device)
        self.assertEqual((b"MSD1", self.public(hub)), (content[:4], signer))

    def test_openssl_opens_nothing_without_the_readers_key(self):
        self.answer()
        for file in (self.stick, self.reply):
            self.openssl("cms", "-decrypt", "-inform", "DER", "-binary", "-in", file, "-inkey",
                         self.town_b.folder / "device.key", "-out", self.root / "nothing", expect=4)

    def test_no_planted_number_shows_in_the_bytes(self):
        self.answer()
        for file in (self.stick, self.reply):
            for planted in (HOUSEHOLD["id_number"], HOUSEHOLD["householder"], HOUSEHOLD["address"], "dibao"):
                self.assertNotIn(planted.encode(), file.read_bytes())

    def test_another_hub_cannot_take_it_and_writes_that_down(self):
        other = Hub(self.root / "other", sealed=False)
        refused = other.run("bundle", "import", self.stick, expect=5)
        self.assertIn("not meant for this computer", refused.stderr.decode())
        last = other.json("audit", "list")["entries"][-1]
        self.assertEqual(("access_refused", "up.bundle", ["reason=codec.cms_other_reader"]),
                         (last["action"], last["object"], last["details"]))
        refused = run([BUILD / "minsync-hub", "--lang", "zh", "--data", other.folder, "bundle", "import", self.stick], 5)
        self.assertIn("本机打不开", refused.stderr.decode())

    def test_bundles_of_a_left_history_change_nothing(self):
        self.answer()
        old = self.root / "hub.backup"
        self.hub.run("backup", "-o", old)
        self.town_a.sync()
        self.town_a.new("dibao_household", **{**HOUSEHOLD, "householder": "李四"})
        self.town_a.sync()
        restored = OldHub(self.root / "restored")
        run([BUILD / "minsync-hub", "restore", old, "--data", restored.folder])
        self.hub.stop()
        restored.start()
        self.addCleanup(restored.stop)
        self.town_a.run("sync", env=environment(MINSYNC_HUB=restored.url), expect=None)
        before = self.town_a.digest()
        done = self.town_a.run("bundle", "import", self.reply)
        self.assertIn("history that the hub has left", done.stderr.decode())
        self.assertEqual(before, self.town_a.digest())
        # The hub knows its edits, whatever history they were packed in.
        self.assertEqual(0, restored.json("bundle", "import", self.stick)["merged"])

    def test_files_larger_than_a_bundle_are_not_read(self):
        large = self.root / "large"
        with open(large, "wb") as file:
            file.truncate(49 << 20)
        self.hub.run("bundle", "import", large, expect=3)
        self.town_a.run("bundle", "import", large, expect=3)


if __name__ == "__main__":
    unittest.main()
