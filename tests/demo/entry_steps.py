"""Steps 1 to 5: from the bureau's first start to everything entered being everywhere."""

import time

from page import size
from processes import Client, generate, text_of
from story import CITY, HOUSEHOLDS, TOWN_A

FORMS = {"households": "dibao_household", "members": "dibao_member"}
EVENT = dict(kind="flood", started_on="2016-06-28")
REPORT = dict(
    stage="first", reported_on="2016-06-28", reported_at="08:30", affected_persons=126, evacuated_persons=18, deaths=0,
    missing=0, collapsed_rooms=0, damaged_rooms=12, economic_loss="35.50",
)


def start_hub(story):
    page, words = story.page, story.words
    page.step("hub")
    page.paragraph(words("hub.about"))
    story.hub.create(CITY)
    story.hub.start()
    levels = [unit["level"] for unit in story.hub.json("org", "list", "--under", CITY)["units"]]
    units = f"{levels.count('county')} / {levels.count('township')}"
    page.equal("13 / 196", units, words("hub.units"))
    header = [words(key) for key in ("office", "hub.code", "hub.units", "hub.address")]
    page.table(header, [[words("city"), CITY, units, story.hub.url]], limit=40)


def enrol(story):
    page, words = story.page, story.words
    page.step("enrol")
    page.paragraph(words("enrol.about"))
    rows, code = [], None
    for office in story.offices:
        code = story.hub.json("enrol-code", "--org", office.code, "--role", office.role)["code"]
        office.client.run("enrol", code)
        own = office.client.json("status")
        page.equal((office.code.ljust(12, "0"), office.role), (own["org"], own["role"]), story.name(office))
        sees = words("enrol.all_of" if office.role == "county" else "enrol.only", unit=story.name(office))
        rows.append([story.name(office), office.code, words("enrol.done"), sees])
    stranger = Client(story.folder / "stranger", words.lang)
    done = stranger.run("enrol", code, expect=(0, 5))
    page.hold(done.returncode == 5, "expect.refused", text_of(done.stdout))
    rows.append([words("enrol.stranger"), "", words("enrol.refused"), words("enrol.nothing")])
    page.table([words(key) for key in ("office", "hub.code", "enrol.result", "enrol.sees")], rows, limit=34)
    page.paragraph(words("offline.told", text=text_of(done.stderr)))


def import_sample(story, town):
    """What the township's spreadsheets hold, and how long it took to take them in."""
    files = {kind: story.folder / f"{town.key}-{kind}.csv" for kind in FORMS}
    generate(town.code + "000", HOUSEHOLDS, files["households"], files["members"], story.words.lang)
    begin, counts = time.monotonic(), {}
    for kind, form in FORMS.items():
        report = town.client.json("import", form, files[kind])
        counts[kind] = report["created"]
        story.page.equal(report["rows"], report["created"], story.words(kind))
        story.entered[form] = story.entered.get(form, 0) + report["created"]
    story.page.equal(HOUSEHOLDS, counts["households"], story.words("households"))
    story.csv_bytes[town.key] = sum(file.stat().st_size for file in files.values())
    return counts, time.monotonic() - begin


def report_disaster(story):
    client, words = story.town_a.client, story.words
    event = client.new("disaster_event", {"name": words("disaster.name"), "place": words("disaster.place"), **EVENT})
    story.entered["disaster_event"] = 1
    story.report = client.new("disaster_report", {"event": event, "needs": words("disaster.needs"), **REPORT})
    story.entered["disaster_report"] = 1


def work_offline(story):
    page, words = story.page, story.words
    page.step("offline")
    page.paragraph(words("offline.about", sample=words("sample")))
    story.hub.stop()
    page.passing(words("working"))
    imported = [import_sample(story, town) for town in story.towns]
    report_disaster(story)
    page.passed()
    columns = []
    for town, (counts, seconds) in zip(story.towns, imported):
        tried = town.client.run("sync", expect=(4,))
        own = town.client.json("status")
        urgent = 2 if town is story.town_a else 0
        page.equal(sum(counts.values()) + urgent, own["records"], words("offline.stored"))
        page.equal(own["records"], own["outbox"], words("offline.waiting"))
        columns.append([*(f"{n:,}" for n in counts.values()), urgent, words("seconds", n=f"{seconds:.1f}"),
                        f"{own['records']:,}", f"{own['outbox']:,}", words("offline.no_line")])
    labels = [*(words("offline.imported", what=words(kind)) for kind in FORMS), words("offline.report"),
              *(words(f"offline.{key}") for key in ("took", "stored", "waiting", "tried"))]
    page.table([words("what"), *(story.name(town) for town in story.towns)],
               [list(row) for row in zip(labels, *columns)], "lrr", limit=36)
    page.paragraph(words("offline.told", text=text_of(tried.stderr)))


def send_all(story):
    page, words = story.page, story.words
    page.step("online")
    page.paragraph(words("online.about"))
    story.hub.start()
    rows = []
    for town in story.towns:
        waiting = town.client.json("status")["outbox"]
        report = story.sync(town)
        story.uploads[town.key] = report
        page.equal(waiting, report["pushed"], words("online.sent"))
        page.equal(0, town.client.json("status")["outbox"], words("offline.waiting"))
        rows.append([story.name(town), f"{report['pushed']:,}", size(story.csv_bytes[town.key]),
                     size(report["bytes_sent"]), size(report["bytes_received"]),
                     words("seconds", n=f"{report['seconds']:.1f}")])
    page.table([words(key) for key in ("office", "online.sent", "online.file", "online.bytes", "online.received",
                                       "online.seconds")], rows, "lrrrrr")
    show_order(story)


def place_of(record):
    """A version is the hub's epoch above 48 bits of counting."""
    return record["version"] % 2**48


def show_order(story):
    """The hub numbers what it takes in: the disaster must have the first numbers."""
    page, words, hub = story.page, story.words, story.hub
    event = hub.rows("disaster_event")[0]
    report = hub.json("record", "show", story.report)
    rest = [place_of(row) for form in FORMS.values() for row in hub.rows(form, "--org", TOWN_A)]
    order = (place_of(event), place_of(report), min(rest))
    page.hold(order == (1, 2, 3), "expect.first", order)
    page.paragraph(words("online.order"))
    page.table([words("online.place"), words("online.kind")], [
        [words("online.nth", a=1), words("online.event") + words("list.colon") + event["fields"]["name"]],
        [words("online.nth", a=2), words("online.report", n=report["fields"]["evacuated_persons"])],
        [words("online.range", a=3, b=f"{max(rest):,}"), words("online.rest")],
    ], limit=60)


def everything_arrived(story):
    page, words = story.page, story.words
    page.step("arrived")
    page.paragraph(words("arrived.about"))
    story.uploads["county"] = story.sync(story.county)
    page.hold(story.uploads["county"]["complete"], "expect.complete", story.uploads["county"])
    rows = []
    for form, entered in story.entered.items():
        at = [program.count(form) for program in (story.county.client, story.hub)]
        page.equal([entered, entered], at, form)
        rows.append([words(f"form.{form}"), *(f"{n:,}" for n in (entered, *at)), words("yes")])
    header = [words("what"), words("arrived.entered"), words("arrived.at", unit=words("county")),
              words("arrived.at", unit=words("city")), words("arrived.check")]
    page.table(header, rows, "lrrr")
