#include "tests/unit/client_sync/office_fixture.h"

#include <nlohmann/json.hpp>

#include "hub/api/enrolment.h"
#include "shared/crypto/enrol_ticket.h"
#include "shared/store/digest.h"

namespace minsync {
namespace {

constexpr std::int64_t kFarAway = 4'000'000'000'000;

std::uint64_t wall_ms() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

UnitId unit_of(const std::string& code) {
  return Divisions::built_in().find_code(code)->id;
}

template <typename T>
T checked(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().id);
  return std::move(result).value();
}

void checked(const Status& status) {
  EXPECT_TRUE(status) << (status ? "" : status.error().id);
}

std::unique_ptr<HubService> make_hub(const std::string& folder, const FormCatalogue& forms) {
  checked(PrivateKey::generate().write_pem(folder + "/hub.key"));
  checked(create_hub_store(folder, forms));
  auto store = checked(open_hub_store(folder, forms));
  checked(run_in_transaction(*store, [](HubStore& s) -> Status {
    MINSYNC_TRY(s.set_setting("device", Uuid::version7(1, random_bytes<10>()).text()));
    MINSYNC_TRY(s.set_setting("city", std::to_string(unit_of("330100").value)));
    return s.set_setting("name", "hub");
  }));
  return checked(HubService::open(folder, forms, ""));
}

}  // namespace

Result<HttpAnswer> BrokenLine::post(const std::string& path, const std::string&, std::string body, std::size_t) {
  const Fate fate = fate_();
  const auto lost = fail(FaultKind::unreachable, "network.unreachable", {"test", "cut"});
  if (fate == Fate::request_lost) return lost;
  if (fate == Fate::busy) return HttpAnswer{503, "", 0};
  totals_.bytes_sent += body.size();
  const auto answer = hub_.answer({"POST", path, {}, {}, std::move(body)});
  if (fate == Fate::answer_lost) return lost;
  totals_.bytes_received += answer.body.size();
  return HttpAnswer{answer.status, answer.body, 0};
}

Office::Office(const std::string& folder, const std::unique_ptr<HubService>& hub, const FormCatalogue& forms,
               const std::string& code)
    : hub_(hub) {
  std::filesystem::create_directories(folder);
  const auto key = PrivateKey::generate();
  checked(key.write_pem(folder + "/device.key"));
  const auto ticket = checked(read_ticket(code));
  const std::string secret(ticket.secret.begin(), ticket.secret.end());
  const auto point = key.public_key().point();
  const nlohmann::json request = {{"secret", base64(secret)},
                                  {"public_key", base64(point)},
                                  {"signature", base64(key.sign(secret + point))},
                                  {"name", "office"}};
  const auto answer = nlohmann::json::parse(hub->answer({"POST", "/v1/enrol", {}, {}, request.dump()}).body);
  Enrolment enrolment;
  enrolment.device = DeviceId{*Uuid::parse(answer.at("device").get<std::string>())};
  enrolment.role = *parse_role(answer.at("role").get<std::string>());
  enrolment.unit = UnitId{answer.at("unit").get<std::uint32_t>()};
  enrolment.hub_key = checked(from_base64(answer.at("hub_key").get<std::string>()));
  checked(ClientStore::create(folder, forms, enrolment));
  store_ = checked(ClientStore::open(folder, forms));
}

template <typename Work>
auto Office::in_transaction(Work work) {
  auto transaction = checked(Transaction::begin(store_->database()));
  LocalEdits edits(*store_, wall_ms());
  auto result = work(edits);
  checked(transaction.commit());
  return result;
}

RecordId Office::create(const FieldValues& values) {
  return in_transaction(
      [&](LocalEdits& edits) { return checked(edits.create(form(), store_->enrolment().unit, values, "")); });
}

bool Office::edit(RecordId record, const FieldValues& values) {
  return in_transaction([&](LocalEdits& edits) { return checked(edits.change(form(), record, values, "")); });
}

void Office::remove(RecordId record) {
  in_transaction([&](LocalEdits& edits) {
    checked(edits.remove(form(), record, ""));
    return 0;
  });
}

Result<SyncReport> Office::sync(const std::function<Fate()>& fate) {
  const std::atomic<bool> cancel{false};
  BrokenLine line(*hub_, fate);
  SyncOptions options;
  options.attempts = 1;
  options.max_batch_bytes = 2000;
  options.batch_edits = 3;  // so that requests have several batches
  options.answer_bytes = 16 * 1024;
  return sync_now(*store_, line, options, cancel, {});
}

std::string Office::digest() {
  return hex(checked(digest_of(store_->records(), store_->forms(), [](const Form&, UnitId) { return true; })));
}

FieldValues Office::shown(RecordId record) {
  return checked(store_->records().load(form(), record)).value().shown;
}

bool Office::has(RecordId record) {
  return checked(store_->records().load(form(), record)).has_value();
}

std::vector<RecordId> Office::records() {
  std::vector<RecordId> ids;
  checked(store_->records().scan(form(), {}, [&](StoredRecord& record) -> Result<bool> {
    if (!record.deleted) ids.push_back(record.state.id);
    return true;
  }));
  return ids;
}

std::int64_t Office::waiting_to_send() {
  return checked(store_->count_outbox(OutboxState::pending));
}

OfficeTest::OfficeTest()
    : folder_(std::filesystem::temp_directory_path() / ("minsync-offices-" + hex(random_bytes<8>()))),
      forms_(checked(FormCatalogue::load())) {
  std::filesystem::create_directories(folder_ / "hub");
  hub_ = make_hub((folder_ / "hub").string(), forms_);
}

OfficeTest::~OfficeTest() {
  offices_.clear();
  hub_.reset();
  std::filesystem::remove_all(folder_);
}

std::unique_ptr<HubStore> OfficeTest::open_store() {
  return checked(open_hub_store((folder_ / "hub").string(), forms_));
}

Office& OfficeTest::office(const std::string& code, Role role, const FormCatalogue* own_forms) {
  auto store = open_store();
  std::string ticket;
  checked(run_in_transaction(*store, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(ticket, make_enrol_code(s, unit_of(code), role, {}, kFarAway, "127.0.0.1:1", Digest{}));
    return {};
  }));
  const auto folder = (folder_ / ("office" + std::to_string(offices_.size()))).string();
  offices_.push_back(std::make_unique<Office>(folder, hub_, own_forms == nullptr ? forms_ : *own_forms, ticket));
  return *offices_.back();
}

std::string OfficeTest::hub_digest(const std::string& code) {
  auto store = open_store();
  const UnitId unit = unit_of(code), city = unit_of("330100");
  return hex(checked(digest_of(store->records(), forms_, [&](const Form&, UnitId of) {
    return of == city || Divisions::built_in().is_within(of, unit);
  })));
}

}  // namespace minsync
