// A hub and offices in one process: the real stores, ingest, agent and codec; only the line between them is replaced,
// so that it can break where a test wants it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "client/store/client_store.h"
#include "client/store/local_edits.h"
#include "client/sync/sync_agent.h"
#include "hub/api/hub_service.h"

namespace minsync {

// What becomes of one request on its way.
enum class Fate { arrives, request_lost, answer_lost, busy };

class BrokenLine : public Transport {
 public:
  BrokenLine(HubService& hub, std::function<Fate()> fate) : hub_(hub), fate_(std::move(fate)) {}
  Result<HttpAnswer> post(const std::string& path, const std::string& content_type, std::string body,
                          std::size_t max_answer_bytes) override;
  TransferTotals totals() const override { return totals_; }

 private:
  HubService& hub_;
  std::function<Fate()> fate_;
  TransferTotals totals_;
};

class Office {
 public:
  Office(const std::string& folder, const std::unique_ptr<HubService>& hub, const FormCatalogue& forms,
         const std::string& code);

  RecordId create(const FieldValues& values);
  bool edit(RecordId record, const FieldValues& values);
  void remove(RecordId record);
  // Syncs until the agent says so; with one attempt a lost message ends it with a fault.
  Result<SyncReport> sync(const std::function<Fate()>& fate = [] { return Fate::arrives; });
  std::string digest();
  FieldValues shown(RecordId record);
  bool has(RecordId record);
  std::vector<RecordId> records();
  std::int64_t waiting_to_send();
  ClientStore& store() { return *store_; }

 private:
  const Form& form() const { return *store_->forms().find("dibao_household"); }
  template <typename Work>
  auto in_transaction(Work work);

  const std::unique_ptr<HubService>& hub_;
  std::unique_ptr<ClientStore> store_;
};

class OfficeTest : public ::testing::Test {
 protected:
  OfficeTest();
  ~OfficeTest() override;
  // With a catalogue of its own the office's program knows what it was told alone.
  Office& office(const std::string& code, Role role, const FormCatalogue* own_forms = nullptr);
  std::string hub_digest(const std::string& code);
  std::unique_ptr<HubStore> open_store();
  FieldNumber field(const std::string& name) const { return forms_.find("dibao_household")->field(name)->number; }

  std::filesystem::path folder_;
  FormCatalogue forms_;
  std::unique_ptr<HubService> hub_;
  std::vector<std::unique_ptr<Office>> offices_;
};

}  // namespace minsync
