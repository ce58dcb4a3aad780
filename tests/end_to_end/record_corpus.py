"""Records what this version writes, for tests of later ones: python3 record_corpus.py DIR (tests/corpora/README.md)."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from harness import COUNTY, TOWN_A, TOWN_B, Client, Hub

HOUSEHOLD = dict(phone="13800000000", address="翠苑一区", household_kind="urban", member_count=3, cause="illness,study")
COMPLETE = dict(id_number="330106198001010013", category="A", insured_count=3, income_per_head="500.00",
                monthly_benefit="820.00", applied_on="2016-03-01", survey_opinion="情况属实", surveyed_on="2016-03-05")
CLOSED = ("accepted", "checking", "surveyed", "reviewed", "announced")
OFFICES = {"county": (COUNTY, "county"), "town_a": (TOWN_A, "township"), "town_b": (TOWN_B, "township")}


class Recording:
    def __init__(self, root):
        self.root = root
        self.bodies = root / "bodies"
        self.hub = Hub(root / "hub", sealed=False)
        self.offices = {name: Client(root / name) for name in OFFICES}

    def sync(self, *names):
        for name in names:
            folder = self.root / "kept" / f"{name}-{len(list((self.root / 'kept').glob(name + '-*')))}"
            self.offices[name].run("sync", "--keep-bodies", folder, expect=None)

    def collect(self, out):
        """Bodies under names that say whose they are and in which order they travelled."""
        for folder in sorted((self.root / "kept").iterdir()):
            for body in sorted(folder.iterdir()):
                shutil.copy(body, out / f"{folder.name}-{body.name}")


def play(recording):
    hub, (county, town_a, town_b) = recording.hub, recording.offices.values()
    households = [town_a.new("dibao_household", householder=name, **HOUSEHOLD) for name in "甲乙丙丁戊"]
    town_a.new("dibao_member", household=households[0], name="小甲")
    scan = recording.root / "scan.jpg"
    scan.write_bytes(bytes(range(256)) * 40)
    town_a.run("attach", households[0], "document_scan", scan)
    recording.sync("town_a", "county")
    # Both sides of a conflict, a value that is overwritten, totals that add up.
    town_a.edit(households[0], bank_name="农行", account_name="甲", bank_account="6228480000000000011")
    county.edit(households[0], bank_name="工行", account_name="甲", bank_account="6222020000000000012")
    town_a.edit(households[1], address="东街 1 号", aid_items_given=2)
    county.edit(households[1], address="东街 2 号", aid_items_given=3)
    town_a.edit(households[2], **COMPLETE)
    for state in CLOSED:
        town_a.run("transition", households[2], state)
    recording.sync("town_a", "county")
    county.run("transition", households[2], "receiving")
    recording.sync("county")
    town_a.edit(households[2], worker="迟到")  # held
    town_a.run("delete", households[3])
    recording.sync("town_a", "county")
    hub.run("record", "purge", "--days", "0")
    hub.run("record", "move", households[4], TOWN_B)
    recording.sync("town_a", "town_b", "county")
    town_b.run("delete", town_b.new("dibao_household", householder="己", **HOUSEHOLD))
    hub.run("backup", "-o", recording.root / "hub.backup")
    recording.sync("town_b", "town_a")
    # Sticks, and what is unsent.
    town_b.new("dibao_household", householder="庚", **HOUSEHOLD)
    town_b.run("bundle", "export", "-o", recording.root / "up.bundle")
    hub.run("bundle", "import", recording.root / "up.bundle")
    device = next(d["id"] for d in hub.json("device", "list")["devices"] if d["org"].startswith(TOWN_B))
    hub.run("bundle", "export", "--device", device, "-o", recording.root / "down.bundle")
    town_a.edit(households[0], phone="13800000001")
    county.run("new", "dibao_household", "householder=辛", "--org", TOWN_A)


def record(out):
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        recording = Recording(pathlib.Path(folder))
        (recording.root / "kept").mkdir()
        recording.hub.start()
        try:
            for name, (org, role) in OFFICES.items():
                recording.offices[name].run("enrol", recording.hub.code(org, role), "--unsealed")
            play(recording)
        finally:
            recording.hub.stop()
        (out / "bodies").mkdir()
        recording.collect(out / "bodies")
        for bundle in ("up.bundle", "down.bundle"):
            shutil.copy(recording.root / bundle, out / "bodies" / bundle)
        (recording.root / "hub" / "serve.log").unlink()
        subprocess.run(["tar", "--zstd", "-cf", out / "folders.tar.zst", "hub", *OFFICES, "hub.backup"],
                       cwd=recording.root, check=True)


if __name__ == "__main__":
    record(pathlib.Path(sys.argv[1]).absolute())
