"""Copies of the client's data, and a hub that went back; part of self_test."""
import shutil
from uuid import UUID

from .apply import is_covered
from .fake_hub import DEVICE, OTHER, ClientTest, origin, told
from .model import (Answer, Base, Change, EditId, Group, Head, KeptRange, Origin, OwnRange, Range, Record,
                    Stamp)
from .store import now_ms


class CopiesAndRecovery(ClientTest):
    def test_a_spent_incarnation(self):
        self.client.new_record("dibao_household", {1: "a"})
        self.hub.prepared = [Answer(0, 1, now_ms(), 0, spent=True), Answer(0, 1, now_ms(), 0, [], [], [
            told(7, 0, [])], True, True)]
        self.client.sync()
        self.assertEqual(self.hub.counters, [1, 1, 1])
        self.assertTrue(self.client.store.copied)
        self.client.new_record("dibao_household", {1: "b"})
        self.client.sync()
        made = [edit.id for edits in self.hub.batches for edit in edits]
        self.assertEqual([(1, 1), (self.client.store.incarnation, 2)], [edit_id[1:] for edit_id in made])
        self.assertTrue(2 <= self.client.store.incarnation < 1 << 31)

    def test_a_copied_folder(self):
        record = self.client.new_record("dibao_household", {1: "a"})
        shutil.copytree(self.folder, self.folder.with_name("copy"))
        self.assertEqual(self.again().store.incarnation, 1)
        self.folder = self.folder.with_name("copy")
        copy = self.again()
        copy.change(record, {1: "b"})
        first, second = copy.store.pending
        self.assertNotEqual(second.edit.id.incarnation, 1)
        self.assertEqual(second.edit.changes[0].base, Base(0, (OwnRange(1, 1, 1),), first.digest))
        copy.sync()
        self.assertEqual([[e.id[1:] for e in edits] for edits in self.hub.batches], [[(1, 1)], [second.edit.id[1:]]])

    def test_a_hub_that_went_back(self):
        kept, lost = (self.client.new_record("dibao_household", {17: n}) for n in (1, 2))
        self.client.change(kept, {17: 3})
        self.hub.tag = 9
        self.client.sync()
        digests = [own.digest for own in self.client.store.edits]
        old = Record(kept, "dibao_household", 300, 1, 1, groups={17: Group(17, 1, [1], [
            Head(Origin(EditId(DEVICE, 1, 1), 1, Stamp(1, 0), 1), [1])])})
        self.hub.version = 2 << 48
        self.hub.prepared = [
            Answer(0, 2, now_ms(), 0, [], [], [told(7, 1, [], False, True, 1)],
                   kept=[KeptRange(1, 1, 1, 1, digests[0]), KeptRange(1, 3, 1, 2, digests[2])]),
            Answer(0, 2, now_ms(), 0, [], [], [told(7, 2, [old])])]
        self.client.round()
        self.assertEqual(self.client.shown_fields(kept), {17: 3, 21: "draft"})
        self.client.round()
        self.assertEqual([own.edit.id.sequence for own in self.client.store.pending], [2, 3])
        self.assertEqual(self.client.shown_fields(kept), {17: 3})
        self.assertEqual(self.client.shown_fields(lost), {17: 2, 21: "draft"})
        self.client.sync()
        self.assertEqual(self.hub.requests[-1].epoch, 2)
        self.assertEqual(self.hub.requests[-1].evidence, [Range(1, 2, 1, 2, tag=9), Range(1, 3, 1, 3, tag=9)])
        self.assertEqual(self.client.store.records[kept].groups[17].heads[-1].origin.former, 3)
        self.assertEqual(self.client.shown_fields(kept), {17: 3})
        self.assertEqual((self.client.store.pending, self.client.store.stale), ([], set()))

    def test_records_that_are_not_told_or_left(self):
        records = [Record(UUID(int=i), "dibao_household", 300, i, i, groups={1: Group(1, i, ["a"], [
            Head(origin(i, i), ["a"])])}) for i in range(1, 4)]
        left = Record(UUID(int=1), "dibao_household", 300, 5, 1, left=True)
        self.hub.prepared = [Answer(0, 1, now_ms(), 0, [], [], [told(7, 3, records)]),
                             Answer(0, 1, now_ms(), 0, [], [], [told(7, 5, [left])]),
                             Answer(0, 1, now_ms(), 0, [], [], [told(7, 1, [records[1]], False, True, 1)]),
                             Answer(0, 1, now_ms(), 0, [], [], [told(7, 5, [])])]
        for expected in ({1, 2, 3}, {2, 3}, {2, 3}, {2}):
            self.client.round()
            self.assertEqual({record.int for record in self.client.store.records}, expected)
            self.client = self.again()

    def test_what_a_base_covers(self):
        def covers(base, version, former=0, incarnation=1):
            head = Head(Origin(EditId(OTHER, incarnation, 4), version, Stamp(1, 0), 1, former), ["a"])
            return is_covered(head, Change(1, base), Origin(EditId(OTHER, 9, 9), 0, Stamp(2, 0), 1))
        lost, again = 1 << 48 | 7, 2 << 48 | 2
        self.assertTrue(covers(Base(lost), lost) and covers(Base(lost), again, lost) and covers(Base(again), lost))
        self.assertFalse(covers(Base(lost), again) or covers(Base(lost - 1), again, lost) or covers(Base(), again))
        self.assertTrue(covers(Base(0, (OwnRange(3, 2, 5),), 1), again, 0, 3))
        self.assertFalse(covers(Base(0, (OwnRange(3, 2, 5),), 1), again, 0, 2))
