"""Steps 9 to 11: what it cost, the year's targets, how to go on."""

import shlex

from page import size
from processes import BUILD

SLOW_LINE_BITS = 64_000
YEAR = 2016


def cost(story):
    page, words = story.page, story.words
    page.step("cost")
    page.paragraph(words("cost.about"))
    calm = story.town_a.client.sync()
    both_ways = calm["bytes_sent"] + calm["bytes_received"]
    page.hold((calm["round_trips"], calm["pushed"]) == (1, 0) and both_ways <= 600, "expect.small", calm)
    rows = []
    for town in story.towns:
        report = story.uploads[town.key]
        rows.append(cost_row(words, "cost.first", story.name(town), report["pushed"], report))
    county = story.uploads["county"]
    rows.append(cost_row(words, "cost.county", words("county"), county["pulled"], county))
    rows.append(cost_row(words, "cost.edit", words("town_a"), len(story.edits["town_a"]), story.uploads["town_a_edit"]))
    rows.append(cost_row(words, "cost.nothing", words("town_a"), 0, calm))
    header = [words(key) for key in ("what", "cost.total", "cost.record", "cost.trips", "cost.slow")]
    page.table(header, rows, "lrrrr", limit=40)
    page.paragraph(words("cost.note"))


def cost_row(words, key, unit, count, report):
    total = report["bytes_sent"] + report["bytes_received"]
    slow = words("seconds", n=f"{total * 8 / SLOW_LINE_BITS:.1f}")
    each = f"{total / count:,.0f} B" if key in ("cost.first", "cost.county") else ""
    return [words(key, unit=unit, n=f"{count:,}"), size(total), each, report["round_trips"], slow]


def targets(story):
    page, words, hub = story.page, story.words, story.hub
    page.step("target")
    page.paragraph(words("target.about", source=words("target.source")))
    for book in ("hangzhou-2016", "hangzhou-2016-counties-sample"):
        hub.run("target", "import", book, "--year", YEAR)
    progress = hub.json("target", "progress", "--year", YEAR)["indicators"]
    names = {row["fields"]["number"]: row["fields"]["name"] for row in hub.rows("target_item")}
    rows = [line for number in sorted(names) for line in item_rows(words, number, names[number], progress)]
    ranking = hub.json("target", "rank", "--year", YEAR)["ranking"]
    page.hold((len(names), len(ranking)) == (10, 13), "expect.rows", (len(names), len(ranking)))
    header = [words(f"target.{key}") for key in ("number", "name", "target", "value", "raw", "published")]
    page.table(header, rows, "rlrrrr", limit=40)
    untold = [row["item"] for row in progress if row["kind"] in ("text", "date") and row["done"] is None]
    page.equal(len(set(untold)), len(untold), words("target.deeds", n=len(untold)))
    page.paragraph(words("target.note", items=words("list.comma").join(str(item) for item in sorted(untold))))
    rank(story, ranking)


def item_rows(words, number, name, progress):
    """The published row, then its indicators that are numbers; its deeds are counted in the row."""
    own = [row for row in progress if row["item"] == number]
    deeds = [row for row in own if row["kind"] in ("text", "date")]
    done = sum(row["done"] is True for row in deeds)
    star = "★ " if own[0]["starred"] else ""
    asked = words("target.deeds", n=len(deeds)) if deeds else ""
    reached = words("target.deeds_done", n=done) if deeds else ""
    rows = [[number, star + name, asked, reached, "", percent(own[0]["published_rate"])]]
    for row in own:
        if row not in deeds:
            unit = words(f"unit.{row['unit']}")
            rows.append(["", "  " + row["name"], amount(row["target"], unit), amount(row["value"], unit),
                         percent(row["raw_rate"]), ""])
    return rows


def amount(text, unit):
    return f"{float(text):,g} {unit}" if text is not None else "-"


def percent(text):
    return f"{float(text):g} %" if text is not None else "-"


def rank(story, ranking):
    page, words = story.page, story.words
    page.hold(all(row["sample"] for row in ranking), "expect.sample", ranking[0])
    page.paragraph(words("rank.about", sample=words("sample")))
    header = [words("rank.place", sample=words("sample")),
              *(words(f"rank.{key}") for key in ("county", "base", "bonus", "deduction", "total"))]
    rows = [[row["rank"], row["name"], row["base"], row["bonus"], row["deduction"], row["score"]] for row in ranking]
    page.table(header, rows, "rlrrrr")


# 审核 and 发布, since results go out by two; then the three administrators, 系统, 安全 and 审计. With the last of them the
# hub's own commands want a log-in too.
PERSONS = {"shenhe": "bureau_reviewer", "fabu": "publisher", "xitong": "system_admin", "anquan": "security_admin",
           "shenji": "audit_admin"}


def console(story):
    """The bureau's page: its address, and who may log in."""
    page, words, hub = story.page, story.words, story.hub
    page.paragraph(words("end.console"))
    page.line()
    page.line("  " + words("end.console_address") + words("list.colon") + hub.url + "/console/")
    rows = []
    for name, role in PERSONS.items():
        added = hub.json("user", "add", name, "--role", role)
        rows.append([name, added["first_password"], words(f"role.{role}")])
    page.table([words(f"end.{key}") for key in ("log_in", "password", "role")], rows, "lll")


def end(story):
    page, words = story.page, story.words
    page.step("end")
    story.ended = True
    if story.once:
        story.hub.stop()
        page.paragraph(words("end.once_kept" if story.kept else "end.once", folder=story.folder))
        return
    page.paragraph(words("end.pages"))
    page.line()
    for office in (story.town_a, story.county):
        page.line("  " + story.name(office) + words("list.colon") + office.client.open_page())
    console(story)
    page.paragraph(words("end.stays"))
    page.line()
    page.line("  " + words("end.address") + words("list.colon") + story.hub.url)
    page.line("  " + words("end.folder") + words("list.colon") + str(story.folder))
    town, lang = story.town_a.client, ["--lang", words.lang]
    edit = town.command("edit", story.household, "phone=13800000003", *lang)
    tries = (
        ("end.try_status", [story.county.client.command("status", *lang)]),
        ("end.try_edit", [edit, town.command("sync", *lang)]),
        ("end.try_show", [town.command("show", story.household, "--history", *lang)]),
    )
    for key, commands in tries:
        page.line()
        page.line("  # " + words(key))
        for command in commands:
            page.line("  " + shlex.join(command))
    page.paragraph(words("end.stop_kept" if story.kept else "end.stop"))
