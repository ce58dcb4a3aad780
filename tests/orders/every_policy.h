// The catalogue with the form of these tests in it.
#pragma once

#include "shared/forms/form.h"

namespace minsync::orders {

class EveryPolicy {
 public:
  EveryPolicy();
  const FormCatalogue& catalogue() const { return catalogue_; }
  const Form& form() const { return *catalogue_.find("every_policy"); }

 private:
  FormCatalogue catalogue_;
};

}  // namespace minsync::orders
