#!/usr/bin/env python3
"""Writes hangzhou-2016-counties-sample.yaml (示例数据).

The published source has city figures only. The county figures made here are invented; only their sums are real. The
rule, with whole numbers alone, so that every run writes the same file:

1. SHARE: an invented weight for each county, in thousandths of the city.
2. Targets: the city's target is shared out by SHARE with the largest remainder (ties: the lower code); each county gets
   at least 1, taken from the largest. "equal" indicators are shared out with equal weights.
3. Results of the year: where the city's result equals its target, every county reaches exactly its own. Otherwise the
   result is shared out by target × TILT, TILT = 80 + (county's place × 17 + indicator's place × 29) mod 41 hundredths,
   so that some counties are ahead and some behind.
4. Reports at quarter ends: the whole part of result × PACE, PACE = the indicator's city-wide pace in hundredths, moved
   by (county's place × 7 + quarter × 3) mod 9 − 4. The last report is the result itself.
5. Share of dibao persons: base population 7,223,750 (121,359 ÷ 1.68 %, no census figure) shared out by SHARE; persons
   shared out by base × (130 in the rural, 85 in the urban counties, + 4 × (county's place × 11 mod 7)); at the
   earlier quarter ends the persons of the year's end × 76, 84, 93 hundredths (1.2 % at the beginning of the year).

Without argument it writes the file beside it; with --check it fails if the file differs.
"""
import pathlib
import sys

COUNTIES = [  # code, name, share, rural
    ("330102", "上城区", 52, False),
    ("330103", "下城区", 58, False),
    ("330104", "江干区", 72, False),
    ("330105", "拱墅区", 64, False),
    ("330106", "西湖区", 96, False),
    ("330108", "滨江区", 36, False),
    ("330109", "萧山区", 168, False),
    ("330110", "余杭区", 136, False),
    ("330111", "富阳区", 88, True),
    ("330122", "桐庐县", 52, True),
    ("330127", "淳安县", 58, True),
    ("330182", "建德市", 62, True),
    ("330185", "临安市", 58, True),
]
QUARTERS = ["2016-03-31", "2016-06-30", "2016-09-30", "2016-12-31"]
INDICATORS = [  # key, weight, city's target, city's result, equal shares, pace at the first three quarter ends
    ("new_beds", 20, 5250, 5380, False, (12, 38, 70)),
    ("purchased_services", 20, 92000, 105000, False, (30, 55, 80)),
    ("care_centres_upgraded", 15, 50, 50, False, (10, 40, 75)),
    ("fire_retrofits", 15, 50, 50, False, (20, 60, 90)),
    ("army_support_points", 10, 13, 14, True, (0, 30, 70)),
]
DIBAO_WEIGHT, DIBAO_TARGET, DIBAO_PERSONS, DIBAO_BASE = 20, "1.5", 121359, 7223750
DIBAO_PACE = (76, 84, 93)


def share_out(total, weights):
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def at_least_one(parts):
    for i, part in enumerate(parts):
        if part == 0:
            parts[parts.index(max(parts))] -= 1
            parts[i] = 1
    return parts


def results(indicator, targets):
    place = INDICATORS.index(indicator)
    _, _, target, result, _, _ = indicator
    if target == result:
        return targets
    tilts = [80 + (i * 17 + place * 29) % 41 for i in range(len(targets))]
    return share_out(result, [t * tilt for t, tilt in zip(targets, tilts)])


def reports(result, pace, i):
    paces = [min(100, max(0, p + (i * 7 + q * 3) % 9 - 4)) for q, p in enumerate(pace)]
    return [result * p // 100 for p in paces] + [result]


def poverty(i):
    return (130 if COUNTIES[i][3] else 85) + 4 * (i * 11 % 7)


def line(i, target, kind, values, base=None):
    code, name, _, _ = COUNTIES[i]
    held = ", ".join(f"{day}: {value}" for day, value in zip(QUARTERS, values))
    middle = f", base: {base}" if base else ""
    return f"      {code}: {{name: {name}, target: {target}{middle}, {kind}: {{{held}}}}}"


def block(key, weight):
    return ["", f"  - indicator: {key}", f"    weight: {weight}", "    sample: true  # 示例数据", "    counties:"]


def book():
    out = [HEAD, "counties:  # 2016年的区、县(市)"]
    out += [f"  {code}: {name}" for code, name, _, _ in COUNTIES]
    out += ["", "allotments:"]
    shares = [share for _, _, share, _ in COUNTIES]
    for indicator in INDICATORS:
        key, weight, target, _, equal, pace = indicator
        targets = at_least_one(share_out(target, [1] * len(shares) if equal else shares))
        done = results(indicator, targets)
        out += block(key, weight)
        out += [line(i, targets[i], "results", reports(done[i], pace, i)) for i in range(len(shares))]
    bases = share_out(DIBAO_BASE, shares)
    persons = share_out(DIBAO_PERSONS, [b * poverty(i) for i, b in enumerate(bases)])
    out += block("dibao_share", DIBAO_WEIGHT)
    for i, count in enumerate(persons):
        parts = [count * p // 100 for p in DIBAO_PACE] + [count]
        out.append(line(i, DIBAO_TARGET, "parts", parts, bases[i]))
    return "\n".join(out).replace("allotments:\n\n", "allotments:\n") + "\n"


HEAD = """\
# 示例数据!示例数据!示例数据!
# 各区、县(市)的分解目标和完成数是按规则编造的,不是任何机关公布的数字;只有全市合计是真实的。
# 规则和生成程序:make_counties_sample.py(不要直接改本文件)。
# results 是自1月1日起的累计数,parts 是低保人数(占 base 的百分比由程序计算)。权重和计分规则也是示例。
book: hangzhou-2016-counties-sample
extends: hangzhou-2016
title: 2016年度杭州市民政局绩效考核目标:区、县(市)分解(示例数据)
sample: true
notice: 示例数据:原文没有区、县(市)数字,以下分解目标、完成数、权重和排名均按规则编造,只有全市合计是真实的。
scoring:
  maximum: 100
  bonus: 5            # 完成率超过100%的加分,全部指标合计最多5分
  bonus_full_at: 120  # 完成率到120%时拿满该指标的加分
  deduction: 1        # 到期未报,每个指标扣1分
"""


def main():
    path = pathlib.Path(__file__).with_name("hangzhou-2016-counties-sample.yaml")
    if "--check" in sys.argv:
        sys.exit(0 if path.read_text(encoding="utf-8") == book() else f"{path.name} differs from what the rule makes")
    path.write_text(book(), encoding="utf-8")


if __name__ == "__main__":
    main()
