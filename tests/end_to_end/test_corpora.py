"""What released versions of the protocol wrote is read, and their hubs and offices go on."""

import pathlib
import subprocess
import tempfile
import unittest

from harness import BUILD, COUNTY, TOWN_A, TOWN_B, Client, Hub, environment, run

CORPORA = pathlib.Path(__file__).parents[1] / "corpora"
OFFICES = {"county": COUNTY, "town_a": TOWN_A, "town_b": TOWN_B}


class OldHub(Hub):
    """One that another version made."""

    def __init__(self, folder):
        self.folder, self.process, self.listen, self.url = folder, None, "127.0.0.1:0", None


class Corpora(unittest.TestCase):
    def for_each_version(self, check):
        versions = sorted(CORPORA.glob("version-*"))
        self.assertTrue(versions)
        for version in versions:
            with self.subTest(version.name), tempfile.TemporaryDirectory(prefix="minsync-e2e-") as root:
                check(version, pathlib.Path(root))

    def unpack(self, version, root, *names):
        subprocess.run(["tar", "--zstd", "-xf", version / "folders.tar.zst", "-C", root, *names], check=True)

    def test_bodies_are_read(self):
        def check(version, root):
            bodies = sorted((version / "bodies").iterdir())
            self.assertGreater(len(bodies), 20)
            for body in bodies:
                run([BUILD / "minsync", "inspect", body, "--json", "--data", root])

        self.for_each_version(check)

    def test_hub_and_offices_go_on(self):
        def check(version, root):
            self.unpack(version, root)
            hub = OldHub(root / "hub")
            hub.run("rebuild", "--verify")
            self.addCleanup(hub.stop)
            hub.start()
            offices = {code: Client(root / name) for name, code in OFFICES.items()}
            for office in offices.values():
                self.assertGreater(office.json("status")["outbox"], 0, "every office has something unsent")
            there = {"env": environment(MINSYNC_HUB=hub.url)}
            for _ in range(2):
                for office in offices.values():
                    office.run("sync", expect=None, **there)
            for code, office in offices.items():
                self.assertEqual(0, office.json("status")["outbox"])
                self.assertEqual(hub.json("digest", "--org", code)["digest"], office.digest())
            conflicts = hub.json("conflict", "list")["conflicts"]
            self.assertEqual(["review"], [each["kind"] for each in conflicts if each["kind"] == "review"])
            # What came on a stick before is known.
            self.assertEqual(0, hub.json("bundle", "import", version / "bodies" / "up.bundle")["merged"])
            hub.run("rebuild", "--verify")
            hub.stop()

        self.for_each_version(check)

    def test_backup_is_restored(self):
        def check(version, root):
            self.unpack(version, root, "hub.backup")
            run([BUILD / "minsync-hub", "restore", root / "hub.backup", "--data", root / "restored"])
            OldHub(root / "restored").run("rebuild", "--verify")

        self.for_each_version(check)


if __name__ == "__main__":
    unittest.main()
