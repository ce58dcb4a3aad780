// Forms that a bureau adds while offices are out, as records of the built-in form `form_definition`: the same on the
// hub and on clients, which read them by the ordinary way of records.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/store/record_tables.h"

namespace minsync {

inline constexpr std::string_view kFormDefinition = "form_definition";

// The values of the record that carries this definition. bad_input if the text is too long for a record. `carrier` is
// the form form_definition.
Result<FieldValues> definition_values(const Form& carrier, const Form& defined, std::string_view yaml);

struct FormDefinition {
  std::string name, yaml;
  std::int64_t version = 0;
};

struct LearnedForms {
  std::vector<FormDefinition> stored;  // what the records define, ascending by name and version
  std::vector<std::string> faults;     // forms whose definition this program cannot read; what is known of them stays
  // Differs if and only if the definitions do, or what this program knows: a newer one may read what this one could
  // not, or bring a form along.
  std::string mark;
};
// The catalogue learns what the stored records define, and what they did before (`former`), and the tables are made to
// fit. In a write transaction where tables may have to be changed.
Result<LearnedForms> learn_forms(RecordTables& records, const FormCatalogue& forms,
                                 const std::vector<FormDefinition>& former = {});

}  // namespace minsync
