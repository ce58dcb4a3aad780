// The matrix of a record's states: form with a workflow × state × role × field, and × step, delegated or not, seen or
// not. Records are in the offices' own area.
#include <algorithm>

#include "shared/store/delegations.h"
#include "tests/unit/rights/rights_fixture.h"

namespace minsync {
namespace {

class StatesTest : public RightsTest {
 protected:
  StatesTest() {
    for (const std::string at : {"330106002000", "330110005000"}) {
      towns_[at] = &enrolled("town " + at, {at, Role::township, {}});
      counties_[at] = &enrolled("county " + at, {at.substr(0, 6) + "000000", Role::county, {}});
      makers_[at] = {&enrolled("town maker " + at, {at, Role::township, {}}),
                     &enrolled("county maker " + at, {at.substr(0, 6) + "000000", Role::county, {}})};
    }
    const auto& delegation = form("delegation");
    for (const auto* form : forms_.forms()) {
      if (!form->workflow) continue;
      made_by_bureau(delegation, values_of(delegation, {{}, unit("330110"), form->name, 0, {}, "1"}));
    }
  }

  static bool delegated(const std::string& at) { return at.starts_with("330110"); }
  Actor& actor(const std::string& at, Role role) { return role == Role::township ? *towns_[at] : *counties_[at]; }

  // So many records in this state, by computers that take no part in the test.
  std::vector<RecordId> records_in(const Form& form, const std::string& at, const std::string& state,
                                   std::size_t count) {
    auto& [town, county] = makers_[at];
    std::vector<Edit> edits;
    std::vector<RecordId> records;
    for (std::size_t i = 0; i < count; ++i) {
      edits.push_back(creation(*town, form, at));
      records.push_back(edits.back().record);
    }
    send(*town, partition(at), edits);
    const auto way = oracle::way_to(form, state);
    for (std::size_t i = 1; i < way.size(); ++i) {
      const auto* step = form.workflow->find(way[i - 1], way[i]);
      auto& by = step->roles.front() == "township" ? *town : *county;
      edits.clear();
      for (const auto record : records) edits.push_back(transition(by, form, record, way[i]));
      send(by, partition(at), edits);
    }
    for (const auto record : records) EXPECT_EQ(state_of(form, record), state);
    return records;
  }

  std::string state_of(const Form& form, RecordId record) {
    return std::get<std::string>(stored(form, record)->shown.at(form.workflow->field));
  }

