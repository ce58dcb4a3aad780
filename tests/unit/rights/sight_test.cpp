// The matrix of reading: what each office is told, which files it may send and get, and whose bundles a county brings.
#include <algorithm>
#include <set>

#include "shared/forms/file_reference.h"
#include "tests/unit/rights/rights_fixture.h"

namespace minsync {
namespace {

const std::string kBytes = "示例数据 of a scanned page";

class SightTest : public RightsTest {
 protected:
  struct Placed {
    const Form* form;
    std::string unit;
    RecordId record;
  };

  SightTest() {
    auto& near = enrolled("330106", {"330106000000", Role::county, {}});
    auto& far = enrolled("330110", {"330110000000", Role::county, {}});
    for (const auto* form : forms_.forms()) {
      for (const auto& at : kUnits) place(at.starts_with("330110") ? far : near, *form, at);
    }
    for (auto& [by, partitions] : made_) {
      for (auto& [partition, edits] : partitions) send(*by, partition, edits);
    }
  }

  void place(Actor& owner, const Form& form, const std::string& at) {
    if (at == oracle::kCity) {
      const bool bureau = std::ranges::find(form.write_roles, "city") != form.write_roles.end();
      if (bureau) placed_.push_back({&form, at, made_by_bureau(form)});
      return;
    }
    if (oracle::writing(owner.office, form, at) != oracle::Verdict::merged) return;
    auto edit = creation(owner, form, at);
    for (const auto& field : form.fields) {
      if (field.type != FieldType::file) continue;
      edit.changes.push_back({form.group_of(field.number).number, {}, {FieldValue(reference(edit.record))}, {}, {}});
    }
    std::ranges::sort(edit.changes, {}, &GroupChange::group);
    placed_.push_back({&form, at, edit.record});
    made_[&owner][partition(at)].push_back(std::move(edit));
  }

  // A file of its own for each record.
  static std::string bytes_for(RecordId record) { return kBytes + record.value.text(); }
  static std::string reference(RecordId record) {
    const auto bytes = bytes_for(record);
    return file_reference_text({sha256(bytes), bytes.size(), "scan.jpg"});
  }

  std::map<Actor*, std::map<PartitionId, std::vector<Edit>>> made_;
  std::vector<Placed> placed_;

  std::set<RecordId> told_to(Actor& by) {
    std::set<RecordId> told;
    SyncRequest request;
    for (bool complete = false; !complete;) {
      const auto answer = answered(post("/v1/sync", signed_request(by, request)));
      request.cursors.clear();
      complete = true;
      for (const auto& partition : answer.partitions) {
        request.cursors.push_back(partition.cursor);
        complete = complete && partition.complete;
        for (const auto& record : partition.records) told.insert(record.state.id);
      }
    }
    return told;
  }

  FileState ask(Actor& by, FileQuestion question, RecordId record) {
    const auto bytes = bytes_for(record);
    FileRequest request;
    request.device = by.device;
    request.incarnation = Incarnation{1};
    request.counter = ++by.counter;
    request.question = question;
    request.files = {{sha256(bytes), bytes.size(), record}};
    if (question == FileQuestion::put) request.bytes = bytes;
    request.limit = 1000;
    const auto response = post("/v1/file", sign_message(by.key, encode_file_request(request)));
    EXPECT_EQ(response.status, 200) << response.body;
    const auto answer =
        decode_file_answer(std::string_view(response.body).substr(0, response.body.size() - kSignatureSize));
    const bool given = answer && answer->bytes == bytes;
    EXPECT_EQ(given, question == FileQuestion::get && answer->files.front().standing == FileStanding::complete);
    return answer->files.front();
  }
};

TEST_F(SightTest, AnOfficeIsToldOfAllInItsScopeAndOfNothingElse) {
  EXPECT_GT(placed_.size(), 30U);
  for (const auto& [name, office] : every_office()) {
    const auto told = told_to(enrolled(name, office));
    for (const auto& one : placed_) {
      EXPECT_EQ(told.contains(one.record), oracle::sees(office, *one.form, one.unit))
          << name << ", " << one.form->name << ", " << one.unit;
    }
  }
}

TEST_F(SightTest, FilesAreOfRecordsThatAnOfficeSees) {
  std::size_t tried = 0;
  for (const auto question : {FileQuestion::have, FileQuestion::put, FileQuestion::get}) {
    for (const auto& [name, office] : every_office()) {
      auto& by = actors_.contains(name) ? *actors_.at(name) : enrolled(name, office);
      answered(post("/v1/sync", signed_request(by, {})));  // the hub knows this life of its data
      for (const auto& one : placed_) {
        const bool holds_files =
            std::ranges::any_of(one.form->fields, [](const Field& field) { return field.type == FieldType::file; });
        if (!holds_files || one.unit == oracle::kCity) continue;
        const auto standing = ask(by, question, one.record).standing;
        EXPECT_EQ(standing != FileStanding::unknown, oracle::sees(office, *one.form, one.unit))
            << name << ", " << one.form->name << ", " << one.unit << ", question " << static_cast<int>(question);
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 50U);
}

TEST_F(SightTest, ACountyBringsBundlesOfItsOwnTownshipsAndNobodyElse) {
  for (const auto& [author_name, author_office] : every_office()) {
    for (const auto& [relay_name, relay_office] : every_office()) {
      auto& author = enrolled("author", author_office);
      auto& relay = enrolled("relay", relay_office);
      const auto& form = *forms_.find(author_office.forms.empty() ? "dibao_household" : author_office.forms.front());
      auto edit = creation(author, form, author_office.code);
      const auto answer = relayed(relay, bundle(author, partition(author_office.code), {edit}));
      const bool expected = oracle::relays(relay_office, author_office);
      EXPECT_EQ(answer.reason.empty(), expected) << relay_name << " for " << author_name << ", " << answer.reason;
      EXPECT_EQ(stored(form, edit.record).has_value(), expected) << relay_name << " for " << author_name;
      EXPECT_EQ(!answer.reply.empty(), oracle::carries_back(relay_office, author_office))
          << relay_name << " for " << author_name << ": nothing is told to a stranger";
    }
  }
}

}  // namespace
}  // namespace minsync
