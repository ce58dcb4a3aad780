"""Another client, in Python, written from PROTOCOL.md alone, against the real hub."""

import json
import pathlib
import shutil
import subprocess
import sys
import unittest

from harness import TOWN_A, EndToEnd
from test_main_job import HOUSEHOLD

HERE = pathlib.Path(__file__).parent


class OtherClient:
    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments, stdin=None):
        done = subprocess.run(
            [sys.executable, "-m", "protocol_client", *arguments[:1], "--data", str(self.folder), *arguments[1:]],
            input=json.dumps(stdin).encode() if stdin is not None else b"", capture_output=True, cwd=HERE, timeout=120,
        )
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.stderr.decode()}")
        return json.loads(done.stdout) if done.stdout.strip() else None


class ProtocolClientTest(EndToEnd):
    def setUp(self):
        super().setUp()
        self.other = OtherClient(self.root / "other")
        self.other.run("enrol", self.hub.code(TOWN_A, "township"))

    def fields_of(self, record):
        return next(r for r in self.other.run("dump") if r["id"] == record)["fields"]

    def test_pushes(self):
        record = self.other.run("new", stdin={"form": "dibao_household", "fields": {"1": "王五", "7": 4}})["id"]
        self.other.run("change", stdin={"id": record, "fields": {"4": "翠苑一区"}})
        self.other.run("sync")
        shown = self.hub.json("record", "show", record, "--reveal")["fields"]
        self.assertEqual(("王五", 4, "翠苑一区"), (shown["householder"], shown["member_count"], shown["address"]))
        self.town_a.sync()
        self.assertEqual("王五", self.town_a.field(record, "householder"))
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def test_pulls(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.other.run("sync")
        fields = self.fields_of(record)
        self.assertEqual(("张三", 50000), (fields["1"], fields["9"]))
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.other.run("digest")["digest"])

    def test_files(self):
        record = self.other.run("new", stdin={"form": "dibao_household", "fields": {"1": "王五"}})["id"]
        photo, out = self.root / "photo.jpg", self.root / "out.jpg"
        photo.write_bytes(bytes(range(256)) * 800)
        self.assertEqual({"pieces": 4}, self.other.run("attach", record, "22", str(photo)))
        self.town_a.sync()
        self.town_a.run("fetch", record, "document_scan", "-o", out)
        self.assertEqual(photo.read_bytes(), out.read_bytes())
        photo.write_bytes(b"another" * 20000)
        self.town_a.run("attach", record, "document_scan", photo)
        self.town_a.sync()
        self.other.run("sync")
        self.assertEqual({"bytes": 140000}, self.other.run("fetch", record, "22", str(out)))
        self.assertEqual(photo.read_bytes(), out.read_bytes())

    def test_bundles_up_of_both_clients_are_the_same_format(self):
        record = self.other.run("new", stdin={"form": "dibao_household", "fields": {"1": "王五", "7": 4}})["id"]
        self.other.run("change", stdin={"id": record, "fields": {"4": "翠苑一区"}})
        stick = self.root / "stick"
        self.other.run("bundle-up", str(stick))
        self.assertEqual("bundle_up", self.county.json("inspect", stick)["message"])
        for expected in (2, 0):
            self.assertEqual(expected, self.hub.json("bundle", "import", stick)["merged"])
        self.other.run("sync")
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.other.run("digest")["digest"])

    def test_merges_with_the_real_client(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.other.run("sync")
        numbers = {f["name"]: str(f["number"]) for f in self.town_a.json("form", "show", "dibao_household")["fields"]}
        self.town_a.edit(record, worker="甲", aid_items_given=2)
        self.other.run("change", stdin={"id": record, "fields": {
            numbers["address"]: "新地址", numbers["aid_items_given"]: 4, numbers["survey_opinion"]: "另一意见"}})
        self.town_a.sync()
        self.other.run("sync")
        self.town_a.sync(expect=None)
        shown = self.town_a.show(record)["fields"]
        self.assertEqual(("甲", "新地址", 5, "另一意见"),
                         (shown["worker"], shown["address"], shown["aid_items_given"], shown["survey_opinion"]))
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def test_removal(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.sync()
        self.other.run("sync")
        self.other.run("remove", record)
        self.other.run("sync")
        self.town_a.sync()
        self.assertEqual([], self.town_a.json("list", "dibao_household")["records"])
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def new(self, **fields):
        return self.other.run("new", stdin={"form": "dibao_household", "fields": numbered(fields)})["id"]

    def change(self, record, **fields):
        self.other.run("change", stdin={"id": record, "fields": numbered(fields)})

    def save_hub(self):
        self.hub.stop()
        shutil.copytree(self.hub.folder, self.root / "saved")
        self.hub.start()

    def put_hub_back(self):
        self.hub.stop()
        shutil.rmtree(self.hub.folder)
        shutil.copytree(self.root / "saved", self.hub.folder)
        self.hub.start()

    def assert_hub_has_what_the_other_client_shows(self):
        dump = self.other.run("dump")
        self.assertEqual([], [r["id"] for r in dump if r["pending"]])
        self.assertEqual(sorted(r["id"] for r in dump if r["form"] == "dibao_household"), sorted(
            r["id"] for r in self.hub.json("record", "list", "dibao_household", "--limit", "1000")["records"]))
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.other.run("digest")["digest"])

    def test_hub_put_back_has_all_edits_again_once(self):
        kept = self.new(f1="甲", f17=1)
        self.other.run("sync")
        self.save_hub()
        self.change(kept, f4="旧址", f17=3)
        lost = self.new(f1="乙", f17=2)
        self.other.run("sync")
        refused = self.new(f1="丙", f21="no_such_state")
        self.other.run("sync")
        self.change(lost, f4="新址")
        before = {record: self.fields_of(record) for record in (kept, lost)}
        self.put_hub_back()
        told = self.other.run("sync")
        self.assertEqual((2, [4]), (told["epoch"], [r["sequence"] for r in told["refused"]]))
        self.assertNotIn(refused, [r["id"] for r in self.other.run("dump")])
        self.assertEqual(before, {record: self.fields_of(record) for record in (kept, lost)})
        self.assert_hub_has_what_the_other_client_shows()
        # Once: said again, nothing changes; and others see each but once.
        self.other.run("sync")
        self.assert_hub_has_what_the_other_client_shows()
        self.sync_all(self.town_a)
        given = [self.town_a.field(record, "aid_items_given") for record in (kept, lost)]
        self.assertEqual([3, 2], given)
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def test_hub_put_back_has_all_edits_of_one_record_again(self):
        kept = self.new(f1="甲", f17=1)
        self.other.run("sync")
        self.save_hub()
        for number in (2, 4):
            self.change(kept, f4=f"{number} 号", f17=number)
            self.other.run("sync")
        self.town_a.sync()
        self.town_a.edit(kept, address="5 号", aid_items_given=7)
        self.town_a.sync()
        self.other.run("sync")
        self.change(kept, f17=8)
        self.other.run("sync")
        before = self.fields_of(kept)
        self.put_hub_back()
        for _ in range(2):
            self.other.run("sync")
            self.town_a.sync(expect=None)
        self.other.run("sync")
        self.assertEqual(before, self.fields_of(kept))
        self.assert_hub_has_what_the_other_client_shows()
        self.assertEqual(self.town_a.digest(), self.other.run("digest")["digest"])

    def test_copied_folder_keeps_the_edits_of_both(self):
        shared = self.new(f1="甲", f17=1)
        self.other.run("sync")
        self.change(shared, f17=2)
        copy = OtherClient(self.root / "copy")
        shutil.copytree(self.other.folder, copy.folder)
        first = self.new(f1="乙")
        second = copy.run("new", stdin={"form": "dibao_household", "fields": {"1": "丙"}})["id"]
        self.change(shared, f17=4)
        copy.run("change", stdin={"id": shared, "fields": {"17": 12}})
        for client in (self.other, copy, self.other, copy):
            told = client.run("sync")
        self.assertNotEqual(1, told["incarnation"])
        self.assertEqual({shared, first, second},
                         {r["id"] for r in copy.run("dump") if r["form"] == "dibao_household"})
        self.assertEqual(14, self.fields_of(shared)["17"])
        self.assert_hub_has_what_the_other_client_shows()
        self.assertEqual(self.other.run("digest")["digest"], copy.run("digest")["digest"])


def numbered(fields):
    return {name.removeprefix("f"): value for name, value in fields.items()}


if __name__ == "__main__":
    unittest.main()
