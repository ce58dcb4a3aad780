"""Several clerks at one computer: PINs, the lock, and what goes on while it is locked; the local page's server and its
guard. Real programs, raw sockets."""

import json
import os
import pathlib
import time
import unittest

import raw_http
from local_server import OTHER_PIN, PIN, Office, PageOffice, Server
from test_main_job import HOUSEHOLD


class Users(Office):
    def test_once_there_is_a_user_records_need_an_unlocked_session(self):
        town = self.town_a
        record = town.new("dibao_household", **HOUSEHOLD)
        self.add("张三", "--display", "张三（民政科）")
        for command in (["show", record], ["list", "dibao_household"], ["edit", record, "phone=13800000009"],
                        ["new", "dibao_household", "householder=李四"], ["delete", record], ["receipts"],
                        ["conflict", "list"], ["export", "dibao_household", self.root / "out.csv"],
                        ["bundle", "export", "-o", self.root / "out.bundle"], ["seal", "recovery"],
                        ["sync", "--keep-bodies", self.root / "bodies"], ["user", "add", "李四"]):
            told = town.run(*command, expect=5)
            self.assertIn("minsync unlock", told.stderr.decode(), command)
            self.assertEqual(b"", told.stdout, command)
        self.assertFalse((self.root / "out.csv").exists())
        town.sync()
        self.assertEqual(0, town.json("status")["outbox"])
        for command in (["digest"], ["doctor"], ["form", "list"], ["user", "list"],
                        ["backup", "-o", self.root / "town.backup"]):
            town.run(*command)
        self.unlock("张三")
        town.edit(record, phone="13800000009")
        town.run("lock")
        town.run("show", record, expect=5)

    def test_an_edit_says_here_who_made_it(self):
        town = self.town_a
        record = town.new("dibao_household", **HOUSEHOLD)
        self.add("张三")
        self.unlock("张三")
        self.add("李四", pin=OTHER_PIN)
        town.edit(record, phone="13800000009")
        self.unlock("李四", OTHER_PIN)
        town.edit(record, address="保俶路 3 号")
        self.sync_all(town, self.county)
        history = town.json("show", record, "--history")["history"]
        self.assertEqual(["李四", "张三", None], [edit["entered_by"] for edit in history])
        self.assertIn("(李四)", town.run("show", record, "--history").stdout.decode())
        others = self.county.json("show", record, "--history")["history"]
        self.assertEqual([None], list({edit["entered_by"] for edit in others}), "names do not travel")

    def test_wrong_pins_lock_out_until_the_admin_gives_a_new_one(self):
        self.add("张三")
        self.unlock("张三")
        self.add("李四", pin=OTHER_PIN)
        self.assertIn("4", self.unlock("李四", PIN, expect=5).stderr.decode())
        for _ in range(4):
            self.unlock("李四", PIN, expect=5)
        self.assertIn("locked out", self.unlock("李四", OTHER_PIN, expect=5).stderr.decode())
        self.assertIsNotNone({user["name"]: user for user in self.town_a.json("user", "list")["users"]}["李四"]["locked_until"])
        self.town_a.run("user", "reset-pin", "李四", "--pin-file", self.pin_file("582047"))
        self.unlock("李四", "582047")
        for command in (["add", "王五"], ["remove", "张三"], ["reset-pin", "张三"]):
            self.town_a.run("user", *command, "--pin-file", self.pin_file(PIN),
                            expect=2 if command[0] == "remove" else 5)
        self.town_a.run("user", "remove", "张三", expect=5)
        self.town_a.run("seal", "recovery", expect=5)
        self.town_a.run("user", "change-pin", "李四", "--pin-file", self.pin_file("582047"),
                        "--new-pin-file", self.pin_file(OTHER_PIN))
        self.unlock("李四", "582047", expect=5)
        self.unlock("李四", OTHER_PIN)

    def test_what_is_refused_as_a_pin_and_as_a_name(self):
        for pin in ("12345", "123456", "111111", "abc"):
            self.add("张三", pin=pin, expect=3)
        self.assertEqual([], self.town_a.json("user", "list")["users"])
        self.town_a.run("unlock", "张三", "--pin-file", self.pin_file(PIN), expect=2)
        self.add("张三")
        self.unlock("李四", expect=3)
        self.town_a.run("unlock", "张三", expect=2)  # no terminal to type at

    def test_a_restored_folder_has_the_users_and_no_session(self):
        self.add("张三")
        self.unlock("张三")
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.town_a.run("backup", "-o", self.root / "town.backup")
        other = self.client("restored")
        other.run("restore", self.root / "town.backup")
        other.run("show", record, expect=5)
        other.run("unlock", "张三", "--pin-file", self.pin_file(PIN))
        other.run("show", record)


