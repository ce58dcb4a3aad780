"""What `--rows` names. Each measures several rows of the table, side by side."""

import rows_both
import rows_carry
import rows_hub
import rows_line
import rows_micro
import rows_office
import rows_postgres


class Scenario:
    """`once`: sides whose figure is the same each time. `long`: fewer runs."""

    def __init__(self, sides, once=(), long=False):
        self.sides, self.once, self.long = sides, once, long


ALL = {
    "carry": Scenario({**rows_carry.SIDES, **rows_carry.ONCE}, once=rows_carry.ONCE),
    "creates": Scenario(rows_hub.CREATES_SIDES),
    "postgres": Scenario(rows_postgres.SIDES),
    "office": Scenario(rows_office.LARGE_SIDES, long=True),
    "disk": Scenario(rows_office.DISK_SIDES, once=rows_office.DISK_SIDES),
    "both": Scenario(rows_both.SIDES),
    "slow": Scenario(rows_line.SLOW_SIDES, long=True),
    "cut": Scenario(rows_line.CUT_SIDES, once={"pouchdb"}, long=True),
    "micro": Scenario(rows_micro.SIDES),
    "edits": Scenario(rows_hub.EDITS_SIDES, long=True),
    "large": Scenario(rows_hub.LARGE_SIDES, long=True),
    "at-once": Scenario(rows_hub.ONCE_SIDES, long=True),
}
