#include "tests/unit/ingest/hub_fixture.h"

#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;

UnitId unit_of(const std::string& code) {
  const UnitSpan* unit = Divisions::built_in().find_code(code);
  MINSYNC_ASSERT(unit != nullptr);
  return unit->id;
}

}  // namespace

HubTest::HubTest()
    : folder_(std::filesystem::temp_directory_path() / ("minsync-hub-" + hex(random_bytes<8>()))),
      forms_(*FormCatalogue::load()),
      context_{forms_, Divisions::built_in(), kNow, "tag key"},
      partition_{unit_of("330106").value} {
  std::filesystem::create_directories(folder_);
  EXPECT_TRUE(create_hub_store(folder_.string(), forms_));
  store_ = *open_hub_store(folder_.string(), forms_);
}

HubTest::~HubTest() {
  store_.reset();
  std::filesystem::remove_all(folder_);
}

Device HubTest::device(const std::string& code, Role role) {
  Device made;
  made.id = DeviceId{Uuid::version7(1, random_bytes<10>())};
  made.unit = unit_of(code);
  made.role = role;
  EXPECT_TRUE(store_->add_device(made));
  return made;
}

Edit HubTest::creation(const Device& device, const std::string& householder) {
  Edit edit;
  edit.id = {device.id, Incarnation{1}, Sequence{next_sequence_++}};
  edit.kind = EditKind::create;
  edit.record = RecordId{Uuid::version7(2, random_bytes<10>())};
  edit.form = form().name;
  edit.unit = device.unit;
  edit.stamp = Stamp{stamp_of_ms(kNow).value + edit.id.sequence.value};
  edit.changes = {{group("householder"), {}, {FieldValue(householder)}, {}, {}},
                  {group("status"), {}, {FieldValue(std::string("draft"))}, {}, {}}};
  return edit;
}

Edit HubTest::change(const Device& device, RecordId record, const std::string& name, FieldValue value, Base base) {
  Edit edit;
  edit.id = {device.id, Incarnation{1}, Sequence{next_sequence_++}};
  edit.record = record;
  edit.form = form().name;
  edit.stamp = Stamp{stamp_of_ms(kNow).value + edit.id.sequence.value};
  edit.seen = base.version;
  edit.changes = {{group(name), std::move(base), {std::move(value)}, {}, {}}};
  return edit;
}

Base HubTest::on_own(Base below, const Edit& own) {
  const bool touching = !below.own.empty() && below.own.back().incarnation == own.id.incarnation &&
                        below.own.back().last.value + 1 == own.id.sequence.value;
  if (touching) below.own.back().last = own.id.sequence;
  if (!touching) below.own.push_back({own.id.incarnation, own.id.sequence, own.id.sequence});
  below.own_digest = edit_digest(own);
  return below;
}

IngestReport HubTest::ingest(const Device& device, std::vector<Edit> edits, const std::vector<ReceiptRange>& evidence) {
  const Sender sender{edits.front().id.incarnation, evidence};
  const Batch batch{device.id, edits.front().id.incarnation, partition_, std::move(edits)};
  IngestReport report;
  EXPECT_TRUE(run_in_transaction(*store_, [&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(report, ingest_batch(store, context_, device, batch,
                                        encode_batch(batch) + std::string(kSignatureSize, 's'), sender));
    return {};
  }));
  return report;
}

std::optional<Receipt> HubTest::receipt(const Edit& edit) {
  return *store_->receipt(edit.id, edit_digest(edit));
}

StoredRecord HubTest::record(RecordId id) {
  return store_->records().load(form(), id).value().value();
}

}  // namespace minsync
