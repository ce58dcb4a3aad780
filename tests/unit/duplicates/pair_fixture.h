// Two households of two townships in two counties that may be one, with members, on a real hub store.
#pragma once

#include <algorithm>

#include "hub/duplicates/candidates.h"
#include "hub/duplicates/joining.h"
#include "hub/duplicates/parting.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::duplicates_test {

using review_test::Author;
using review_test::kNowMs;
using review_test::uuid;

inline FieldValue text(const std::string& value) {
  return value;
}

class PairTest : public review_test::HubTest {
 protected:
  void SetUp() override {
    review_test::HubTest::SetUp();
    far_county_ = Divisions::built_in().get_code("330122").value();
    far_township_ = Divisions::built_in().children(far_county_).front()->id;
    far_ = enrol(3, far_township_, Role::township);
  }

  const Form& household() const { return form("dibao_household"); }
  const Form& member() const { return form("dibao_member"); }
  RecordId kept() const { return RecordId{uuid(100)}; }
  RecordId merged() const { return RecordId{uuid(101)}; }

  // A new record of the author's own office.
  Edit create(Author& author, const Form& form, RecordId id, const std::map<std::string, FieldValue>& values) {
    Edit edit = start(author, form, id);
    edit.kind = EditKind::create;
    edit.unit = author.device.unit;
    for (const auto& [name, value] : values) {
      edit.changes.push_back({group(form, name.c_str()), {}, {value}, {}, {}});
    }
    std::ranges::sort(edit.changes, {}, &GroupChange::group);
    return edit;
  }
  // One that saw the record as it stood at `seen`.
  Edit change(Author& author, const Form& form, RecordId id, const char* field, FieldValue value, Version seen,
              std::vector<FieldValue> displayed = {}) {
    Edit edit = start(author, form, id);
    edit.seen = seen;
    edit.changes.push_back({group(form, field), Base{seen, {}}, {std::move(value)}, std::move(displayed), {}});
    return edit;
  }
  // Of whichever county the author is in. Refused ones fail the test.
  void arrive(const Author& author, std::vector<Edit> edits) {
    const auto where = partition_of(Divisions::built_in(), author.device.unit);
    const Batch batch{author.device.id, Incarnation{1}, where, std::move(edits)};
    write([&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(const auto report,
                     ingest_batch(s, context(), author.device, batch, encode_batch(batch) + std::string(64, 's')));
      EXPECT_EQ(report.refused, 0u);
      return {};
    });
  }

  std::optional<StoredRecord> load(const Form& form, RecordId id) { return store_->records().load(form, id).value(); }
  StoredRecord record(RecordId id) { return load(household(), id).value(); }
  FieldValue value(const Form& form, RecordId id, const char* field) {
    const auto found = load(form, id).value();
    const auto at = found.shown.find(form.field(field)->number);
    return at == found.shown.end() ? FieldValue{} : at->second;
  }

  // The same person entered in both counties.
  void enter_twice() {
    arrive(a_, {create(a_, household(), kept(),
                       {{"householder", text("张三")},
                        {"id_number", text("330106195203071236")},
                        {"address", text("西湖路一号")}})});
    arrive(far_, {create(far_, household(), merged(),
                         {{"householder", text("张三")},
                          {"id_number", text("330106195203071236")},
                          {"address", text("富春路二号")},
                          {"phone", text("13800000000")}})});
  }

  Result<Decision> merge(std::vector<std::string> take = {}, std::vector<std::string> leave = {}) {
    Result<Decision> decision = Decision{};
    const MergeWanted wanted{kept(), merged(), std::move(take), std::move(leave), "同一人", "shenhe"};
    const auto status = run_in_transaction(*store_, [&](HubStore& s) -> Status {
      decision = merge_records(s, context(), *identity_, wanted);
      return decision ? Status{} : fail(decision.error());
    });
    if (!status) return fail(status.error());
    return decision;
  }
  Result<Parted> split() {
    Result<Parted> parted = Parted{};
    const auto status = run_in_transaction(*store_, [&](HubStore& s) -> Status {
      parted = split_records(s, context(), *identity_, decision_id(kept(), merged()), "并非同一人", "shenhe");
      return parted ? Status{} : fail(parted.error());
    });
    if (!status) return fail(status.error());
    return parted;
  }
  Status dismiss(bool dismissed) {
    return run_in_transaction(*store_, [&](HubStore& s) -> Status {
      MINSYNC_TRY(dismiss_pair(s, context(), *identity_, {kept(), merged(), dismissed, "同名不同人", "shenhe"}));
      return {};
    });
  }

  DuplicateIndex followed() {
    auto index = DuplicateIndex::open(folder_.string()).value();
    for (;;) {
      if (index.follow(*store_, forms_, 3).value().behind == 0) return index;
    }
  }
  std::vector<Candidate> candidates(CandidatesWanted wanted = {}) {
    auto index = followed();
    return read_candidates(*store_, index, forms_, Divisions::built_in(), wanted).value().candidates;
  }

  UnitId far_county_, far_township_;
  Author far_;

 private:
  Edit start(Author& author, const Form& form, RecordId id) {
    Edit edit;
    edit.id = {author.device.id, Incarnation{1}, Sequence{++author.sequence}};
    edit.record = id;
    edit.form = form.name;
    edit.form_version = form.version;
    edit.stamp = stamp_of_ms(static_cast<std::uint64_t>(kNowMs) - 10'000 + ++ticks_);
    return edit;
  }
};

}  // namespace minsync::duplicates_test
