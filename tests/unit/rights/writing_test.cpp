// The matrix of writing: office × org unit × form × kind of edit × way to the hub.
#include <algorithm>

#include "tests/unit/rights/rights_fixture.h"

namespace minsync {
namespace {

class WritingTest : public RightsTest, public ::testing::WithParamInterface<Carrier> {
 protected:
  struct Case {
    const Form* form;
    std::string unit;
    Edit edit;
  };

  // Records that were there before, by whoever may make them; nothing where nobody may.
  std::optional<RecordId> existing(const Form& form, const std::string& at) {
    if (at == oracle::kCity) {
      const bool bureau = std::ranges::find(form.write_roles, "city") != form.write_roles.end();
      return bureau ? std::optional(made_by_bureau(form)) : std::nullopt;
    }
    auto& owner = *actors_.at(at.substr(0, 6));
    if (oracle::writing(owner.office, form, at) != oracle::Verdict::merged) return std::nullopt;
    auto edit = creation(owner, form, at);
    made_[&owner][partition(at)].push_back(edit);
    return edit.record;
  }

  void add(Actor& by, const Form& form, const std::string& at) {
    cases_.push_back({&form, at, creation(by, form, at)});
    if (const auto record = existing(form, at)) cases_.push_back({&form, at, change(by, form, *record)});
    if (const auto record = existing(form, at)) {
      cases_.push_back({&form, at, {}});
      to_remove_.emplace_back(cases_.size() - 1, *record);
    }
  }

  void send_all(Actor& by) {
    for (auto& [owner, partitions] : made_) {
      for (auto& [partition, edits] : partitions) send(*owner, partition, edits);
    }
    for (const auto& [index, record] : to_remove_) cases_[index].edit = removal(by, *cases_[index].form, record);
    std::map<PartitionId, std::vector<Edit>> batches;
    for (const auto& one : cases_) batches[partition(one.unit)].push_back(one.edit);
    for (auto& [partition, edits] : batches) {
      std::ranges::sort(edits, {}, [](const Edit& edit) { return edit.id.sequence; });
      send(by, partition, edits, GetParam());
    }
  }

  void expect_as_told(const Actor& by) {
    for (const auto& one : cases_) {
      const auto expected = oracle::writing(by.office, *one.form, one.unit);
      EXPECT_EQ(to_text(verdict(one.edit)), to_text(expected))
          << by.name << ", " << one.form->name << ", " << one.unit << ", kind " << static_cast<int>(one.edit.kind)
          << ", " << reason(one.edit);
      const auto record = stored(*one.form, one.edit.record);
      const bool changed = one.edit.kind == EditKind::create   ? record.has_value()
                           : one.edit.kind == EditKind::remove ? record->deleted
                                                               : record->state.version != record->state.birth;
      EXPECT_EQ(changed, expected == oracle::Verdict::merged) << by.name << ", " << one.form->name << ", " << one.unit;
    }
  }

  std::map<Actor*, std::map<PartitionId, std::vector<Edit>>> made_;
  std::vector<Case> cases_;
  std::vector<std::pair<std::size_t, RecordId>> to_remove_;
};

TEST_P(WritingTest, EachOfficeWritesWhatIsItsOwnAndNothingElse) {
  enrolled("330106", {"330106000000", Role::county, {}});
  enrolled("330110", {"330110000000", Role::county, {}});
  std::size_t tried = 0;
  for (const auto& [name, office] : every_office()) {
    auto& by = enrolled(name, office);
    const bool carried = GetParam() != Carrier::relay || office.role == Role::township;
    if (!carried) continue;
    relay_ = actors_.at(office.code.substr(0, 6)).get();
    for (const auto* form : forms_.forms()) {
      for (const auto& at : kUnits) add(by, *form, at);
    }
    send_all(by);
    expect_as_told(by);
    tried += cases_.size();
    cases_.clear();
    to_remove_.clear();
    made_.clear();
  }
  EXPECT_GT(tried, 500U);
}

TEST_P(WritingTest, ARecordCannotBePutIntoAnotherPartitionNorMovedByAnOffice) {
  auto& by = enrolled("township", {"330106002000", Role::township, {}});
  relay_ = &enrolled("relay", {"330106000000", Role::county, {}});
  const auto& household = form("dibao_household");
  auto astray = creation(by, household, "330106002000");
  send(by, partition("330110005000"), {astray}, GetParam());
  EXPECT_EQ(verdict(astray), oracle::Verdict::refused);
  auto own = creation(by, household, "330106002000");
  send(by, partition("330106002000"), {own}, GetParam());
  ASSERT_EQ(verdict(own), oracle::Verdict::merged);
  auto move = start(by, EditKind::move, household, own.record);
  move.unit = unit("330106004000");
  send(by, partition("330106002000"), {move}, GetParam());
  EXPECT_EQ(verdict(move), oracle::Verdict::refused);
  EXPECT_EQ(stored(household, own.record)->state.unit, unit("330106002000"));
}

INSTANTIATE_TEST_SUITE_P(Every, WritingTest, ::testing::Values(Carrier::line, Carrier::stick, Carrier::relay),
                         [](const auto& tested) {
                           return tested.param == Carrier::line    ? "Line"
                                  : tested.param == Carrier::stick ? "Stick"
                                                                   : "Relay";
                         });

}  // namespace
}  // namespace minsync
