"""The bureau's console over real TLS: log-in with first password and codes, reading, deciding, users, the log. Other
origins, missing keys and ended sessions get nothing."""

import base64
import gzip
import hashlib
import hmac
import http.client
import json
import sqlite3
import ssl
import struct
import time
import unittest

from harness import COUNTY, TOWN_A, TOWN_B, EndToEnd

PEOPLE = {"xitong": "system_admin", "anquan": "security_admin", "shenji": "audit_admin", "shenhe": "bureau_reviewer"}
PHONE = "13800138000"
PASSWORD = "一句很长的口令, as typed!"


def code_of(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Browser:
    """What a browser does for the console's page: keeps the cookie, sends the key and the page's origin."""

    def __init__(self, hub):
        self.host, self.port = hub.listen.split(":")
        self.cookie, self.key = None, None

    def ask(self, method, path, body=None, expect=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Origin": f"https://{self.host}:{self.port}", "Sec-Fetch-Site": "same-origin",
                   "Accept-Language": "en", **headers}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.key:
            headers["X-Minsync-Key"] = self.key
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(self.host, int(self.port), timeout=60, context=tls)
        try:
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            self.headers, text = answer.headers, answer.read()
        finally:
            line.close()
        if expect is not None and answer.status != expect:
            raise AssertionError(f"{method} {path}: {answer.status}, expected {expect}\n{text.decode(errors='replace')}")
        self.status = answer.status
        if answer.headers["Content-Encoding"] == "gzip":
            text = gzip.decompress(text)
        kind = answer.headers["Content-Type"] or ""
        return json.loads(text) if kind.startswith("application/json") else text.decode()

    def get(self, path, expect=200, **headers):
        return self.ask("GET", "/console/api/" + path, expect=expect, **headers)

    def post(self, path, body=None, expect=200, **headers):
        return self.ask("POST", "/console/api/" + path, body or {}, expect, **headers)

    def login(self, name, password, code=None, expect=200):
        self.cookie = self.key = None
        body = {"name": name, "password": password, **({"code": code} if code else {})}
        answer = self.post("login", body, expect)
        if expect == 200:
            self.cookie, self.key = self.headers["Set-Cookie"].split(";")[0], answer["key"]
        return answer


class Console(EndToEnd):
    sealed = False  # what is stored is altered so that a test need not wait for the next code

    def govern(self):
        """The reviewer first: with the third administrator commands want a log-in, and only the console is left."""
        names = ["shenhe", "xitong", "anquan", "shenji"]
        self.firsts = {name: self.hub.json("user", "add", name, "--role", PEOPLE[name])["first_password"]
                       for name in names}

    def by_sql(self, statement):
        with sqlite3.connect(self.hub.folder / "hub.db", timeout=30) as database:
            database.execute(statement)
        database.close()

    def begin(self, name):
        browser, first = Browser(self.hub), self.firsts[name]
        session = browser.login(name, first)
        self.assertEqual("password", session["unfinished"])
        browser.get("users", 403)
        browser.post("password", {"present": first, "next": PASSWORD})
        if name != "shenhe":
            self.assertEqual("totp", browser.get("session")["unfinished"])
            secret = browser.post("totp")["secret"]
            browser.post("totp", {"code": code_of(secret)})
        self.assertEqual("nothing", browser.get("session")["unfinished"])
        return browser

    def test_a_reviewer_logs_in_reads_and_decides_and_the_log_has_his_name(self):
        record = self.town_a.new("dibao_household", householder="张三", survey_opinion="old", phone=PHONE)
        self.sync_all(self.town_a, self.county)
        self.town_a.edit(record, survey_opinion="A")
        self.county.edit(record, survey_opinion="B", address="B road")
        self.sync_all(self.county, self.town_a)

        self.govern()
        shenhe = self.begin("shenhe")
        page = shenhe.get("records/dibao_household?limit=10")
        self.assertEqual([record], [each["id"] for each in page["records"]])
        self.assertEqual(1, page["total"])
        shown = shenhe.get(f"record/{record}?history=1")
        self.assertIn("*", shown["fields"]["phone"])
        self.assertNotIn(PHONE, json.dumps(shown))
        self.assertGreaterEqual(len(shown["history"]), 3)
        self.assertEqual(PHONE, shenhe.post("reveal", {"id": record, "reason": "call back"})["fields"]["phone"])

        overview = shenhe.get("overview")
        county = next(unit for unit in overview["units"] if unit["code"].startswith(COUNTY))
        self.assertEqual((1, 1, 1, 3), (county["total"], county["conflicts"], county["covered"], county["devices"]))
        towns = shenhe.get(f"overview?under={COUNTY}")["units"]
        self.assertEqual(1, next(unit for unit in towns if unit["code"].startswith(TOWN_A))["total"])

        conflicts = shenhe.get("conflicts?form=dibao_household")["conflicts"]
        self.assertEqual(["survey_opinion"], [each["field"] for each in conflicts])
        self.assertEqual("old", conflicts[0]["base"]["value"])
        self.assertEqual("张三", conflicts[0]["title"])
        self.assertEqual({"西湖区", "北山街道"}, {conflicts[0][side]["org_name"] for side in ("current", "incoming")})
        sides = {conflicts[0][side]["value"] for side in ("current", "incoming")}
        self.assertEqual({"A", "B"}, sides)
        items = [{"id": conflicts[0]["id"], "keep": "incoming"}, {"id": record + ":9999", "keep": "current"}]
        results = shenhe.post("conflicts/resolve", {"items": items, "reason": "checked by phone"})
        self.assertEqual([True, False], [each["done"] for each in results["results"]])
        self.assertEqual([], shenhe.get("conflicts")["conflicts"])
        self.assertEqual(conflicts[0]["incoming"]["value"], shenhe.get(f"record/{record}")["fields"]["survey_opinion"])
        self.sync_all(self.town_a)
        self.assertEqual(conflicts[0]["incoming"]["value"], self.town_a.field(record, "survey_opinion"))

        shenji = self.begin("shenji")
        mine = shenji.get("audit?actor=user%20shenhe&limit=200")["entries"]
        actions = [entry["action"] for entry in mine]
        self.assertIn("values_revealed", actions)
        self.assertIn("reason=call back", mine[actions.index("values_revealed")]["details"])
        self.assertIn("conflict_decided", actions)
        self.assertLess(actions.index("values_revealed"), actions.index("conflict_decided"))

    def test_an_overwritten_value_is_put_back(self):
        record = self.town_a.new("dibao_household", householder="张三", address="old")
        self.sync_all(self.town_a, self.county)
        self.town_a.edit(record, address="A road")
        self.county.edit(record, address="B road")
        self.sync_all(self.county, self.town_a)
        told = self.hub.json("conflict", "notices", "--kind", "overwritten")["notices"]
        self.assertEqual([("overwritten", "address")], [(each["kind"], each["field"]) for each in told[0]["lines"]])
        self.assertIn(b"A road", self.hub.run("conflict", "notices", "--form", "dibao_household").stdout)
        self.govern()
        shenhe = self.begin("shenhe")
        (notice,) = shenhe.get("notices?kind=overwritten")["notices"]
        (line,) = notice["lines"]
        self.assertEqual((record, "address", "stands"), (notice["record"], line["field"], line["state"]))
        lost = line["aside"]
        shenhe.post("record/put-back", {"id": record, "version": lost["version"], "field": "address",
                                        "reason": "the county was wrong"})
        self.assertEqual(lost["value"], shenhe.get(f"record/{record}")["fields"]["address"])
        (line,) = shenhe.get("notices?kind=overwritten")["notices"][0]["lines"]
        self.assertEqual(("put_back", lost["value"]), (line["state"], line["now"]["value"]))
        self.sync_all(self.county)
        self.assertEqual(lost["value"], self.county.field(record, "address"))

    def test_administrators_do_theirs_and_nothing_of_the_others(self):
        self.town_b.sync()
        self.govern()
        xitong, anquan, shenji = (self.begin(name) for name in ("xitong", "anquan", "shenji"))
        code = xitong.post("enrol-codes", {"org": TOWN_B, "role": "township"})["code"]
        self.client("another").run("enrol", code, "--unsealed")
        xitong.post("enrol-codes", {"org": TOWN_B, "role": "county"}, 400)
        devices = anquan.get("devices")["devices"]
        self.assertEqual(4, len(devices))
        town_b = next(each for each in devices if each["org"].startswith(TOWN_B) and each["last_contact"])
        anquan.post("devices/revoke", {"id": town_b["id"]})
        self.town_b.run("sync", expect=5)
        added = anquan.post("users", {"name": "lisi", "display": "李四", "roles": ["publisher"]})
        lisi = Browser(self.hub)
        self.assertEqual("password", lisi.login("lisi", added["first_password"])["unfinished"])
        anquan.post("users/roles", {"name": "anquan", "roles": ["audit_admin"]}, 403)
        anquan.post("users/disable", {"name": "lisi"})
        lisi.get("session")
        self.assertIsNone(lisi.get("session")["user"])
        for browser, path in ((xitong, "users"), (anquan, "audit"), (shenji, "users"), (shenji, "conflicts")):
            browser.get(path, 403)
        anquan.post("enrol-codes", {"org": TOWN_B, "role": "township"}, 403)
        actions = [(each["actor"], each["action"]) for each in shenji.get("audit?limit=200")["entries"]]
        for actor, action in (("user xitong", "code_made"), ("user anquan", "device_revoked"),
                              ("user anquan", "users_changed"), ("user shenji", "right_refused")):
            self.assertIn((actor, action), actions)

    def test_hostile_requests_get_nothing_through_the_front(self):
        self.govern()
        shenhe = self.begin("shenhe")
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"}):
            shenhe.get("devices", 403, **headers)
        for method in ("PUT", "DELETE", "PATCH", "HEAD"):
            shenhe.ask(method, "/console/api/devices", body={} if method != "HEAD" else None, expect=None)
            self.assertEqual(405, shenhe.status)
        shenhe.ask("POST", "/console/api/login", {"name": "x" * 70_000, "password": "x"}, 413)
        key, shenhe.key = shenhe.key, None
        shenhe.get("devices", 401)
        shenhe.key = key
        shenhe.get("devices")
        for name, value in shenhe.headers.items():
            self.assertFalse(name.lower().startswith("access-control"), name)
        self.assertIn("frame-ancestors 'none'", shenhe.headers["Content-Security-Policy"])
        self.assertEqual("no-store", shenhe.headers["Cache-Control"])
        # A session that was not used for 15 minutes.
        self.by_sql("UPDATE hub_session SET seen_ms = seen_ms - 900000, began_ms = began_ms - 900000")
        shenhe.get("devices", 401)
        for _ in range(5):
            Browser(self.hub).login("shenhe", "wrong", expect=403)
        Browser(self.hub).login("shenhe", PASSWORD, expect=403)

    def test_targets_and_ranks_are_those_that_the_commands_print(self):
        self.hub.run("target", "import", "hangzhou-2016-counties-sample", "--year", "2016")
        day = ["--year", "2016", "--as-of", "2016-12-31"]
        ranking, progress = self.hub.json("rank", *day), self.hub.json("target", "progress", *day, "--org", COUNTY)
        self.govern()
        shenhe = self.begin("shenhe")
        query = "year=2016&as_of=2016-12-31"
        self.assertEqual(ranking, shenhe.get(f"rank?{query}"))
        self.assertEqual(progress, shenhe.get(f"progress?{query}&org={COUNTY}"))
        books = shenhe.get("targets?year=2016")["books"]
        allotted = next((item for book in books for item in book["items"]
                         if any(one["allotments"] for one in item["indicators"])))
        score = shenhe.get(f"score/{allotted['key']}?{query}&org={COUNTY}")
        points = {part["indicator"]: part["points"] for each in ranking["ranking"] if each["org"].startswith(COUNTY)
                  for part in each["parts"]}
        for indicator in score["indicators"]:
            self.assertEqual(points[indicator["indicator"]], indicator["points"]["points"])
            for report in indicator["reports"]:
                self.assertEqual("target_progress", shenhe.get(f"record/{report['record']}")["form"])
        self.assertTrue(any(indicator["reports"] for indicator in score["indicators"]))
        shenhe.get(f"score/none?{query}", 400)
        shenhe.get("rank?year=1990", 400)
        shenhe.get("progress?year=x", 400)

    def test_the_page_or_a_word_that_there_is_none_stands_at_the_start(self):
        browser = Browser(self.hub)
        self.assertIn("Minsync", browser.ask("GET", "/console/"))
        browser.ask("GET", "/console", expect=308)
        self.assertEqual("/console/", browser.headers["Location"])
        browser.ask("GET", "/console/none.js", expect=404)


if __name__ == "__main__":
    unittest.main()
