// A hub with offices of two counties and its bureau, and edits that no honest client would make: what each of them is
// worth is said by its receipt and by the record.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>

#include "hub/api/hub_service.h"
#include "tests/unit/rights/oracle.h"

namespace minsync {

struct Actor {
  std::string name;
  oracle::Office office;
  PrivateKey key;
  DeviceId device;
  std::uint64_t counter = 0, sequence = 0;
};

// How edits come to the hub.
enum class Carrier { line, stick, relay };

class RightsTest : public ::testing::Test {
 protected:
  RightsTest();
  ~RightsTest() override;

  std::string code(const oracle::Office& office, bool expired = false);
  HttpResponse enrol(const std::string& code, const PrivateKey& key, const Actor* former = nullptr,
                     bool with_proof = true);
  Actor& enrolled(const std::string& name, const oracle::Office& office);
  void revoke(const Actor& actor);

  UnitId unit(const std::string& code) const;
  PartitionId partition(const std::string& code) const;
  const Form& form(const std::string& name) const { return *forms_.find(name); }
  FieldValue value_for(const Field& field);
  GroupChange change_of(const Form& form, const GroupRule& rule);

  Edit start(Actor& by, EditKind kind, const Form& form, RecordId record);
  Edit creation(Actor& by, const Form& form, const std::string& unit);
  Edit change(Actor& by, const Form& form, RecordId record);
  Edit removal(Actor& by, const Form& form, RecordId record);
  Edit transition(Actor& by, const Form& form, RecordId record, const std::string& to);
  // With the author's own rights, or nobody's: by the bureau itself.
  RecordId made_by_bureau(const Form& form, const FieldValues& values = {});

  std::string signed_request(Actor& by, SyncRequest request);
  HttpResponse post(const std::string& path, std::string body);
  SyncAnswer answered(const HttpResponse& response);
  void send(Actor& by, PartitionId partition, std::vector<Edit> edits, Carrier carrier = Carrier::line);
  std::string bundle(Actor& by, PartitionId partition, std::vector<Edit> edits);
  // What the hub says of a relayed bundle's only part.
  RelayedAnswer relayed(Actor& relay, const std::string& bundle);

  oracle::Verdict verdict(const Edit& edit);
  std::string reason(const Edit& edit);
  std::optional<StoredRecord> stored(const Form& form, RecordId record);

  std::filesystem::path folder_;
  FormCatalogue forms_;
  std::unique_ptr<HubService> hub_;
  std::unique_ptr<HubStore> store_;
  std::map<std::string, std::unique_ptr<Actor>> actors_;
  Actor* relay_ = nullptr;  // for Carrier::relay
};

// Everywhere a record may stand: by relation to 北山街道 and 西湖区.
inline const std::vector<std::string> kUnits = {"330106002000", "330106002051", "330106004000",
                                                "330106000000", "330110005000", oracle::kCity};

std::vector<std::pair<std::string, oracle::Office>> every_office();

std::string to_text(oracle::Verdict verdict);

}  // namespace minsync