  std::map<std::string, Actor*> towns_, counties_;
  std::map<std::string, std::pair<Actor*, Actor*>> makers_;
};

TEST_F(StatesTest, EachFieldIsOpenHeldOrRefusedByStateAndRole) {
  std::size_t tried = 0;
  const std::string at = "330106002000";
  for (const auto* form : forms_.forms()) {
    if (!form->workflow) continue;
    const auto status = form->group_of(form->workflow->field).number;
    for (const auto& state : form->workflow->states) {
      for (const auto role : {Role::township, Role::county}) {
        auto& by = actor(at, role);
        const auto records = records_in(*form, at, state.name, 2);
        std::vector<std::pair<Edit, const Field*>> cases;
        for (const auto& rule : form->groups) {
          if (rule.number == status) continue;
          auto edit = start(by, EditKind::change, *form, records[0]);
          edit.changes.push_back(change_of(*form, rule));
          cases.emplace_back(std::move(edit), form->field(rule.fields.front()));
        }
        cases.emplace_back(removal(by, *form, records[1]), nullptr);
        std::vector<Edit> edits;
        for (const auto& [edit, field] : cases) edits.push_back(edit);
        send(by, partition(at), edits);
        for (const auto& [edit, field] : cases) {
          EXPECT_EQ(to_text(verdict(edit)), to_text(oracle::content(*form, field, state.name, role)))
              << form->name << ", " << state.name << ", " << role_name(role) << ", "
              << (field == nullptr ? "removal" : field->name) << ", " << reason(edit);
        }
        tried += cases.size();
      }
    }
  }
  EXPECT_GT(tried, 400U);
}

// A step is merged or refused at once, with all that it brings (MERGE.md, 19).
TEST_F(StatesTest, AStepTakesItsContentAlongOrIsRefusedForIt) {
  std::size_t tried = 0, refused = 0;
  const std::string at = "330106002000";
  for (const auto* form : forms_.forms()) {
    if (!form->workflow) continue;
    const auto status = form->group_of(form->workflow->field).number;
    const auto ruled = std::ranges::find_if(form->fields, [](const Field& field) { return !field.write.empty(); });
    const auto& free = form->fields.front();
    for (const auto& one : form->workflow->transitions) {
      for (const auto role : {Role::township, Role::county}) {
        std::vector<std::pair<Edit, const Field*>> cases;
        for (const auto* field : {&free, ruled == form->fields.end() ? &free : &*ruled}) {
          const auto record = records_in(*form, at, one.from, 1).front();
          auto edit = transition(actor(at, role), *form, record, one.to);
          edit.changes.push_back(change_of(*form, form->group_of(field->number)));
          ASSERT_NE(edit.changes.back().group, status);
          std::ranges::sort(edit.changes, {}, &GroupChange::group);
          cases.emplace_back(edit, field);
        }
        for (const auto& [edit, field] : cases) {
          send(actor(at, role), partition(at), {edit});
          const bool may = oracle::step(*form, one.from, one.to, role, false, true) == oracle::Verdict::merged &&
                           oracle::content(*form, field, one.from, role) != oracle::Verdict::refused;
          EXPECT_EQ(verdict(edit) == oracle::Verdict::merged, may)
              << one.from << " to " << one.to << ", " << role_name(role) << ", " << field->name << ", " << reason(edit);
          EXPECT_EQ(state_of(*form, edit.record), may ? one.to : one.from);
          ++tried;
          refused += may ? 0 : 1;
        }
      }
    }
  }
  EXPECT_GT(refused, 20U);
  EXPECT_GT(tried, 100U);
}

TEST_F(StatesTest, ANewRecordBeginsInTheFirstStateOrOneLegalStepBeyondIt) {
  const std::string at = "330106002000";
  for (const auto* form : forms_.forms()) {
    if (!form->workflow) continue;
    const auto status = form->group_of(form->workflow->field).number;
    for (const auto& state : form->workflow->states) {
      for (const auto role : {Role::township, Role::county}) {
        auto edit = creation(actor(at, role), *form, at);
        std::ranges::find(edit.changes, status, &GroupChange::group)->values = {FieldValue(state.name)};
        send(actor(at, role), partition(at), {edit});
        const auto& first = form->workflow->initial;
        const bool may =
            state.name == first || oracle::step(*form, first, state.name, role, false, true) == oracle::Verdict::merged;
        EXPECT_EQ(verdict(edit) == oracle::Verdict::merged, may) << state.name << ", " << role_name(role);
      }
    }
  }
}

TEST_F(StatesTest, EachStepIsForItsRolesAndADecisionForWhoHasSeenEverything) {
  std::size_t tried = 0;
  for (const auto* form : forms_.forms()) {
    if (!form->workflow) continue;
    for (const auto& [at, town] : towns_) {
      for (const auto& from : form->workflow->states) {
        struct Case {
          Edit edit;
          std::string to;
          Role role;
          bool seen;
        };
        std::vector<Case> cases;
        const auto targets = form->workflow->states.size() - 1;
        auto records = records_in(*form, at, from.name, targets * 4);
        for (const auto& to : form->workflow->states) {
          if (to.name == from.name) continue;
          for (const auto role : {Role::township, Role::county}) {
            for (const bool seen : {true, false}) {
              auto edit = transition(actor(at, role), *form, records.back(), to.name);
              if (!seen) edit.seen = Version{};
              cases.push_back({std::move(edit), to.name, role, seen});
              records.pop_back();
            }
          }
        }
        for (const auto role : {Role::township, Role::county}) {
          std::vector<Edit> edits;
          for (const auto& one : cases) {
            if (one.role == role) edits.push_back(one.edit);
          }
          send(actor(at, role), partition(at), edits);
        }
        for (const auto& one : cases) {
          const auto expected = oracle::step(*form, from.name, one.to, one.role, delegated(at), one.seen);
          EXPECT_EQ(to_text(verdict(one.edit)), to_text(expected))
              << form->name << ", " << from.name << " to " << one.to << ", " << role_name(one.role)
              << (one.seen ? ", seen, " : ", not seen, ") << at << ", " << reason(one.edit);
          EXPECT_EQ(state_of(*form, one.edit.record), expected == oracle::Verdict::merged ? one.to : from.name);
        }
        tried += cases.size();
      }
    }
  }
  EXPECT_GT(tried, 800U);
}

}  // namespace
}  // namespace minsync
