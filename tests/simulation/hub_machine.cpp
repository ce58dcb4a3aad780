#include "tests/simulation/hub_machine.h"

#include "hub/api/bundle_in.h"
#include "hub/api/bundle_out.h"
#include "hub/api/epoch.h"
#include "hub/api/file_exchange.h"
#include "hub/api/watermark.h"
#include "hub/ingest/committer.h"
#include "hub/ingest/form_adoption.h"
#include "hub/ingest/moves.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync::simulation {

Result<IngestContext> HubMachine::context(std::uint64_t now_ms) const {
  MINSYNC_ASSIGN(const auto* divisions, store_->records().divisions());
  return IngestContext{forms(), *divisions, static_cast<std::int64_t>(now_ms), tag_key_};
}

std::optional<Violation> HubMachine::turn_on() {
  const auto broken = [](const Fault& fault) {
    return Violation{"a store opens after every crash", "hub: " + fault.id};
  };
  disk_.stop_failing();
  own_forms_ = catalogue_of(program_);
  auto opened = open_hub_store(disk_.folder(), forms());
  if (!opened) return broken(opened.error());
  store_ = std::move(*opened);
  auto identity = load_identity(disk_.folder(), *store_);
  if (!identity) return broken(identity.error());
  identity_ = std::move(*identity);
  tag_key_ = sure(store_->setting("tag_key"));
  for (const auto& [partition, version] : committed_) {
    const auto found = sure(store_->partition(partition));
    if (found.last >= version) continue;
    return Violation{"the hub answers only what is durable", "partition " + std::to_string(partition.value) +
                                                                 " was answered up to " + text_of(version) +
                                                                 " and ends at " + text_of(found.last)};
  }
  return std::nullopt;
}

void HubMachine::turn_off(CrashMode mode, std::uint64_t seed) {
  disk_.crash(mode, seed);
  store_.reset();
}

HubImage HubMachine::image() const {
  return {disk_.snapshot(), held_, committed_, content_in(files_folder(disk_.folder()))};
}

void HubMachine::put_back(const HubImage& image) {
  close();
  disk_.restore(image.disk);
  put_content(files_folder(disk_.folder()), image.files);
  held_ = image.held;
  committed_ = image.committed;
}

Status HubMachine::in_transaction(const std::function<Status()>& work) {
  MINSYNC_TRY(run_in_transaction(*store_, [&](HubStore&) { return work(); }));
  return note_committed();
}

Status HubMachine::note_committed() {
  MINSYNC_ASSIGN(const auto partitions, store_->partitions());
  for (const auto& partition : partitions) committed_[partition.id] = partition.last;
  return {};
}

Result<TakenRequest> HubMachine::take(const std::string& body, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(auto request, read_sync_request(*store_, body));
  TakenRequest taken{std::move(request), {}};
  for (std::size_t step = 0; step < steps_of(taken.request); ++step) {
    read_step(forms(), taken.request, step);
    MINSYNC_TRY(in_transaction([&]() -> Status {
      MINSYNC_ASSIGN(const auto about, context(now_ms));
      return take_step(*store_, about, taken.request, step, taken.taken);
    }));
    const auto& batches = taken.request.message.batches;
    if (step < batches.size() && taken.taken.admitted) hold(batches[step]);
  }
  if (taken.taken.relayed && taken.taken.relayed->reason.empty()) {
    hold(sure(decode_bundle_part(sure(decode_relayed_part(taken.request.message.relayed)).part)).batch);
  }
  return taken;
}

Result<std::string> HubMachine::answer(TakenRequest taken, std::uint64_t now_ms) {
  MINSYNC_TRY(store_->begin_read());
  auto answer = [&]() -> Result<SyncAnswer> {
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    return read_whole_answer(*store_, about, *identity_, taken.request, std::move(taken.taken));
  }();
  store_->end_read();
  if (!answer) return fail(std::move(answer).error());
  answer->clock_ms = now_ms;
  return sign_message(identity_->key, encode_answer(*answer));
}

Result<std::string> HubMachine::take_file(const std::string& body, std::uint64_t now_ms) {
  const FileLimits limits;
  const ContentFolder files(files_folder(disk_.folder()));
  MINSYNC_TRY(store_->begin_read());
  const auto request = [&]() -> Result<VerifiedFileRequest> {
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    return read_file_request(*store_, about, body);
  }();
  store_->end_read();
  if (!request) return fail(request.error());
  const auto bytes = bytes_to_take(files, *request, limits);
  bool within_quota = true;
  MINSYNC_TRY(in_transaction([&]() -> Status {
    MINSYNC_ASSIGN(within_quota,
                   admit_file_request(*store_, *request, bytes, limits, static_cast<std::int64_t>(now_ms)));
    return {};
  }));
  MINSYNC_ASSIGN(const auto answer, answer_file_request(files, *request, limits, within_quota));
  return sign_message(identity_->key, encode_file_answer(answer));
}