class LocalPage(PageOffice):
    def test_the_page_sees_what_the_commands_show(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.hub.stop()  # or it would be synced meanwhile
        server = self.serve()
        self.assertEqual(200, server.start().status)
        self.assertEqual(200, server.ask("GET", "/").status)
        self.assertEqual(self.town_a.json("status"), server.ask("GET", "/api/status").json())
        names = {one["form"] for one in self.town_a.json("form", "list")["forms"]}
        self.assertEqual(names - {"bundle_key"}, {one["form"] for one in server.ask("GET", "/api/forms").json()["forms"]})
        form = server.ask("GET", "/api/forms/dibao_household").json()
        self.assertEqual(self.town_a.json("form", "show", "dibao_household"), {name: form[name] for name in form
                                                                              if name not in ("children", "may_write")})
        self.assertEqual([{"form": "dibao_member", "field": "household"}],
                         [{"form": one["form"], "field": one["field"]} for one in form["children"]])
        page = server.ask("GET", "/api/records/dibao_household?limit=10").json()
        self.assertEqual([record], [one["id"] for one in page["records"]])
        one = server.ask("GET", f"/api/record/{record}").json()
        self.assertEqual(HOUSEHOLD["householder"], one["fields"]["householder"])
        self.assertIn("*", one["fields"]["id_number"])
        self.assertNotIn(HOUSEHOLD["id_number"], json.dumps([one, page]))
        self.assertEqual(404, server.ask("GET", "/api/record/0199f0c2-7b1a-7c3d-8e4f-001122334455").status)
        self.assertEqual(404, server.ask("GET", "/favicon.ico").status)
        self.assertEqual(400, server.ask("GET", "/api/records/dibao_household?limit=100000").status)
        self.assertEqual(400, server.ask("GET", "/api/forms/nothing").status)

    def test_a_link_opens_once_and_the_file_of_the_instance_has_the_next(self):
        server = self.serve()
        self.assertEqual(401, server.ask("GET", "/api/status").status)
        opened = server.start()
        cookie = opened.headers["set-cookie"][0]
        self.assertIn("; HttpOnly; SameSite=Strict", cookie)
        self.assertEqual(403, server.start().status)
        self.assertEqual(200, server.ask("GET", "/api/status").status, "the wrong link ends nothing")
        told = self.town_a.run("serve", "--listen", "127.0.0.1:0", expect=5).stderr.decode()
        self.assertIn(f"http://{server.host}/start?once=", told)
        self.assertEqual(0o600, (self.town_a.folder / "serve.lock").stat().st_mode & 0o777)
        before = {"Cookie": server.cookie, "X-Minsync-Key": server.key}
        self.assertEqual(200, server.start(told.split("browser: ")[-1].strip()).status)
        self.assertEqual(200, server.ask("GET", "/api/status").status)
        old = raw_http.request("GET", "/api/status", [("Host", server.host), *before.items()])
        self.assertEqual(401, raw_http.send(server.port, old).status, "the window before has ended")
        self.assertEqual(0, server.stop())
        self.serve().start()

    def test_other_pages_and_rebound_names_get_nothing(self):
        server = self.serve()
        server.start()
        cases = [
            (421, "GET", {"Host": f"evil.example:{server.port}"}),
            (421, "GET", {"Host": "127.0.0.1:1"}),
            (421, "GET", {"Host": None}),
            (403, "GET", {"Origin": "http://evil.example"}),
            (403, "POST", {"Origin": "null"}),
            (403, "POST", {"Sec_Fetch_Site": "cross-site"}),
            (403, "GET", {"Sec_Fetch_Site": "same-site"}),
            (405, "OPTIONS", {"Origin": f"http://{server.host}", "Access_Control_Request_Method": "POST"}),
            (405, "DELETE", {}),
            (415, "POST", {"Content_Type": "text/plain"}),
            (415, "POST", {"Content_Type": "application/x-www-form-urlencoded"}),
            (401, "POST", {"X_Minsync_Key": None}),
            (401, "GET", {"Cookie": None}),
            (401, "GET", {"Cookie": "minsync=1", "X_Minsync_Key": "0" * 64}),
        ]
        for status, method, changed in cases:
            target = "/api/lock" if method == "POST" else "/api/status"
            answer = server.ask(method, target, {} if method == "POST" else None, **changed)
            self.assertEqual(status, answer.status, (method, changed))
            self.assertFalse([name for name in answer.headers if name.startswith("access-control")])
            self.assertNotIn(b"outbox", answer.body)
        for answer in (server.ask("GET", "/"), server.ask("GET", "/api/status", Cookie=None)):
            self.assertIn("frame-ancestors 'none'", answer.headers["content-security-policy"][0])
            self.assertIn("default-src 'self'", answer.headers["content-security-policy"][0])
            for name, value in (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
                                ("cross-origin-opener-policy", "same-origin"),
                                ("cross-origin-resource-policy", "same-origin"), ("cache-control", "no-store")):
                self.assertEqual([value], answer.headers[name])

    def test_only_addresses_of_this_machine_are_served(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:0", "127.0.0.1", "x"):
            self.town_a.run("serve", "--listen", address, expect=2)
        self.assertEqual(0, self.serve().stop())

    def test_malformed_requests_are_refused_and_the_server_lives(self):
        server = self.serve()
        server.start()
        page = [("Host", server.host), ("Cookie", server.cookie), ("X-Minsync-Key", server.key)]
        json_page = [*page, ("Content-Type", "application/json")]
        chunked = [*json_page, ("Transfer-Encoding", "chunked")]

        def post(headers, body=b""):
            return raw_http.request("POST", "/api/lock", headers, body)

        cases = {
            "chunk size -2": post(chunked, b"-2\r\n"),
            "chunk size zz": post(chunked, b"zz\r\n"),
            "chunk extension": post(chunked, b"2;a=b\r\n{}\r\n0\r\n\r\n"),
            "length and chunks": post([*json_page, ("Content-Length", 2), ("Transfer-Encoding", "chunked")], b"{}"),
            "chunks and length": post([*chunked, ("Content-Length", 2)], b"{}"),
            "two lengths": post([*json_page, ("Content-Length", 2), ("Content-Length", 3)], b"{}"),
            "equal lengths": post([*json_page, ("Content-Length", 2), ("Content-Length", 2)], b"{}"),
            "length -1": post([*json_page, ("Content-Length", -1)]),
            "length 2^64": post([*json_page, ("Content-Length", 1 << 64)]),
            "length 1 TB": post([*json_page, ("Content-Length", 1 << 40)]),
            "length +2": post([*json_page, ("Content-Length", "+2")], b"{}"),
            "no length": post(json_page, b"{}"),
            "awaited body": post([*json_page, ("Content-Length", 2), ("Expect", "100-continue")]),
            "huge header": raw_http.request("GET", "/", [*page, ("X", "x" * (1 << 20))]),
            "many headers": raw_http.request("GET", "/", [*page, *[(f"X{i}", "x") for i in range(10_000)]]),
            "long target": raw_http.request("GET", "/" + "a" * 100_000, page),
            "huge body": post([*json_page, ("Content-Length", 64 << 20)], b"x" * (64 << 20)),
            "two hosts": raw_http.request("GET", "/", [*page, ("Host", server.host)]),
            "NUL": b"GET /\0 HTTP/1.1\r\nHost: " + server.host.encode() + b"\r\n\r\n",
            "bare line ends": b"GET / HTTP/1.1\nHost: " + server.host.encode() + b"\n\n",
            "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
            "HTTP/0.9": b"GET /\r\n\r\n",
            "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: " + server.host.encode() + b"\r\n\r\n",
            "blank before colon": b"GET / HTTP/1.1\r\nHost : " + server.host.encode() + b"\r\n\r\n",
            "nothing but noise": bytes(range(256)) * 500,
        }
        for name, data in cases.items():
            answer = raw_http.send(server.port, data)
            self.assertTrue(answer.status == 0 or 400 <= answer.status < 500, (name, answer.status))
            self.assertEqual(200, server.ask("GET", "/api/status").status, name)
        for body in (b"", b"[", b"[" * 100_000, b"{\"name\":1,\"pin\":2}", b"\xff\xfe", b"\"x\""):
            answer = raw_http.send(server.port, raw_http.request(
                "POST", "/api/unlock", [*json_page, ("Content-Length", len(body))], body))
            self.assertEqual(400, answer.status, body[:20])
        self.assertIsNone(server.process.poll())

    def test_200_stalled_connections_keep_nobody_out(self):
        server = self.serve()
        server.start()
        stalled = []
        for number in range(200):
            line = raw_http.connect(server.port)
            self.addCleanup(line.close)
            line.sendall([b"", b"GET / HT", b"POST /api/lock HTTP/1.1\r\nHost: "][number % 3])
            stalled.append(line)
        for _ in range(20):
            self.assertEqual(200, server.ask("GET", "/api/status").status)
        self.assertEqual(0, raw_http.wait_for_answer(stalled[0]).status, "the longest waiting made room")
        self.assertLess(len(os.listdir(f"/proc/{server.process.pid}/fd")), 200)
        self.assertEqual(0, raw_http.wait_for_answer(stalled[-1], 30).status, "its time is over")
        self.assertEqual(0, server.stop())

    def test_several_requests_of_one_line_are_answered_in_their_order(self):
        server = self.serve()
        server.start()
        one = raw_http.request("GET", "/api/session", [("Host", server.host), ("Cookie", server.cookie),
                                                       ("X-Minsync-Key", server.key)])
        with raw_http.connect(server.port) as line:
            line.sendall(one * 3)
            seen = b""
            while seen.count(b'"lock_after_minutes"') < 3:
                part = line.recv(65536)
                self.assertTrue(part)
                seen += part

    def test_the_page_is_locked_until_a_pin_is_given(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        self.add("张三")
        server = self.serve()
        server.start()
        locked = server.ask("GET", "/api/session").json()
        self.assertEqual((True, False, None), (locked["users"], locked["unlocked"], locked["user"]))
        self.assertEqual(200, server.ask("GET", "/api/status").status)
        for target in (f"/api/record/{record}", "/api/records/dibao_household"):
            answer = server.ask("GET", target)
            self.assertEqual((423, "clerks.locked"), (answer.status, answer.json()["error"]))
        self.unlock("张三")
        self.assertEqual(423, server.ask("GET", f"/api/record/{record}").status, "the terminal's session is its own")
        wrong = server.ask("POST", "/api/unlock", {"name": "张三", "pin": "000001"})
        self.assertEqual((403, "clerks.wrong_pin"), (wrong.status, wrong.json()["error"]))
        self.assertEqual("张三", server.ask("POST", "/api/unlock", {"name": "张三", "pin": PIN}).json()["user"])
        self.assertEqual(200, server.ask("GET", f"/api/record/{record}").status)
        self.assertFalse(server.ask("POST", "/api/lock", {}).json()["unlocked"])
        self.assertEqual(423, server.ask("GET", f"/api/record/{record}").status)
        server.ask("POST", "/api/unlock", {"name": "张三", "pin": PIN})
        self.town_a.run("user", "reset-pin", "张三", "--pin-file", self.pin_file(OTHER_PIN))
        self.assertEqual(423, server.ask("GET", f"/api/record/{record}").status)

    def test_open_shows_the_browser_a_file_and_no_link_on_a_command_line(self):
        programs = self.root / "bin"
        programs.mkdir()
        seen = self.root / "seen"
        browser = programs / "xdg-open"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{seen}.part"\nreadlink /proc/$$/fd/* >> "{seen}.part"\nmv "{seen}.part" "{seen}"\n')
        browser.chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        server = Server(self.town_a, "--open", path=path)
        self.addCleanup(server.stop)
        self.wait_for_file(seen)
        opened, *descriptors = seen.read_text().splitlines()
        self.assertNotIn("once=", opened)
        self.assertIn(server.link, pathlib.Path(opened).read_text())
        self.assertEqual(0o600, os.stat(opened).st_mode & 0o777)
        self.assertFalse([one for one in descriptors if one.startswith("socket") or "client.db" in one or "lock" in one],
                         "a browser keeps no port, lock or database")
        server.stop()
        self.assertFalse(os.path.exists(opened))

    def wait_for_file(self, path):
        until = time.monotonic() + 20
        while not path.exists():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)


if __name__ == "__main__":
    unittest.main()
