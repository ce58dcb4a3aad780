#include "tests/simulation/machine.h"

#include <algorithm>

#include "client/store/attached_files.h"
#include "shared/crypto/edit_digest.h"

namespace minsync::simulation {

std::optional<FormCatalogue> catalogue_of(Program program) {
  if (program == Program::shared) return std::nullopt;
  return sure(program == Program::old ? FormCatalogue::load_fixed() : FormCatalogue::load());
}

std::uint64_t Machine::time_at(std::uint64_t now_ms) const {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(static_cast<std::int64_t>(now_ms) + clock_error_ms, 1000));
}

std::optional<Violation> Machine::turn_on(Oracle& oracle) {
  disk_.stop_failing();
  own_forms_ = catalogue_of(program_);
  auto opened = ClientStore::open(disk_.folder(), forms(), place_);
  if (!opened) return Violation{"a store opens after every crash", name_ + ": " + opened.error().id};
  store_ = std::move(*opened);
  take_note(oracle);
  for (const auto& key : held_) {
    const auto entry = store_->outbox_entry(key.first.sequence);
    const bool there = entry && *entry && (*entry)->edit.id == key.first && edit_digest((*entry)->edit) == key.second;
    if (!there) return Violation{"what was reported as entered survives a crash", name_ + " lost " + text_of(key)};
  }
  return std::nullopt;
}

void Machine::turn_off(CrashMode mode, std::uint64_t seed) {
  ++token;
  exchange.reset();
  asking = ahead = false;
  disk_.crash(mode, seed);
  store_.reset();
}

void Machine::close() {
  ++token;
  exchange.reset();
  asking = ahead = false;
  store_.reset();
}

MachineImage Machine::image() const {
  return {disk_.snapshot(), held_, last_sequence_, content_in(files_folder_of(disk_.folder()))};
}

void Machine::put_back(const MachineImage& image) {
  close();
  disk_.restore(image.disk);
  put_content(files_folder_of(disk_.folder()), image.files);
  held_ = image.held;
  last_sequence_ = image.last_sequence;
}

std::vector<EditKey> Machine::take_note(Oracle& oracle) {
  std::vector<EditKey> fresh;
  for (;;) {
    const auto entry = store_->outbox_entry(Sequence{last_sequence_ + 1});
    if (!entry || !*entry) return fresh;
    ++last_sequence_;
    const EditKey key{(*entry)->edit.id, edit_digest((*entry)->edit)};
    const Edit& edit = (*entry)->edit;
    const bool creation = edit.kind == EditKind::create;
    if (creation && !Divisions::built_in().is_within(edit.unit, device().unit)) oracle.outside.insert(edit.record);
    oracle.entered.emplace(key, edit);
    held_.insert(key);
    fresh.push_back(key);
  }
}

}  // namespace minsync::simulation
