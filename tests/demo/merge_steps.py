"""Steps 6 to 8: one household edited at two places, the bureau's decision, and that all places are equal."""

import time

OPTIONS = ("illness", "disability", "study", "accident", "unemployment", "other")
FIELDS = ("phone", "address", "survey_opinion", "worker", "aid_items_given", "cause")
OUTCOMES = ("applied", "parallel", "overwritten", "in_review")


def fields_of(program, record):
    command = ("show", record) if program.path.name == "minsync" else ("record", "show", record)
    return program.json(*command, "--reveal")["fields"]


def conflicts_of(program, record, *more):
    return [c for c in program.json("conflict", "list", "--reveal", *more)["conflicts"] if c["record"] == record]


def concurrent_edits(words, base):
    """What the township and the district enter, each starting from `base`; the district a moment later."""
    spare = [option for option in OPTIONS if option not in base["cause"]]
    given = base["aid_items_given"] or 0
    town = dict(phone=words("merge.town_phone"), survey_opinion=words("merge.town_opinion"),
                worker=words("merge.town_worker"), aid_items_given=given + 2, cause=[*base["cause"], spare[0]])
    county = dict(address=words("merge.county_address"), survey_opinion=words("merge.county_opinion"),
                  worker=words("merge.county_worker"), aid_items_given=given + 5, cause=[*base["cause"], spare[1]])
    return town, county


def as_arguments(fields):
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in fields.items()}


def wait_a_moment():
    """The district edits later by any clock: an office knows the hub's time only as well as its line lets it."""
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        time.sleep(0.1)


def edit_at_two_places(story):
    page, words = story.page, story.words
    page.step("merge")
    record = story.town_a.client.json("list", "dibao_household", "--limit", 1)["records"][0]
    story.household, story.base = record["id"], record["fields"]
    page.paragraph(words("merge.about", name=record["fields"]["householder"], sample=words("sample")))
    town, county = concurrent_edits(words, story.base)
    story.sync_all(story.town_a, story.county)
    story.hub.stop()
    story.town_a.client.edit(story.household, as_arguments(town))
    wait_a_moment()
    story.county.client.edit(story.household, as_arguments(county))
    story.hub.start()
    story.edits = {"town_a": town, "county": county}
    story.uploads["town_a_edit"] = story.town_a.client.sync()
    story.uploads["county_edit"] = story.county.client.sync()
    story.sync_all(story.town_a, story.county)
    now = what_stands(story, town, county)
    page.table([words(f"merge.{key}") for key in ("field", "town", "county", "now", "became")],
               [merge_row(words, name, story.base, town, county, now) for name in FIELDS], limit=20)
    page.paragraph(words("merge.nothing_else", edits=len(town) + len(county)))
    put_back(story, town["worker"])


def what_stands(story, town, county):
    """The household as it is at all three places, held against the rules."""
    page, words, record = story.page, story.words, story.household
    places = [story.hub, story.county.client, story.town_a.client]
    now, *others = [fields_of(program, record) for program in places]
    for other in others:
        page.equal(now, other, words("merge.now"))
    page.equal(town["phone"], now["phone"], words("merge.phone"))
    page.equal(county["address"], now["address"], words("merge.address"))
    page.equal(county["worker"], now["worker"], words("merge.worker"))
    given = town["aid_items_given"] + county["aid_items_given"] - (story.base["aid_items_given"] or 0)
    page.equal(given, now["aid_items_given"], words("merge.aid_items_given"))
    page.equal(sorted({*town["cause"], *county["cause"]}), sorted(now["cause"]), words("merge.cause"))
    for program in places:
        both = [{c["current"]["value"], c["incoming"]["value"]}
                for c in conflicts_of(program, record) if c["kind"] == "review"]
        page.hold(both == [{town["survey_opinion"], county["survey_opinion"]}], "expect.kept", both)
    return now


def side_text(words, name, base, side):
    if name not in side:
        return words("merge.untouched")
    if name == "aid_items_given":
        return words("merge.sum_side", n=side[name] - (base[name] or 0))
    if name == "cause":
        return words("merge.union_side", option=words(f"option.{side[name][-1]}"))
    return side[name]


def merge_row(words, name, base, town, county, now):
    became = {"survey_opinion": "in_review", "worker": "overwritten", "aid_items_given": "summed", "cause": "united"}
    stands = now[name]
    if name == "cause":
        stands = words("list.comma").join(words(f"option.{option}") for option in stands)
    elif name == "aid_items_given":
        before = base[name] or 0
        stands = words("merge.sum_now", now=stands, a=before, x=town[name] - before, y=county[name] - before)
    elif name == "survey_opinion":
        stands = words("list.both").join((town[name], county[name]))
    told = words(f"merge.{became.get(name, 'only_one')}")
    sides = [side_text(words, name, base, side) for side in (town, county)]
    return [words(f"merge.{name}"), *sides, stands, told]


