"""What was measured, as a table, as JSON, and as RESULTS.md."""

import statistics

UNITS = {"s": lambda x: f"{x:.3f} s" if x < 10 else f"{x:.1f} s", "bytes": lambda x: f"{x:,.0f} B",
         "MB": lambda x: f"{x:.1f} MB", "rate": lambda x: f"{x:,.0f}/s", "times": lambda x: f"{x:.2f}x",
         "": lambda x: f"{x:,.0f}"}


def medians(noted):
    return {name: statistics.median(values) for name, values in noted.items()}


def lines_of(rows, values):
    """Each row of the table as (title, ours, peers, reach, verdict)."""
    out = []
    for row in rows:
        def shown(name, unit=UNITS[row.unit]):
            return unit(values[name]) if name in values else "-"
        others = "; ".join(f"{row.name_of(name)} {shown(name)}{row.beside(values, name)}" for name in row.against)
        out.append((row.title, shown(f"minsync: {row.ours}"), others, row.reach, row.verdict(values)))
    return out


def as_table(rows, values):
    heads = ("measure", "ours", "against (times ours)", "reach", "")
    lines = [heads, *lines_of(rows, values)]
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(line, widths)), line[4]]) for line in lines)


def as_json(rows, noted, options, machine):
    values = medians(noted)
    heads = ("measure", "ours", "against", "reach", "verdict")
    return {"machine": machine, **options, "rows": [dict(zip(heads, line)) for line in lines_of(rows, values)],
            "medians": values, "runs_of_each": noted}


def as_markdown(rows, noted, options, machine):
    values = medians(noted)
    out = ["# What `./run bench` measured", "", f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, "
           f"{machine['memory_gb']} GB, Linux {machine['kernel']}, {machine['compiler']}, Node {machine['node']}; "
           f"load before: {machine['load_before']:.1f}. {options['count']:,} records where a row names no other number, "
           f"medians of {options['runs']} runs ({options['long_runs']} for the long rows).", "",
           "| measure | ours | against (times ours) | reach | |", "| --- | --- | --- | --- | --- |"]
    out += ["| " + " | ".join(line) + " |" for line in lines_of(rows, values)]
    out += ["", "## Every figure", "", "| measure | median | lowest | highest |", "| --- | --- | --- | --- |"]
    out += [f"| {name} | {values[name]:,.4g} | {min(all_):,.4g} | {max(all_):,.4g} |" for name, all_ in noted.items()]
    return "\n".join(out) + "\n"
