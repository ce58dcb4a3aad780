// A county office's store with one household, the same every time.
#pragma once

#include <memory>

#include "client/store/client_store.h"
#include "tests/fuzz/scratch_folder.h"

namespace minsync::fuzz {

class ClientWorld {
 public:
  static ClientWorld& get();

  ClientStore& store() { return *store_; }
  const ScratchFolder& folder() const { return folder_; }
  const Form& household_form() const { return *forms_.find("dibao_household"); }
  const Form& member_form() const { return *forms_.find("dibao_member"); }

 private:
  ClientWorld();
  Status add_household();

  ScratchFolder folder_;
  FormCatalogue forms_;
  std::unique_ptr<ClientStore> store_;
};

}  // namespace minsync::fuzz
