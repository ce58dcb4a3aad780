// A hub's store in a temporary folder, devices of two townships and their county, and edits made by hand.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "hub/ingest/committer.h"
#include "hub/ingest/ingest.h"

namespace minsync {

class HubTest : public ::testing::Test {
 protected:
  HubTest();
  ~HubTest() override;

  Device device(const std::string& code, Role role);
  FieldNumber field(const std::string& name) const { return form().field(name)->number; }
  GroupNumber group(const std::string& name) const { return form().group_of(field(name)).number; }
  const Form& form() const { return *forms_.find("dibao_household"); }

  // An edit by `device`, its next sequence; values by field name.
  Edit creation(const Device& device, const std::string& householder);
  Edit change(const Device& device, RecordId record, const std::string& field, FieldValue value, Base base = {});
  // What stands on an own edit that is not shown yet.
  static Base on_own(Base below, const Edit& own);
  IngestReport ingest(const Device& device, std::vector<Edit> edits, const std::vector<ReceiptRange>& evidence = {});
  std::optional<Receipt> receipt(const Edit& edit);
  StoredRecord record(RecordId id);

  std::filesystem::path folder_;
  FormCatalogue forms_;
  std::unique_ptr<HubStore> store_;
  IngestContext context_;
  PartitionId partition_;
  std::uint64_t next_sequence_ = 1;
};

}  // namespace minsync
