"""Persons at the hub: who may do what, log-in with lock-out and codes, sessions that end, and what takes two. Real
commands; each person has a folder of his own for his session, as accounts of one machine have."""

import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import sqlite3
import struct
import tempfile
import time
import unittest

from harness import BUILD, TOWN_A, Hub, environment, run

ADMINISTRATORS = {"xitong": "system_admin", "anquan": "security_admin", "shenji": "audit_admin"}
# One command of each right that changes nothing, or is refused for another reason once the right is there.
COMMANDS = {
    "system_admin": [["recovery", "show"], ["quarantine", "list"], ["form", "add", "no-such-file.yaml"],
                     ["enrol-code", "--org", TOWN_A, "--role", "township"], ["org", "rename", TOWN_A]],
    "security_admin": [["user", "list"], ["delegation", "end", "x"], ["device", "revoke", "x"]],
    "audit_admin": [["audit", "list"], ["audit", "verify"]],
    "bureau_reviewer": [["conflict", "resolve", "x", "--keep", "current", "--reason", "x"],
                        ["record", "restore", "--list"], ["target", "import", "no-such-file.yaml", "--year", "2016"]],
}
NOT_ALLOWED = 5


def code_of(secret, step):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Person:
    def __init__(self, world, name, role):
        self.world, self.name, self.role, self.secret = world, name, role, None
        self.password = f"一句很长的口令 of {role}!"
        self.runtime = world.root / f"runtime-{name}"
        self.runtime.mkdir(mode=0o700)

    def run(self, *arguments, expect=0, folder=None, **options):
        return run([BUILD / "minsync-hub", *arguments, "--data", folder or self.world.hub.folder], expect,
                   env=environment(XDG_RUNTIME_DIR=str(self.runtime)), **options)

    def json(self, *arguments, **options):
        return json.loads(self.run(*arguments, "--json", **options).stdout)

    def login(self, password=None, expect=0, folder=None, code=True):
        words = ["login", self.name, "--password-file", "-"]
        if self.secret and code:
            self.world.forget_used_codes(folder)
            words += ["--code", code_of(self.secret, int(time.time()) // 30)]
        return self.run(*words, expect=expect, folder=folder, input=(password or self.password).encode() + b"\n")

    def begin(self, first_password):
        """From the first password to a session that may do something."""
        self.login(first_password)
        self.run("user", "password", input=f"{first_password}\n{self.password}\n".encode())
        if self.role != "bureau_reviewer":
            self.secret = self.json("user", "totp")["secret"]
            self.run("user", "totp", "--code", code_of(self.secret, int(time.time()) // 30))


class Users(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="minsync-e2e-"))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        # Unsealed: the clock is moved by altering what is stored.
        self.hub = Hub(self.root / "hub", sealed=False)
        self.people = {}

    def add(self, name, role, by=None):
        words = ["user", "add", name, "--role", role]
        first = (by.json(*words) if by else self.hub.json(*words))["first_password"]
        self.people[name] = Person(self, name, role)
        return first

    def govern(self):
        """The three administrators and a reviewer, each with a session."""
        firsts = {name: self.add(name, role) for name, role in ADMINISTRATORS.items()}
        for name, first in firsts.items():
            self.people[name].begin(first)
        first = self.add("shenhe", "bureau_reviewer", by=self.people["anquan"])
        self.people["shenhe"].begin(first)

    def by_sql(self, statement, folder=None):
        with sqlite3.connect((folder or self.hub.folder) / "hub.db") as database:
            database.execute(statement)
        database.close()

    def forget_used_codes(self, folder=None):
        """So that a test need not wait for the next code."""
        self.by_sql("UPDATE hub_user SET totp_step = 0", folder)

    def entries(self, by="shenji"):
        return self.people[by].json("audit", "list", "--limit", "1000")["entries"]

    def test_until_there_are_three_administrators_everybody_may_and_doctor_says_so(self):
        check = {each["name"]: each for each in self.hub.json("doctor")["checks"]}["users"]
        self.assertFalse(check["ok"])
        self.add("xitong", "system_admin")
        self.add("anquan", "security_admin")
        self.hub.run("audit", "list")
        self.add("shenji", "audit_admin")
        self.hub.run("audit", "list", expect=NOT_ALLOWED)
        self.hub.run("user", "add", "weijin", "--role", "system_admin", expect=NOT_ALLOWED)
        self.assertTrue({each["name"]: each for each in self.hub.json("doctor")["checks"]}["users"]["ok"])

    def test_each_administrator_may_what_is_his_and_nothing_of_the_others(self):
        self.govern()
        for person in self.people.values():
            for role, commands in COMMANDS.items():
                for words in commands:
                    ended = person.run(*words, expect=None).returncode
                    with self.subTest(person=person.name, words=words):
                        if role == person.role:
                            self.assertNotEqual(NOT_ALLOWED, ended)
                        else:
                            self.assertEqual(NOT_ALLOWED, ended)
            if person.role.endswith("_admin"):
                told = person.run("record", "list", "dibao_household", expect=NOT_ALLOWED).stderr.decode()
                self.assertIn("bureau_reviewer", told)
        self.people["shenhe"].run("record", "list", "dibao_household")
        refused = [entry for entry in self.entries() if entry["action"] == "right_refused"]
        self.assertIn(("user anquan", "audit list"), [(entry["actor"], entry["object"]) for entry in refused])

    def test_nobody_is_two_administrators_raises_himself_or_is_the_last_to_go(self):
        self.govern()
        anquan = self.people["anquan"]
        anquan.run("user", "add", "liangzhong", "--role", "system_admin,audit_admin", expect=3)
        anquan.run("user", "add", "liangzhong", "--role", "system_admin,publisher", expect=3)
        anquan.run("user", "role", "anquan", "--role", "system_admin", expect=NOT_ALLOWED)
        anquan.run("user", "reset", "anquan", expect=NOT_ALLOWED)
        anquan.run("user", "disable", "shenji", expect=NOT_ALLOWED)
        anquan.run("user", "role", "shenji", "--role", "publisher", expect=NOT_ALLOWED)
        self.add("shenji2", "audit_admin", by=anquan)
        anquan.run("user", "disable", "shenji")
        self.people["shenji"].run("audit", "list", expect=NOT_ALLOWED)
        self.people["shenji"].login(expect=NOT_ALLOWED)

    def test_the_first_password_opens_nothing_but_its_own_change(self):
        self.govern()
        first = self.add("xinlaide", "bureau_reviewer", by=self.people["anquan"])
        xin = self.people["xinlaide"]
        xin.login(first)
        xin.run("record", "list", "dibao_household", expect=NOT_ALLOWED)
        for weak in ("short", "1234567890", "Xinlaide-12", "aaaaaaaaaaaa"):
            xin.run("user", "password", input=f"{first}\n{weak}\n".encode(), expect=3)
        xin.run("user", "password", input=f"{first}\n{xin.password}\n".encode())
        xin.run("record", "list", "dibao_household")

    def test_five_failures_lock_even_the_right_password_out_and_reset_opens(self):
        self.govern()
        shenhe = self.people["shenhe"]
        told = {shenhe.login("not his password", expect=NOT_ALLOWED).stderr for _ in range(5)}
        told.add(shenhe.login(expect=NOT_ALLOWED).stderr)
        told.add(shenhe.run("login", "nobody-at-all", "--password-file", "-", input=b"whatever it is\n",
                            expect=NOT_ALLOWED).stderr)
        self.assertEqual(1, len(told), "one answer, whatever is wrong")
        actions = [(entry["action"], entry["object"]) for entry in self.entries()]
        self.assertEqual(1, actions.count(("user_locked", "shenhe")))
        self.assertIn(("login_failed", "unknown"), actions)
        self.by_sql("UPDATE hub_user SET locked_until_ms = locked_until_ms - 900000")
        shenhe.login()
        for _ in range(5):
            shenhe.login("not his password", expect=NOT_ALLOWED)
        first = self.people["anquan"].json("user", "reset", "shenhe")["first_password"]
        shenhe.login(first)

    def test_a_code_counts_once_and_an_administrator_needs_one(self):
        self.govern()
        xitong = self.people["xitong"]
        words = ["login", "xitong", "--password-file", "-"]
        password = xitong.password.encode() + b"\n"
        xitong.run(*words, input=password, expect=NOT_ALLOWED)
        self.forget_used_codes()
        code = code_of(xitong.secret, int(time.time()) // 30)
        xitong.run(*words, "--code", code, input=password)
        xitong.run(*words, "--code", code, input=password, expect=NOT_ALLOWED)
        xitong.run(*words, "--code", code_of(xitong.secret, int(time.time()) // 30 + 5), input=password,
                   expect=NOT_ALLOWED)

    def test_a_session_ends_by_disuse_by_age_and_by_log_out(self):
        self.govern()
        shenhe = self.people["shenhe"]
        words = ("record", "list", "dibao_household")
        self.by_sql("UPDATE hub_session SET began_ms = began_ms - 840000, seen_ms = seen_ms - 840000")
        shenhe.run(*words)
        self.by_sql("UPDATE hub_session SET began_ms = began_ms - 840000, seen_ms = seen_ms - 840000")
        shenhe.run(*words)
        self.by_sql("UPDATE hub_session SET began_ms = began_ms - 900000, seen_ms = seen_ms - 900000")
        shenhe.run(*words, expect=NOT_ALLOWED)
        shenhe.login()
        self.by_sql("UPDATE hub_session SET began_ms = began_ms - 28800000")
        shenhe.run(*words, expect=NOT_ALLOWED)
        shenhe.login()
        self.assertEqual("shenhe", shenhe.json("whoami")["user"])
        files = list(shenhe.runtime.rglob("session-*"))
        self.assertEqual([0o600], [each.stat().st_mode & 0o777 for each in files])
        shenhe.run("logout")
        self.assertIsNone(shenhe.json("whoami")["user"])
        shenhe.run(*words, expect=NOT_ALLOWED)

    def test_the_log_names_the_person_and_the_account(self):
        self.govern()
        self.people["xitong"].json("enrol-code", "--org", TOWN_A, "--role", "township")
        entry = [one for one in self.entries() if one["action"] == "code_made"][-1]
        self.assertEqual("user xitong", entry["actor"])
        self.assertTrue(any(detail.startswith("account=") for detail in entry["details"]))
        self.people["shenji"].run("audit", "verify")

    def test_the_hub_serves_after_a_power_cut_with_nobody_logged_in(self):
        self.govern()
        for person in self.people.values():
            person.run("logout")
        self.hub.start()
        self.hub.stop()
        self.people["shenji"].login()
        begun = [entry for entry in self.entries() if entry["action"] == "served"][-1]
        self.assertTrue(begun["actor"].startswith("account "), begun["actor"])

    def test_a_restore_takes_two_persons_of_the_backup(self):
        self.govern()
        xitong, anquan = self.people["xitong"], self.people["anquan"]
        backup, new = self.root / "hub.backup", self.root / "new"
        xitong.run("backup", "-o", backup)
        restore = ("restore", backup)
        xitong.run(*restore, folder=new, expect=6)
        xitong.run("recovery", "show", folder=new, expect=NOT_ALLOWED)
        xitong.run(*restore, folder=new, expect=NOT_ALLOWED)
        for person in (xitong, anquan, self.people["shenji"], self.people["shenhe"]):
            person.login(folder=new)
        xitong.run("recovery", "show", folder=new, expect=NOT_ALLOWED)
        xitong.run("serve", "--listen", "127.0.0.1:0", folder=new, expect=NOT_ALLOWED)
        anquan.run(*restore, folder=new, expect=NOT_ALLOWED)
        xitong.run(*restore, folder=new, expect=6)
        (request,) = [one for one in xitong.json("requests", "list", folder=new)["requests"]]
        number = str(request["number"])
        self.assertEqual(("restore", "xitong", "open"), (request["kind"], request["asked_by"], request["state"]))
        xitong.run("approve", number, folder=new, expect=NOT_ALLOWED)
        self.people["shenhe"].run("approve", number, folder=new, expect=NOT_ALLOWED)
        xitong.run(*restore, folder=new, expect=6)
        anquan.run("approve", number, folder=new)
        anquan.run("approve", number, folder=new, expect=3)
        xitong.run(*restore, folder=new)
        xitong.run("recovery", "show", folder=new)
        done = self.people["shenji"].json("audit", "list", "--limit", "1000", folder=new)["entries"]
        confirmed = [one for one in done if one["action"] == "restored"][-1]
        self.assertEqual("user xitong", confirmed["actor"])
        self.assertIn("approved_by=anquan", confirmed["details"])
        xitong.run(*restore, folder=new, expect=2)

    def test_many_records_are_shown_whole_to_a_reviewer_whom_a_second_one_confirms(self):
        self.govern()
        shenhe = self.people["shenhe"]
        first = self.add("fushen", "bureau_reviewer", by=self.people["anquan"])
        other = self.people["fushen"]
        other.begin(first)
        book = pathlib.Path(__file__).resolve().parents[2] / "hub/targets/data/hangzhou-2016.yaml"
        shenhe.run("target", "import", book, "--year", "2016")
        many = ("record", "list", "target_indicator", "--reveal")
        shenhe.run(*many, "--limit", "20")
        self.assertEqual(b"", shenhe.run(*many, "--limit", "21", expect=6).stdout)
        number = str(shenhe.json("requests", "list")["requests"][0]["number"])
        shenhe.run("approve", number, expect=NOT_ALLOWED)
        self.people["xitong"].run("approve", number, expect=NOT_ALLOWED)
        other.run("approve", number)
        shenhe.run(*many, "--limit", "22", expect=6)  # something else than what was confirmed
        shenhe.run(*many, "--limit", "21")
        shenhe.run(*many, "--limit", "21", expect=6)  # once
        revealed = [one for one in self.entries() if one["action"] == "values_revealed"]
        self.assertEqual(2, len(revealed))
        self.assertIn("approved_by=fushen", revealed[-1]["details"])
        for name in ADMINISTRATORS:
            self.people[name].run(*many, expect=NOT_ALLOWED)


if __name__ == "__main__":
    unittest.main()
