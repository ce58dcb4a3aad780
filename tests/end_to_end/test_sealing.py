"""Sealed data on disk: nothing of people to be read in any file, keys that fit or do not, keys that are changed."""

import csv
import json
import os
import random
import signal
import time
import unittest

from harness import BUILD, TOWN_A, Client, EndToEnd, environment, run

PEOPLE = int(os.environ.get("MINSYNC_SEALED_PEOPLE", "1000"))
KILLS = 12
FORM = "dibao_household"
FIXED = {
    "household_kind": "urban", "category": "B", "member_count": "1", "insured_count": "1", "address": "示例路 1 号",
    "survey_opinion": "情况属实",
}


def id_number(number):
    """Invented: birthday and sequence follow from the number."""
    text = f"330106{1940 + number % 60}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    return text + "10X98765432"[sum(w * int(c) for w, c in zip(weights, text)) % 11]


class Planted:
    """Households with numbers that are found again wherever they stand in clear."""

    def __init__(self, count):
        chance = random.Random(7)
        self.rows = []
        for i in range(count):
            self.rows.append({
                **FIXED, "householder": f"示例户主{i:04}", "id_number": id_number(i), "phone": f"139{chance.randrange(10**8):08}",
                "bank_name": "示例银行", "account_name": f"示例户主{i:04}",
                "bank_account": f"6222{chance.randrange(10**15):015}",
            })

    def write(self, file):
        with open(file, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, fieldnames=self.rows[0])
            writer.writeheader()
            writer.writerows(self.rows)

    def secrets(self):
        for row in self.rows:
            for name in ("id_number", "phone", "bank_account", "householder"):
                yield row[name]

    def found_in(self, folder):
        """(file, text) of everything in clear; columns that stand as numbers are looked for as numbers too."""
        found = []
        texts = {text.encode(): text for text in self.secrets()}
        texts |= {text.encode("utf-16-le"): text for text in self.secrets()}
        lengths = {len(text) for text in texts}
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            bytes_ = file.read_bytes()
            for length in lengths:
                # All windows of this length at once: 4,000 texts in files of some MB.
                view = {bytes_[i:i + length] for i in range(0, max(0, len(bytes_) - length + 1))}
                found += [(file.name, texts[text]) for text in view & texts.keys()]
        return found


