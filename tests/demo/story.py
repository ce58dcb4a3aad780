"""The story: its places and steps."""

import collections

from processes import Client, Hub

CITY, COUNTY, TOWN_A, TOWN_B = "330100", "330106", "330106002", "330106004"
HOUSEHOLDS = 1000

# An office: key of its name in the words, code, role, its program.
Office = collections.namedtuple("Office", "key code role client")


class Story:
    """What the steps share. `once`: nothing stays up at the end; `kept`: the folder stays."""

    def __init__(self, page, folder, once, kept):
        self.page, self.words, self.folder = page, page.words, folder
        self.once, self.kept = once, kept
        lang = self.words.lang
        self.hub = Hub(folder / "hub", lang)
        self.county = self.office("county", COUNTY, "county")
        self.town_a = self.office("town_a", TOWN_A, "township")
        self.town_b = self.office("town_b", TOWN_B, "township")
        self.towns = (self.town_a, self.town_b)
        self.offices = (self.county, *self.towns)
        self.entered = {}  # form → records entered at both townships
        self.csv_bytes = {}  # office's key → bytes of the files it imported
        self.uploads = {}  # what was said of a sync, by what it was for
        self.household = None  # the record that two offices edit
        self.edits = {}  # office's key → what it entered there: field → value
        self.ended = False

    def office(self, key, code, role):
        return Office(key, code, role, Client(self.folder / key, self.words.lang))

    def name(self, office):
        return self.words(office.key)

    def sync(self, office):
        """With the program's own progress line."""
        self.page.passing(self.words("online.syncing", unit=self.name(office)))
        report = office.client.sync(live=True)
        self.page.passed()
        return report

    def sync_all(self, *offices):
        """Twice round, so that everybody has what the others sent."""
        for _ in range(2):
            for office in offices:
                office.client.sync()