void HubMachine::hold(const std::string& signed_batch) {
  if (signed_batch.empty()) return;
  const auto batch = sure(decode_batch(std::string_view(signed_batch).substr(0, signed_batch.size() - kSignatureSize)));
  for (const auto& edit : batch.edits) held_.insert({edit.id, edit_digest(edit)});
}

Status HubMachine::import_bundle(const std::string& file, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto unsealed, unseal_bundle(identity_->key, file));
  MINSYNC_ASSIGN(const auto bundle, open_bundle(unsealed));
  MINSYNC_ASSIGN(const auto author, author_of(*store_, bundle.head));
  for (const auto& part : bundle.parts) {
    MINSYNC_TRY(in_transaction([&]() -> Status {
      MINSYNC_ASSIGN(const auto about, context(now_ms));
      MINSYNC_TRY(take_bundle_part(*store_, about, author, bundle.head, part));
      return {};
    }));
    hold(sure(decode_bundle_part(part)).batch);
  }
  return {};
}

Result<std::string> HubMachine::export_bundle(DeviceId id, std::uint64_t now_ms) {
  MINSYNC_TRY(store_->begin_read());
  const auto made = [&]() -> Result<SealedBundle> {
    MINSYNC_ASSIGN(const auto device, store_->find_device(id));
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    // Small pages, so that bundles hold several.
    return make_down_bundle(*store_, about, *identity_, *device, 64 * 1024);
  }();
  store_->end_read();
  if (!made) return fail(made.error());
  return made->file;
}

Result<std::vector<OpenConflict>> HubMachine::conflicts(bool notices) {
  MINSYNC_TRY(store_->begin_read());
  auto found = conflicts_of(*store_, forms(), notices);
  store_->end_read();
  return found;
}

Status HubMachine::note_backup(const std::vector<Partition>& partitions) {
  return in_transaction([&] { return note_backed_up(*store_, partitions); });
}

Status HubMachine::begin_anew(std::uint64_t now_ms) {
  return in_transaction([&]() -> Status {
    MINSYNC_ASSIGN(const auto epoch, epoch_of(*store_));
    return begin_next_epoch(*store_, epoch, static_cast<std::int64_t>(now_ms));
  });
}

Status HubMachine::decide(const OpenConflict& conflict, const std::string& keep, std::uint64_t now_ms) {
  // The command line reads who the hub is each time.
  MINSYNC_ASSIGN(const auto identity, load_identity(disk_.folder(), *store_));
  return in_transaction([&]() -> Status {
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    return resolve_conflict(*store_, about, identity, conflict.record, conflict.state.number, keep, "checked");
  });
}

Status HubMachine::administer(std::uint64_t now_ms,
                              const std::function<Status(const IngestContext&, const HubIdentity&)>& work) {
  // The command line reads who the hub is each time.
  MINSYNC_ASSIGN(const auto identity, load_identity(disk_.folder(), *store_));
  return in_transaction([&]() -> Status {
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    return work(about, identity);
  });
}

Status HubMachine::adopt(const std::string& yaml, std::uint64_t now_ms) {
  const auto known = sure(FormCatalogue::load());
  const auto form = sure(read_form(yaml, "new"));
  MINSYNC_ASSIGN(const auto store, open_hub_store(disk_.folder(), known));
  MINSYNC_ASSIGN(const auto identity, load_identity(disk_.folder(), *store));
  MINSYNC_TRY(run_in_transaction(*store, [&](HubStore& writer) -> Status {
    MINSYNC_ASSIGN(const auto* divisions, writer.records().divisions());
    const IngestContext about{known, *divisions, static_cast<std::int64_t>(now_ms), tag_key_};
    return adopt_form(writer, about, identity, *form, yaml);
  }));
  // The one that serves learns it with its next transaction.
  MINSYNC_TRY(store_->begin_read());
  store_->end_read();
  return note_committed();
}

Status HubMachine::move(RecordId record, UnitId to, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto identity, load_identity(disk_.folder(), *store_));
  return in_transaction([&]() -> Status {
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    MINSYNC_TRY(move_record(*store_, about, identity, record, to, "moved"));
    return {};
  });
}

Status HubMachine::decide(const OrgPlan& plan, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto identity, load_identity(disk_.folder(), *store_));
  return in_transaction([&]() -> Status {
    MINSYNC_ASSIGN(const auto about, context(now_ms));
    MINSYNC_ASSIGN(const auto change, plan(about.divisions));
    MINSYNC_TRY(carry_out(*store_, about, identity, change, INT32_MAX, "decided"));
    return {};
  });
}

}  // namespace minsync::simulation