class Sealing(EndToEnd):
    def plant(self, count=PEOPLE):
        planted = Planted(count)
        outside = self.root / "outside"
        outside.mkdir(exist_ok=True)
        planted.write(outside / "list.csv")
        self.town_a.run("import", FORM, outside / "list.csv")
        return planted, outside

    def assert_nothing_in_clear(self, planted):
        for folder in (self.hub.folder, self.town_a.folder, self.county.folder):
            self.assertEqual([], planted.found_in(folder)[:5], folder)
            for file in folder.rglob("*.key"):
                self.assertNotIn(b"PRIVATE KEY", file.read_bytes(), file)

    def test_the_search_itself_finds_what_is_not_sealed(self):
        planted = Planted(3)
        folder = self.root / "plain"
        folder.mkdir()
        planted.write(folder / "list.csv")
        self.assertEqual(12, len(planted.found_in(folder)))

    def test_nothing_of_people_stands_in_clear(self):
        planted, outside = self.plant()
        self.assert_nothing_in_clear(planted)
        for row in planted.rows[:5]:
            self.assertEqual(1, len(self.town_a.json("list", FORM, "--where", f"id_number = '{row['id_number']}'")["records"]))
        self.attach(planted, outside)
        self.given_away(planted)
        self.town_a.run("backup", "-o", self.town_a.folder / "town.backup")
        self.hub.run("backup", "-o", self.hub.folder / "hub.backup")
        self.assert_nothing_in_clear(planted)
        self.kill_while_working(outside)
        self.assert_nothing_in_clear(planted)
        self.hub.kill()
        self.assert_nothing_in_clear(planted)
        self.hub.start()
        self.sync_all(self.town_a, self.county)
        self.assert_replicas_equal()
        self.assertTrue(self.hub.json("rebuild", "--verify")["equal"])
        self.assert_nothing_in_clear(planted)
        self.assertTrue(Planted.found_in(planted, outside), "the lists are there to be found")

    def given_away(self, planted):
        """What leaves the office on purpose: a masked table, a support bundle. Names are not masked there."""
        given = self.root / "given away"
        given.mkdir()
        self.town_a.run("export", FORM, given / "export.csv")
        self.town_a.run("support-bundle", "-o", given / "support.txt")
        self.assertGreater((given / "export.csv").stat().st_size, 100 * len(planted.rows))
        names = {row["householder"] for row in planted.rows}
        self.assertEqual([], [found for found in planted.found_in(given) if found[1] not in names][:5])
        self.assertEqual([], [found for found in planted.found_in(given) if found[0] == "support.txt"][:5])

    def attach(self, planted, outside):
        scan = outside / "scan.txt"
        scan.write_text("\n".join(planted.secrets()))
        record = self.town_a.json("list", FORM, "--limit", "1")["records"][0]["id"]
        self.town_a.run("attach", record, "document_scan", scan)
        self.town_a.sync()
        self.county.sync()
        self.county.run("fetch", record, "document_scan", "-o", outside / "fetched.txt")
        self.assertEqual(scan.read_bytes(), (outside / "fetched.txt").read_bytes())

    def kill_while_working(self, outside):
        """Imports and syncs that end in the middle leave logs and journals behind."""
        chance = random.Random(8)
        for i in range(KILLS):
            work = ["import", FORM, outside / "list.csv"] if i % 2 else ["sync"]
            process = self.town_a.popen(*work)
            self.wait_a_while(process, chance.uniform(0.01, 0.3))
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
            self.town_a.run("doctor")

    @staticmethod
    def wait_a_while(process, seconds):
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)

    def test_doctor_and_status_say_how_it_is_sealed(self):
        for program in (self.hub, self.town_a):
            checks = {check.get("check", check.get("name")): check for check in program.json("doctor")["checks"]}
            self.assertTrue(checks["sealing"].get("good", checks["sealing"].get("ok")))
            status = program.json("seal", "status")
            self.assertEqual((True, ["machine", "recovery"]), (status["sealed"], status["opened_by"]))

    def elsewhere(self):
        """The environment of another machine."""
        return environment(XDG_STATE_HOME=str(self.root / "other machine"))

    def test_a_copied_folder_does_not_open_elsewhere(self):
        before = {file.name: file.read_bytes() for file in self.town_a.folder.glob("client.db*")}
        done = self.town_a.run("status", expect=5, env=self.elsewhere())
        self.assertIn("sealed", done.stderr.decode())
        chinese = self.town_a.run("status", "--lang", "zh", expect=5, env=self.elsewhere())
        self.assertIn("加密封存", chinese.stderr.decode())
        wrong = self.root / "wrong"
        wrong.write_text("not the passphrase\n")
        done = self.town_a.run("status", "--passphrase-file", wrong, expect=5, env=self.elsewhere())
        self.assertIn("not the right one", done.stderr.decode())
        self.assertEqual(before, {file.name: file.read_bytes() for file in self.town_a.folder.glob("client.db*")})
        run([BUILD / "minsync-hub", "doctor", "--data", self.hub.folder], None, env=self.elsewhere())
        run([BUILD / "minsync-hub", "digest", "--data", self.hub.folder], 5, env=self.elsewhere())

    def test_altered_files_are_noticed_and_left_alone(self):
        self.hub.stop()
        for folder, name, program in ((self.town_a.folder, "client.db", "minsync"), (self.hub.folder, "hub.db", "minsync-hub")):
            file = folder / name
            whole = file.read_bytes()
            chance = random.Random(9)
            for _ in range(6):
                changed = bytearray(whole)
                changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
                file.write_bytes(changed)
                done = run([BUILD / program, "doctor", "--data", folder], None)
                self.assertEqual(7, done.returncode, done.stdout)
            file.write_bytes(whole)
            keys = (folder / "minsync.keys").read_bytes()
            (folder / "minsync.keys").write_bytes(keys[:-1] + bytes([keys[-1] ^ 1]))
            run([BUILD / program, "digest", "--data", folder], 7)
            (folder / "minsync.keys").unlink()
            run([BUILD / program, "digest", "--data", folder], 5)
            (folder / "minsync.keys").write_bytes(keys)
            run([BUILD / program, "digest", "--data", folder], 0)

    def test_passphrase_and_key_file(self):
        passphrase, stick = self.root / "passphrase", self.root / "stick"
        passphrase.write_text("correct horse battery staple\n")
        stick.write_bytes(os.urandom(32))
        for options, variable in ((["--passphrase-file", passphrase], True), (["--key-file", stick], False)):
            client = Client(self.root / options[0].strip("-"))
            client.run("enrol", self.hub.code(TOWN_A, "township"), *options)
            client.run("status", expect=5)
            client.run("status", *options)
            if variable:
                client.run("status", env=environment(MINSYNC_PASSPHRASE="correct horse battery staple"))
                client.run("status", env=environment(MINSYNC_PASSPHRASE="correct horse battery stable"), expect=5)
            client.run("seal", "rotate", *options)
            client.run("status", expect=5)
            client.run("seal", "rotate", "--machine", *options)
            client.run("status")

    def test_a_backup_is_opened_elsewhere_with_the_recovery_code(self):
        planted, _ = self.plant(20)
        self.town_a.sync()
        code = self.root / "paper"
        code.write_text(self.hub.json("seal", "recovery")["recovery_code"])
        backup = self.root / "hub.backup"
        self.hub.run("backup", "-o", backup)
        self.assertEqual([], [text for text in planted.secrets() if text.encode() in backup.read_bytes()])
        there = {"env": self.elsewhere()}
        target = self.root / "restored"
        run([BUILD / "minsync-hub", "restore", backup, "--data", target], 5, **there)
        self.assertFalse(target.exists())
        run([BUILD / "minsync-hub", "restore", backup, "--passphrase-file", code, "--data", target], 0, **there)
        # From now on that machine opens it, and this one does not.
        done = run([BUILD / "minsync-hub", "digest", "--json", "--data", target], 0, **there)
        self.assertEqual(self.hub.json("digest")["digest"], json.loads(done.stdout)["digest"])
        run([BUILD / "minsync-hub", "digest", "--data", target], 5)
        changed = bytearray(backup.read_bytes())
        changed[len(changed) // 2] ^= 1
        backup.write_bytes(changed)
        run([BUILD / "minsync-hub", "restore", backup, "--data", self.root / "no"], 7)
        self.assertFalse((self.root / "no").exists())

    def test_what_was_made_unsealed_is_sealed_later(self):
        office = self.client("plain office")
        office.run("enrol", self.hub.code(TOWN_A, "township"), "--unsealed")
        outside = self.root / "plain list.csv"
        planted = Planted(50)
        planted.write(outside)
        office.run("import", FORM, outside)
        record = office.json("list", FORM, "--limit", "1")["records"][0]["id"]
        office.run("attach", record, "document_scan", outside)
        self.assertTrue(planted.found_in(office.folder))
        self.assertIn("NOT sealed", office.run("doctor").stdout.decode())
        before = office.digest()
        code = office.json("seal", "on")["recovery_code"]
        self.assertEqual(35, len(code))
        self.assertEqual([], planted.found_in(office.folder)[:5])
        self.assertEqual(before, office.digest())
        office.sync()
        office.run("seal", "rotate")
        office.run("fetch", record, "document_scan", "-o", self.root / "again.csv")
        self.assertEqual(outside.read_bytes(), (self.root / "again.csv").read_bytes())
        office.run("seal", "on", expect=2)

    def test_sealing_and_changing_keys_may_be_killed_anywhere(self):
        office = self.client("plain office")
        office.run("enrol", self.hub.code(TOWN_A, "township"), "--unsealed")
        outside = self.root / "plain list.csv"
        Planted(300).write(outside)
        office.run("import", FORM, outside)
        before = office.digest()
        chance = random.Random(10)
        for step in (["seal", "on"], ["seal", "rotate"]):
            for i in range(KILLS):
                process = office.popen(*step)
                self.wait_a_while(process, chance.uniform(0, 0.02 * i))
                process.send_signal(signal.SIGKILL)
                process.wait(timeout=30)
                if step == ["seal", "on"]:
                    office.run(*step, expect=None)  # goes on where it was, or there is nothing left to do
                self.assertEqual(before, office.digest())
            office.run(*step, expect=None)
        status = office.json("seal", "status")
        self.assertEqual((True, False), (status["sealed"], status["old_keys"]))
        office.sync()

    def test_new_keys_under_the_same_data(self):
        planted, _ = self.plant(50)
        self.town_a.sync()
        self.hub.run("seal", "rotate", expect=1)  # it serves
        self.hub.stop()
        old_keys = (self.hub.folder / "minsync.keys").read_bytes()
        before = self.hub.json("digest")["digest"]
        code = self.hub.json("seal", "rotate")["recovery_code"]
        self.assertEqual(before, self.hub.json("digest")["digest"])
        self.assertNotEqual(old_keys, (self.hub.folder / "minsync.keys").read_bytes())
        self.assertTrue(code)
        self.hub.start()
        self.town_a.run("seal", "rotate")
        self.town_a.edit(self.town_a.json("list", FORM, "--limit", "1")["records"][0]["id"], address="新址")
        self.sync_all(self.town_a, self.county)
        self.assert_replicas_equal()
        self.assert_nothing_in_clear(planted)


if __name__ == "__main__":
    unittest.main()
