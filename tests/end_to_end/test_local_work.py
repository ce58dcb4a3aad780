"""The local page's server at work: what is entered through it arrives, whatever happens meanwhile."""

import base64
import json
import select
import signal
import unittest

import raw_http
from local_server import OTHER_PIN, PIN, PageOffice
from test_main_job import HOUSEHOLD


class LocalWork(PageOffice):
    def test_what_is_entered_with_the_hub_down_arrives_when_it_is_up(self):
        self.hub.stop()
        server = self.serve()
        server.start()
        made = self.saved(server, "/api/record", {"form": "dibao_household", "fields": HOUSEHOLD})["id"]
        opened = server.ask("GET", f"/api/record/{made}").json()
        self.saved(server, f"/api/record/{made}", {"fields": {"phone": "13800000009"}, "displayed": opened["displayed"]})
        self.saved(server, f"/api/record/{made}/transition", {"state": "accepted"})
        csv = "householder,id_number\n李四,330106195210145834\n"
        tried = self.saved(server, "/api/import", {"form": "dibao_household", "name": "a.csv",
                                                   "data": base64.b64encode(csv.encode()).decode()})
        self.assertEqual((1, 0), (tried["new"], tried["fault_count"]))
        self.saved(server, "/api/import/commit", {"token": tried["token"]})
        self.wait_until(lambda: server.ask("GET", "/api/sync").json()["line"] == "down")
        told = server.ask("GET", "/api/sync").json()
        self.assertTrue(told["fault"]["message"])
        self.assertEqual(4, server.ask("GET", "/api/status").json()["outbox"])
        found = server.ask("GET", "/api/records/dibao_household?only=waiting&search=ls").json()["records"]
        self.assertEqual(["李四"], [one["fields"]["householder"] for one in found])
        self.hub.start()
        self.saved(server, "/api/sync", {"do": "now"})
        self.wait_until(lambda: server.ask("GET", "/api/status").json()["outbox"] == 0)
        self.wait_until(lambda: server.ask("GET", "/api/sync").json()["state"] == "idle")
        told = server.ask("GET", "/api/sync").json()
        self.assertEqual(("up", None, 4, True), (told["line"], told["fault"], told["last"]["pushed"], told["last"]["complete"]))
        self.county.sync()
        self.assertEqual("13800000009", self.county.field(made, "phone"))
        self.assertEqual("accepted", self.county.show(made)["state"])
        self.assertEqual(2, len(self.county.json("list", "dibao_household")["records"]))

    def test_a_paused_sync_stays_paused_over_a_restart_and_goes_once_when_asked(self):
        server = self.serve()
        server.start()
        self.saved(server, "/api/sync", {"do": "pause"})
        self.wait_until(lambda: server.ask("GET", "/api/sync").json()["state"] == "paused")
        self.saved(server, "/api/record", {"form": "dibao_household", "fields": HOUSEHOLD})
        self.assertEqual(0, server.stop())
        server = self.serve()
        server.start()
        self.assertEqual("paused", server.ask("GET", "/api/sync").json()["state"])
        self.assertEqual(1, server.ask("GET", "/api/status").json()["outbox"])
        self.saved(server, "/api/sync", {"do": "now"})
        self.wait_until(lambda: server.ask("GET", "/api/status").json()["outbox"] == 0)
        self.wait_until(lambda: server.ask("GET", "/api/sync").json()["state"] == "paused")
        self.saved(server, "/api/sync", {"do": "resume"})
        self.wait_until(lambda: server.ask("GET", "/api/sync").json()["state"] == "idle")

    def test_an_edit_goes_by_itself_while_the_page_is_open(self):
        server = self.serve()
        server.start()
        self.wait_until(lambda: server.ask("GET", "/api/sync").json()["state"] == "idle")
        made = self.saved(server, "/api/record", {"form": "dibao_household", "fields": HOUSEHOLD})["id"]
        self.wait_until(lambda: server.ask("GET", "/api/status").json()["outbox"] == 0)
        self.county.sync()
        self.county.edit(made, address="保俶路 3 号")
        self.county.sync()
        self.saved(server, "/api/sync", {"do": "now"})
        self.wait_until(lambda: server.ask("GET", f"/api/record/{made}").json()["fields"]["address"] == "保俶路 3 号")
        self.wait_until(lambda: server.ask("GET", "/api/records/dibao_household?search=bcl").json()["records"])

    def test_drafts_and_edits_survive_a_killed_server(self):
        server = self.serve()
        server.start()
        self.saved(server, "/api/drafts", {"key": "new:1", "form": "dibao_household", "fields": {"householder": "张"},
                                           "displayed": None})
        made = self.saved(server, "/api/record", {"form": "dibao_household", "fields": HOUSEHOLD})["id"]
        server.stop(signal.SIGKILL)
        server = self.serve()
        server.start()
        drafts = server.ask("GET", "/api/drafts").json()["drafts"]
        self.assertEqual([("new:1", {"householder": "张"})], [(one["key"], one["fields"]) for one in drafts])
        self.assertEqual(HOUSEHOLD["householder"], server.ask("GET", f"/api/record/{made}").json()["fields"]["householder"])

    def test_drafts_are_their_users_own(self):
        self.add("张三")
        server = self.serve()
        server.start()
        self.assertEqual(423, server.ask("POST", "/api/drafts", {"key": "a", "form": "dibao_household", "fields": {}}).status)
        server.ask("POST", "/api/unlock", {"name": "张三", "pin": PIN})
        self.saved(server, "/api/drafts", {"key": "a", "form": "dibao_household", "fields": {}})
        made = self.saved(server, "/api/record", {"form": "dibao_household", "fields": HOUSEHOLD})["id"]
        history = server.ask("GET", f"/api/record/{made}?history=1").json()["history"]
        self.assertEqual(["张三"], [one["entered_by"] for one in history])
        self.unlock("张三")
        self.add("李四", pin=OTHER_PIN)
        server.ask("POST", "/api/unlock", {"name": "李四", "pin": OTHER_PIN})
        self.assertEqual([], server.ask("GET", "/api/drafts").json()["drafts"])

    def test_too_long_bodies_are_refused_by_their_length(self):
        server = self.serve()
        server.start()
        head = [("Host", server.host), ("Cookie", server.cookie), ("X-Minsync-Key", server.key),
                ("Content-Type", "application/json")]
        for target, length, status in (("/api/record", (1 << 20) + 1, 413), ("/api/import", (28 << 20) + 1, 413),
                                       ("/api/nothing", 2 << 20, 413)):
            answer = raw_http.send(server.port, raw_http.request("POST", target, [*head, ("Content-Length", length)]))
            self.assertEqual(status, answer.status, target)
        body = json.dumps({"form": "dibao_household", "data": "A" * (2 << 20)}).encode()
        answer = raw_http.send(server.port, raw_http.request("POST", "/api/import", [*head, ("Content-Length", len(body))], body))
        self.assertEqual(400, answer.status, "two megabytes are read there")
        self.assertEqual(200, server.ask("GET", "/api/status").status)

    def test_others_are_answered_while_a_large_file_is_looked_at(self):
        server = self.serve()
        server.start()
        rows = "".join(f"李四,{number},北山街道 {number} 号\n" for number in range(60_000))
        body = json.dumps({"form": "dibao_household", "data": base64.b64encode(
            f"householder,phone,address\n{rows}".encode()).decode()}).encode()
        with raw_http.connect(server.port) as line:
            line.sendall(raw_http.request("POST", "/api/import", [
                ("Host", server.host), ("Cookie", server.cookie), ("X-Minsync-Key", server.key),
                ("Content-Type", "application/json"), ("Content-Length", len(body))], body))
            for _ in range(5):
                self.assertEqual(200, server.ask("GET", "/api/status").status)
            self.assertEqual([], select.select([line], [], [], 0)[0], "the file is still looked at")
            self.assertEqual(60_000, raw_http.wait_for_answer(line, 60).json()["rows"])

    def test_a_bundle_goes_up_and_its_answer_comes_down_by_the_page(self):
        self.hub.stop()
        server = self.serve()
        server.start()
        self.saved(server, "/api/sync", {"do": "pause"})
        made = self.saved(server, "/api/record", {"form": "dibao_household", "fields": HOUSEHOLD})["id"]
        up = server.ask("GET", "/api/bundle/up")
        self.assertEqual(["1"], up.headers["x-minsync-edits"])
        (self.root / "up.msu").write_bytes(up.body)
        self.hub.run("bundle", "import", self.root / "up.msu")
        device = self.town_a.json("status")["device"]
        self.hub.run("bundle", "export", "--device", device, "-o", self.root / "down.msd")
        down = base64.b64encode((self.root / "down.msd").read_bytes()).decode()
        told = self.saved(server, "/api/bundle/down", {"data": down})
        self.assertEqual(("down", 0, 1), (told["bundle"], told["outbox"], told["receipts"]["applied"]))
        self.assertEqual([], server.ask("GET", f"/api/record/{made}").json()["marks"])
        self.assertEqual(400, server.ask("POST", "/api/bundle/down", {"data": "AAAA"}).status)

    def test_the_search_index_is_sealed_with_its_folder_and_made_anew_where_it_is_damaged(self):
        record = self.town_a.new("dibao_household", **HOUSEHOLD)
        server = self.serve()
        server.start()
        search = lambda: server.ask("GET", "/api/records/dibao_household?search=bsjd").json()["records"]
        self.wait_until(search)
        server.stop()
        index = self.town_a.folder / "search.db"
        self.assertNotIn("北山".encode(), index.read_bytes())
        self.assertFalse(index.read_bytes().startswith(b"SQLite format 3"))
        index.write_bytes(b"\x7f" * 8192)
        server = self.serve()
        server.start()
        self.wait_until(search)
        self.assertEqual([record], [one["id"] for one in search()])
        server.stop()
        self.town_a.run("seal", "rotate")
        self.assertFalse(index.exists())


if __name__ == "__main__":
    unittest.main()
