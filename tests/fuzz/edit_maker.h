// Edits made from an input's choices: mostly what clients make, now and then what only a wrong or hostile one does, but
// always within what the codec can write.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <map>

#include "shared/forms/form.h"
#include "sync_protocol/edit.h"
#include "sync_protocol/record.h"

namespace minsync::fuzz {

class EditMaker {
 public:
  // `own`: the digests of the edits that devices have made.
  EditMaker(FuzzedDataProvider& input, Version newest, const std::map<EditId, EditDigest>& own)
      : input_(input), newest_(newest), own_(own) {}

  // `state`: the record as it stands, if it does.
  Edit make(const Form& form, const EditId& id, RecordId record, UnitId unit, const RecordState* state);

 private:
  bool one_in(unsigned n) { return input_.ConsumeIntegralInRange<unsigned>(0, n - 1) == n - 1; }
  Version version();
  Base base(const EditId& id);
  std::int64_t number();
  std::string text();
  FieldValue value(const Field& field);
  FieldValue any_value();
  std::vector<FieldValue> values(const Form& form, const GroupRule& rule);
  void step_on(const Form& form, GroupChange& change, const GroupState* state);
  GroupChange change(const Form& form, const GroupRule& rule, const EditId& id, const GroupState* state);

  FuzzedDataProvider& input_;
  Version newest_;
  const std::map<EditId, EditDigest>& own_;
};

}  // namespace minsync::fuzz
