"""What goes back or doubles: a client's folder copied or put back, the hub's folder put back. Real programs, real TLS."""

import shutil
import unittest

from harness import EndToEnd, TOWN_A


HOUSEHOLD = {
    "householder": "张三",
    "id_number": "11010519491231002X",
    "address": "西溪路 8 号",
    "category": "A",
}


def names(records):
    return sorted(record["fields"]["householder"] for record in records["records"])


class Recovery(EndToEnd):
    def at_hub(self):
        return names(self.hub.json("record", "list", "dibao_household", "--limit", "1000"))

    def entered(self, client, name):
        return client.new("dibao_household", **{**HOUSEHOLD, "householder": name})

    def put_back(self, saved):
        """As an administrator does with a backup of files: stop, put the folder back, start."""
        self.hub.stop()
        listen = self.hub.listen
        shutil.rmtree(self.hub.folder)
        shutil.copytree(saved, self.hub.folder)
        self.hub.listen = listen
        self.hub.start()

    def save_hub(self):
        self.hub.stop()
        saved = self.root / "saved"
        shutil.copytree(self.hub.folder, saved)
        self.hub.start()
        return saved

    def test_copy_of_a_clients_folder_all_edits_of_both_once_and_the_users_told(self):
        record = self.entered(self.town_a, "一")
        self.town_a.sync()
        self.entered(self.town_a, "二")
        shutil.copytree(self.town_a.folder, self.root / "copy")
        copy = self.client("copy")
        self.entered(self.town_a, "三")
        self.entered(copy, "四")
        self.town_a.edit(record, address="甲")
        copy.edit(record, worker="乙")
        told = []
        for _ in range(2):
            for client in (self.town_a, copy):
                done = client.run("sync", "--json", expect=None)
                self.assertIn(done.returncode, (0, 6), done.stderr.decode())
                told.append(b'"copied": true' in done.stdout)
        self.assertTrue(any(told), "the users are told")
        self.assertEqual(sorted(["一", "二", "三", "四"]), self.at_hub())
        self.sync_all(self.town_a, copy, self.county)
        self.assertEqual(self.town_a.digest(), copy.digest())
        self.assertEqual("甲", copy.field(record, "address"))
        self.assertEqual("乙", self.town_a.field(record, "worker"))

    def test_clients_folder_put_back_in_place(self):
        self.entered(self.town_a, "一")
        self.town_a.sync()
        saved = self.root / "old"
        shutil.copytree(self.town_a.folder, saved)
        self.entered(self.town_a, "二")
        self.town_a.sync()
        # Written over the files that are there: the machine cannot see that it went back.
        for file in self.town_a.folder.iterdir():
            if file.name.startswith("client.db"):
                file.unlink() if not (saved / file.name).exists() else file.write_bytes((saved / file.name).read_bytes())
        self.entered(self.town_a, "三")
        self.town_a.run("sync", expect=None)
        self.town_a.sync()
        self.assertEqual(sorted(["一", "二", "三"]), self.at_hub())
        self.assertEqual(sorted(["一", "二", "三"]), names(self.town_a.json("list", "dibao_household")))

    def test_hubs_folder_put_back_brings_all_receipted_edits_again_once(self):
        first = self.entered(self.town_a, "一")
        self.sync_all(self.town_a, self.town_b, self.county)
        saved = self.save_hub()
        second = self.entered(self.town_a, "二")
        self.town_a.edit(first, address="旧址", aid_items_given=3)
        self.sync_all(self.town_a, self.county)
        self.county.edit(second, worker="李四")
        self.county.edit(first, aid_items_given=5)
        self.sync_all(self.county, self.town_a)
        before = self.hub.json("record", "show", first, "--reveal")["fields"], self.hub.json("record", "show", second, "--reveal")["fields"]
        self.put_back(saved)
        self.assertEqual(["一"], self.at_hub())
        # What was seen before the loss and is changed after it, by the one who comes first.
        self.county.edit(second, address="新址")
        self.county.run("sync", expect=None)
        self.town_a.run("sync", expect=None)
        self.sync_all(self.county, self.town_a, self.town_b)
        self.assertEqual(["一", "二"], self.at_hub())
        self.assertEqual(before[0], self.hub.json("record", "show", first, "--reveal")["fields"])
        self.assertEqual({**before[1], "address": "新址"}, self.hub.json("record", "show", second, "--reveal")["fields"])
        self.assert_replicas_equal()
        self.assertEqual([], self.hub.json("conflict", "list")["conflicts"])

    def test_what_only_others_than_its_author_have_is_offered_to_them(self):
        first = self.entered(self.town_a, "一")
        self.sync_all(self.town_a, self.county)
        saved = self.save_hub()
        self.town_a.edit(first, address="新址", aid_items_given=3)
        second = self.entered(self.town_a, "二")
        self.town_a.edit(second, worker="李四")
        self.sync_all(self.town_a, self.county)
        self.put_back(saved)
        # Town A's computer is gone. What it had sent is left at the county alone.
        self.hub.run("device", "revoke", self.town_a.json("status")["device"])
        self.county.run("sync", expect=None)
        self.assertEqual(["一"], names(self.county.json("list", "dibao_household")))
        rescued = self.county.json("rescued", "list")["rescued"]
        self.assertEqual(len(rescued), self.county.json("status")["rescued"])
        by_field = {(one["record"], one["field"]): one for one in rescued}
        address = by_field[first, "address"]
        self.assertEqual(("新址", HOUSEHOLD["address"]), (address["value"], address["current"]))
        self.assertEqual((3, TOWN_A + "000"), (by_field[first, "aid_items_given"]["value"], address["org"]))
        self.assertEqual({"二", "李四"}, {by_field[second, field]["value"] for field in ("householder", "worker")})
        self.county.run("rescued", "take", address["id"], "--reason", "乡镇电脑报废")
        self.county.run("rescued", "take", by_field[second, "householder"]["id"], "--reason", "乡镇电脑报废")
        self.county.run("rescued", "dismiss", by_field[first, "aid_items_given"]["id"])
        self.assertEqual([], self.county.json("rescued", "list")["rescued"])
        self.sync_all(self.county)
        self.assertEqual("新址", self.hub.json("record", "show", first, "--reveal")["fields"]["address"])
        shown = self.hub.json("record", "show", second, "--reveal")["fields"]
        self.assertEqual(("二", "李四", "A"), (shown["householder"], shown["worker"], shown["category"]))
        self.county.run("rescued", "take", address["id"], expect=3)

    def test_what_its_author_sends_again_is_not_offered_any_more(self):
        first = self.entered(self.town_a, "一")
        self.sync_all(self.town_a, self.county)
        saved = self.save_hub()
        self.town_a.edit(first, address="新址")
        self.sync_all(self.town_a, self.county)
        self.put_back(saved)
        self.county.run("sync", expect=None)
        self.assertEqual(1, self.county.json("status")["rescued"])
        self.town_a.run("sync", expect=None)
        self.sync_all(self.town_a, self.county)
        self.assertEqual(0, self.county.json("status")["rescued"])
        self.assertEqual("新址", self.county.field(first, "address"))

    def test_hub_that_went_on_after_it_was_put_back(self):
        self.entered(self.town_a, "一")
        self.sync_all(self.town_a, self.county)
        saved = self.save_hub()
        self.entered(self.town_a, "二")
        self.entered(self.town_a, "三")
        self.sync_all(self.town_a, self.county)
        self.put_back(saved)
        # Town B does not know of the loss; its edits take the version numbers of those that were lost.
        self.entered(self.town_b, "四")
        self.town_b.sync()
        for client in (self.town_a, self.county, self.town_b) * 2:
            client.run("sync", expect=None)
        self.sync_all(self.town_a, self.county, self.town_b)
        self.assertEqual(sorted(["一", "二", "三", "四"]), self.at_hub())
        self.assert_replicas_equal()


if __name__ == "__main__":
    unittest.main()
