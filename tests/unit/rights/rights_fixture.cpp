#include "tests/unit/rights/rights_fixture.h"

#include <nlohmann/json.hpp>

#include "hub/api/bundle_in.h"
#include "hub/api/enrolment.h"
#include "shared/crypto/edit_digest.h"
#include "shared/crypto/enrol_ticket.h"
#include "shared/forms/file_reference.h"
#include "shared/time/wall_clock.h"
#include "sync_protocol/codec/bundle.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

constexpr std::int64_t kFarAway = 4'000'000'000'000;

template <typename T>
T sure(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().id);
  return std::move(result).value();
}

void sure(const Status& status) {
  EXPECT_TRUE(status) << (status ? "" : status.error().id);
}

std::unique_ptr<HubService> make_hub(const std::string& folder, const FormCatalogue& forms) {
  sure(PrivateKey::generate().write_pem(folder + "/hub.key"));
  sure(create_hub_store(folder, forms));
  auto store = sure(open_hub_store(folder, forms));
  sure(run_in_transaction(*store, [](HubStore& s) -> Status {
    MINSYNC_TRY(s.set_setting("device", Uuid::version7(1, random_bytes<10>()).text()));
    MINSYNC_TRY(s.set_setting("city", std::to_string(Divisions::built_in().find_code(oracle::kCity)->id.value)));
    return s.set_setting("name", "hub");
  }));
  return sure(HubService::open(folder, forms, ""));
}

}  // namespace

std::vector<std::pair<std::string, oracle::Office>> every_office() {
  return {{"township", {"330106002000", Role::township, {}}},
          {"sibling", {"330106004000", Role::township, {}}},
          {"county", {"330106000000", Role::county, {}}},
          {"other county", {"330110000000", Role::county, {}}},
          {"other county's township", {"330110005000", Role::township, {}}},
          {"township of one form", {"330106002000", Role::township, {"elderly_institution"}}},
          {"county of one form", {"330106000000", Role::county, {"dibao_household"}}}};
}

std::string to_text(oracle::Verdict verdict) {
  return verdict == oracle::Verdict::merged ? "merged" : verdict == oracle::Verdict::held ? "held" : "refused";
}

RightsTest::RightsTest()
    : folder_(std::filesystem::temp_directory_path() / ("minsync-rights-" + hex(random_bytes<8>()))),
      forms_(sure(FormCatalogue::load())) {
  std::filesystem::create_directories(folder_);
  hub_ = make_hub(folder_.string(), forms_);
  store_ = sure(open_hub_store(folder_.string(), forms_));
}

RightsTest::~RightsTest() {
  store_.reset();
  hub_.reset();
  std::filesystem::remove_all(folder_);
}

UnitId RightsTest::unit(const std::string& code) const {
  return Divisions::built_in().find_code(code)->id;
}

PartitionId RightsTest::partition(const std::string& code) const {
  return partition_of(Divisions::built_in(), unit(code));
}

std::string RightsTest::code(const oracle::Office& office, bool expired) {
  std::string made;
  sure(run_in_transaction(*store_, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(made, make_enrol_code(s, unit(office.code), office.role, office.forms, expired ? 1 : kFarAway,
                                         "127.0.0.1:1", Digest{}));
    return {};
  }));
  return made;
}

HttpResponse RightsTest::enrol(const std::string& code, const PrivateKey& key, const Actor* former, bool with_proof) {
  const auto ticket = sure(read_ticket(code));
  const std::string secret(ticket.secret.begin(), ticket.secret.end());
  const auto point = key.public_key().point();
  nlohmann::json request = {{"secret", base64(secret)},
                            {"public_key", base64(point)},
                            {"signature", base64(key.sign(secret + point))},
                            {"name", "office"}};
  if (former != nullptr) request["former"] = former->device.value.text();
  if (former != nullptr && with_proof) request["former_signature"] = base64(former->key.sign(secret + point));
  return post("/v1/enrol", request.dump());
}

