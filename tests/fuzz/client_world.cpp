#include "tests/fuzz/client_world.h"

#include "shared/divisions/divisions.h"
#include "sync_protocol/merge.h"
#include "tests/fuzz/household.h"

namespace minsync::fuzz {

ClientWorld& ClientWorld::get() {
  static ClientWorld world;
  return world;
}

ClientWorld::ClientWorld() : forms_(*FormCatalogue::load()) {
  Enrolment enrolment;
  enrolment.device = device_id(1);
  enrolment.unit = *Divisions::built_in().get_code("330106");
  enrolment.role = Role::county;
  const auto folder = folder_.path().string();
  MINSYNC_ASSERT(ClientStore::create(folder, forms_, enrolment));
  store_ = std::move(ClientStore::open(folder, forms_).value());
  MINSYNC_ASSERT(add_household());
}

Status ClientWorld::add_household() {
  const EditId id{device_id(1), Incarnation{1}, Sequence{1}};
  const auto edit = creation_of(household_form(), id, record_id(1), store_->enrolment().unit, household_fields());
  StoredRecord record;
  record.state.id = edit.record;
  record.state.unit = edit.unit;
  record.state.birth = Version{1};
  Origin origin;
  origin.edit = id;
  origin.version = Version{1};
  origin.stamp = edit.stamp;
  origin.rank = kRankCounty;
  merge_edit(household_form().groups, record.state, edit, origin);
  show_state(household_form(), record);
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_->database()));
  MINSYNC_TRY(store_->records().save(household_form(), record, true));
  return transaction.commit();
}

}  // namespace minsync::fuzz
