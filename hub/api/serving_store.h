// The hub's store while it serves, as the exchange and the console share it: one writer, several readers.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "hub/ingest/committer.h"
#include "hub/ingest/own_edits.h"

namespace minsync {

// Any thread.
class ServingStore {
 public:
  // `forms` must outlive it.
  static Result<std::unique_ptr<ServingStore>> open(const std::string& folder, const FormCatalogue& forms);

  const std::string& folder() const { return folder_; }
  const FormCatalogue& forms() const { return forms_; }
  const HubIdentity& identity() const { return identity_; }
  Committer& committer() { return *committer_; }
  // For the transaction that `store` is in.
  Result<IngestContext> context(HubStore& store) const;

  // A reader's connection, taken from and put back to the idle ones.
  Result<std::unique_ptr<HubStore>> take_reader();
  void put_reader(std::unique_ptr<HubStore> reader);

 private:
  ServingStore(std::string folder, const FormCatalogue& forms, HubIdentity identity)
      : folder_(std::move(folder)), forms_(forms), identity_(std::move(identity)) {}

  std::string folder_;
  const FormCatalogue& forms_;
  HubIdentity identity_;
  std::string tag_key_;
  std::unique_ptr<Committer> committer_;
  std::mutex mutex_;  // guards readers_
  std::vector<std::unique_ptr<HubStore>> readers_;
};

}  // namespace minsync