Actor& RightsTest::enrolled(const std::string& name, const oracle::Office& office) {
  auto actor = std::make_unique<Actor>(Actor{name, office, PrivateKey::generate(), {}, 0, 0});
  const auto answer = nlohmann::json::parse(enrol(code(office), actor->key).body);
  actor->device = DeviceId{*Uuid::parse(answer.at("device").get<std::string>())};
  return *(actors_[name] = std::move(actor));
}

void RightsTest::revoke(const Actor& actor) {
  sure(run_in_transaction(*store_, [&](HubStore& s) { return s.revoke_device(actor.device); }));
}

FieldValue RightsTest::value_for(const Field& field) {
  switch (field.type) {
    case FieldType::text:
      return std::string("x");
    case FieldType::id_number:
      return std::string("11010519491231002X");
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      return std::int64_t{7};
    case FieldType::select_one:
      return field.options.front().name;
    case FieldType::select_multiple:
      return Options{field.options.front().name};
    case FieldType::reference:
      return RecordId{Uuid::version7(3, random_bytes<10>())};
    case FieldType::file:
      return Null{};
  }
  return Null{};
}

GroupChange RightsTest::change_of(const Form& form, const GroupRule& rule) {
  GroupChange change{rule.number, {}, {}, {}, {}};
  for (const auto number : rule.fields) change.values.push_back(value_for(*form.field(number)));
  return change;
}

Edit RightsTest::start(Actor& by, EditKind kind, const Form& form, RecordId record) {
  Edit edit;
  edit.id = {by.device, Incarnation{1}, Sequence{++by.sequence}};
  edit.kind = kind;
  edit.record = record;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.stamp = Stamp{stamp_of_ms(wall_clock_ms()).value + by.sequence};
  return edit;
}

Edit RightsTest::creation(Actor& by, const Form& form, const std::string& code) {
  auto edit = start(by, EditKind::create, form, RecordId{Uuid::version7(2, random_bytes<10>())});
  edit.unit = unit(code);
  for (const auto& rule : form.groups) {
    if (form.workflow && form.group_of(form.workflow->field).number == rule.number) {
      edit.changes.push_back({rule.number, {}, {FieldValue(form.workflow->initial)}, {}, {}});
      continue;
    }
    auto change = change_of(form, rule);
    if (!is_null(change.values.front())) edit.changes.push_back(std::move(change));
  }
  return edit;
}

Edit RightsTest::change(Actor& by, const Form& form, RecordId record) {
  auto edit = start(by, EditKind::change, form, record);
  for (const auto& rule : form.groups) {
    if (form.workflow && form.group_of(form.workflow->field).number == rule.number) continue;
    edit.changes.push_back(change_of(form, rule));
    if (!is_null(edit.changes.back().values.front())) return edit;
    edit.changes.pop_back();
  }
  return edit;
}

Edit RightsTest::removal(Actor& by, const Form& form, RecordId record) {
  auto edit = start(by, EditKind::remove, form, record);
  const auto known = stored(form, record);
  if (!known) return edit;
  edit.seen = known->state.version;
  for (const auto& group : known->state.groups)
    edit.changes.push_back({group.number, {group.version, {}, {}}, {}, {}, {}});
  return edit;
}

Edit RightsTest::transition(Actor& by, const Form& form, RecordId record, const std::string& to) {
  auto edit = start(by, EditKind::change, form, record);
  const auto known = stored(form, record).value();
  const auto group = form.group_of(form.workflow->field).number;
  edit.seen = known.state.version;
  edit.changes.push_back(
      {group, {known.state.group(group)->version, {}, {}}, {FieldValue(to)}, known.state.group(group)->shown, {}});
  return edit;
}

