// The definitions that the bureau decides on, one after the other. Each is the built-in one, or a form of the bureau's
// own, with all changes up to then: fields added, relabelled, retired, a constraint tightened, a policy exchanged,
// other states that close a record. The oracle reads from here by which policy an edit was made.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "shared/forms/form.h"
#include "tests/generator/dice.h"

namespace minsync::simulation {

inline constexpr const char* kHousehold = "dibao_household";
inline constexpr const char* kEvent = "disaster_event";
inline constexpr const char* kVisit = "home_visit";  // a form that no program is built with

struct Edition {
  std::string form, yaml, what;
  std::uint32_t version = 0;
};

class FormEditions {
 public:
  FormEditions();

  const std::vector<Edition>& all() const { return all_; }
  // The next one, after everything decided before.
  const Edition& decide(Dice& dice);
  // By which edits made with this version replace what they cover.
  MergePolicy policy_in(const std::string& form, std::uint32_t version, GroupNumber group) const;

 private:
  struct Exchanged {
    std::string before, after;  // of the policy's word, in the built-in text
    bool review = false;
    std::vector<std::pair<std::uint32_t, bool>> until;  // versions up to it, by review or not
  };
  struct Draft {
    std::uint32_t version = 0;
    std::vector<int> added;  // kinds
  };

  std::string change_household(Dice& dice);
  std::string household_text() const;
  std::string visit_text() const;
  void exchange(Exchanged& one) const;

  Draft household_{1, {}}, visit_{0, {}};
  bool retired_ = false, tightened_ = false;
  int relabelled_ = 0, holds_ = 0;
  std::vector<Exchanged> exchanged_;
  std::vector<Edition> all_;
  std::map<std::pair<std::string, std::uint32_t>, std::unique_ptr<Form>> read_;
};

}  // namespace minsync::simulation