def put_back(story, value):
    page, words, record = story.page, story.words, story.household
    client, before = story.town_a.client, fields_of(story.hub, record)["worker"]
    listed = [c for c in conflicts_of(client, record) if c["kind"] == "overwritten" and c["field"] == "worker"]
    page.hold([c["incoming"]["value"] for c in listed] == [value], "expect.listed", listed)
    reason = words("merge.reason")
    page.paragraph(words("merge.back", value=value, reason=reason))
    client.run("conflict", "resolve", listed[0]["id"], "--keep", "incoming", "--reason", reason)
    story.sync_all(story.town_a, story.county)
    after = [fields_of(program, record)["worker"] for program in (story.hub, story.county.client, client)]
    page.equal([value] * 3, after, words("merge.worker"))
    page.table([words("merge.field"), words("merge.before"), words("merge.after")],
               [[words("merge.worker"), before, after[0]]])


def outcomes_of(story, office):
    """What became of each field of the office's edit, by the hub's receipt. One that was simply taken over is counted
    in the sync's report and not kept."""
    edit, report = story.edits[office.key], story.uploads[f"{office.key}_edit"]
    if report["receipts"]["applied"] == 1:
        return dict.fromkeys(edit, "applied")
    receipts = office.client.json("receipts", "--limit", 1000)["receipts"]
    own = [r for r in receipts if r["record"] == story.household and set(r["values"]) == set(edit)]
    story.page.hold(own, "expect.receipt", receipts[:3], unit=story.name(office))
    told = {one["field"]: one["outcome"] for one in own[0]["outcomes"]}
    return {name: told.get(name, "applied") for name in edit}


def receipt_rows(story):
    """One row for each thing that became of values in the two concurrent edits."""
    words, rows = story.words, []
    for office in (story.town_a, story.county):
        became = outcomes_of(story, office)
        for outcome in OUTCOMES:
            fields = [words(f"merge.{name}") for name in FIELDS if became.get(name) == outcome]
            if fields:
                rows.append([story.name(office), words("list.comma").join(fields), words(f"outcome.{outcome}")])
    return rows


def decide(story):
    page, words, hub, record = story.page, story.words, story.hub, story.household
    page.step("decide")
    page.paragraph(words("decide.about"))
    page.table([words("office"), words("decide.fields"), words("decide.answer")], receipt_rows(story), limit=36)
    page.paragraph(words("decide.officer"))
    conflict, = [c for c in conflicts_of(hub, record) if c["field"] == "survey_opinion"]
    kept, reason = words("merge.county_opinion"), words("decide.reason")
    keep = next(side for side in ("current", "incoming") if conflict[side]["value"] == kept)
    hub.run("conflict", "resolve", conflict["id"], "--keep", keep, "--reason", reason)
    story.sync_all(*story.offices)
    rows = [[words("decide.base"), story.base["survey_opinion"]],
            [words("decide.side", unit=words("town_a")), words("merge.town_opinion")],
            [words("decide.side", unit=words("county")), kept],
            [words("decide.kept"), fields_of(hub, record)["survey_opinion"]],
            [words("decide.reason_label"), reason]]
    for office in (story.town_a, story.county):
        seen = fields_of(office.client, record)["survey_opinion"]
        page.equal(kept, seen, story.name(office))
        rows.append([words("decide.seen", unit=story.name(office)), seen])
    still_open = [conflicts_of(program, record) for program in (hub, story.town_a.client, story.county.client)]
    page.equal([[], [], []], still_open, words("decide.open"))
    rows.append([words("decide.open"), 0])
    page.table([words("decide.item"), words("decide.text")], rows, limit=60)


def replicas_equal(story):
    page, words = story.page, story.words
    page.step("equal")
    page.paragraph(words("equal.about"))
    rows = []
    for office in story.offices:
        hub = story.hub.json("digest", "--org", office.code)["digest"]
        own = office.client.json("digest")["digest"]
        waiting = office.client.json("status")["outbox"]
        page.hold(hub == own and waiting == 0, "expect.digest", f"{hub} {own} {waiting}", unit=story.name(office))
        rows.append([story.name(office), hub[:16], own[:16], waiting, words("yes")])
    header = [words("office"), words("equal.hub"), words("equal.own"), words("equal.waiting"), words("arrived.check")]
    page.table(header, rows, "lllr")
