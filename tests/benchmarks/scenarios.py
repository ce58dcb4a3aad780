"""What `--rows` names. Each measures several rows of the table, side by side."""

import rows_carry


class Scenario:
    """`once`: sides whose figure is the same each time. `long`: fewer runs."""

    def __init__(self, sides, once=(), long=False):
        self.sides, self.once, self.long = sides, once, long


ALL = {
    "carry": Scenario({**rows_carry.SIDES, **rows_carry.ONCE}, once=rows_carry.ONCE),
}