RecordId RightsTest::made_by_bureau(const Form& form, const FieldValues& values) {
  FieldValues all = values;
  for (const auto& field : form.fields) {
    if (values.empty()) all[field.number] = value_for(field);
  }
  RecordId record;
  sure(run_in_transaction(*store_, [&](HubStore& s) -> Status {
    const auto now = static_cast<std::int64_t>(wall_clock_ms());
    MINSYNC_ASSIGN(const auto hub, load_identity(folder_.string(), s));
    MINSYNC_ASSIGN(const auto tag_key, s.setting("tag_key"));
    auto edit = creation_of(form, all, hub, now);
    record = edit.record;
    return ingest_own(s, {forms_, Divisions::built_in(), now, tag_key}, hub, partition(oracle::kCity), {edit});
  }));
  return record;
}

HttpResponse RightsTest::post(const std::string& path, std::string body) {
  return hub_->answer({"POST", path, {}, {}, std::move(body)});
}

std::string RightsTest::signed_request(Actor& by, SyncRequest request) {
  request.device = by.device;
  request.incarnation = Incarnation{1};
  request.counter = ++by.counter;
  request.epoch = 1;
  request.clock_ms = wall_clock_ms();
  request.answer_bytes = 1u << 20;
  return sign_message(by.key, encode_request(request));
}

SyncAnswer RightsTest::answered(const HttpResponse& response) {
  EXPECT_EQ(response.status, 200) << response.body;
  return sure(decode_answer(std::string_view(response.body).substr(0, response.body.size() - kSignatureSize)));
}

std::string RightsTest::bundle(Actor& by, PartitionId partition, std::vector<Edit> edits) {
  BundleWriter writer;
  writer.add({sign_message(by.key, encode_batch({by.device, Incarnation{1}, partition, std::move(edits)})), {}});
  SyncRequest asking;
  asking.device = by.device;
  asking.incarnation = Incarnation{1};
  asking.counter = ++by.counter;
  asking.epoch = 1;
  return writer.finish(by.key, asking, BundleMark{by.counter});
}

RelayedAnswer RightsTest::relayed(Actor& relay, const std::string& file) {
  const auto open = sure(open_bundle(file));
  SyncRequest request;
  request.relayed = encode_relayed_part({open.signed_head, 0, open.parts.front()});
  return sure(decode_relayed_answer(answered(post("/v1/sync", signed_request(relay, request))).relayed));
}

void RightsTest::send(Actor& by, PartitionId partition, std::vector<Edit> edits, Carrier carrier) {
  if (edits.empty()) return;
  if (carrier == Carrier::line) {
    SyncRequest request;
    request.batches = {sign_message(by.key, encode_batch({by.device, Incarnation{1}, partition, std::move(edits)}))};
    answered(post("/v1/sync", signed_request(by, request)));
    return;
  }
  const auto file = bundle(by, partition, std::move(edits));
  if (carrier == Carrier::relay) {
    EXPECT_EQ(relayed(*relay_, file).reason, "");
    return;
  }
  const auto open = sure(open_bundle(file));
  sure(run_in_transaction(*store_, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto author, author_of(s, open.head));
    MINSYNC_ASSIGN(const auto tag_key, s.setting("tag_key"));
    const IngestContext context{forms_, Divisions::built_in(), static_cast<std::int64_t>(wall_clock_ms()), tag_key};
    MINSYNC_TRY(take_bundle_part(s, context, author, open.head, open.parts.front()));
    return {};
  }));
}

oracle::Verdict RightsTest::verdict(const Edit& edit) {
  const auto receipt = sure(store_->receipt(edit.id, edit_digest(edit)));
  if (receipt && receipt->kind == ReceiptKind::refused) return oracle::Verdict::refused;
  if (receipt && receipt->kind == ReceiptKind::held) return oracle::Verdict::held;
  EXPECT_TRUE(!receipt || receipt->kind == ReceiptKind::merged);
  EXPECT_TRUE(sure(store_->received(edit.id))) << "it arrived";
  return oracle::Verdict::merged;
}

std::string RightsTest::reason(const Edit& edit) {
  const auto receipt = sure(store_->receipt(edit.id, edit_digest(edit)));
  return receipt ? receipt->reason + " " + receipt->field : "";
}

std::optional<StoredRecord> RightsTest::stored(const Form& form, RecordId record) {
  return sure(store_->records().load(form, record));
}

}  // namespace minsync
