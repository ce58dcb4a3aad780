// Files: what a record refers to and its author still has is whole at the hub, and whoever sees the record gets it.
#include <algorithm>

#include "client/store/attached_files.h"
#include "hub/api/file_exchange.h"
#include "shared/crypto/crypto.h"
#include "tests/simulation/attachments.h"
#include "tests/simulation/laws.h"

namespace minsync::simulation {
namespace {

using Reference = std::pair<RecordId, ContentHash>;

std::set<Reference> references_at_hub(World& world) {
  std::set<Reference> all;
  const Form& form = *world.hub.forms().find(kHousehold);
  const auto group = form.group_of(form.field("document_scan")->number).number;
  sure(world.hub.store().records().scan(form, {}, [&](StoredRecord& record) -> Result<bool> {
    const auto* state = record.state.group(group);
    for (std::size_t i = 0; !record.deleted && state != nullptr && i < state->heads.size(); ++i) {
      const auto* text = std::get_if<std::string>(&state->heads[i].values.front());
      if (text != nullptr) all.emplace(record.state.id, parse_file_reference(*text)->hash);
    }
    return true;
  }));
  return all;
}

std::vector<Reference> attached_by(Machine& machine) {
  std::vector<Reference> all;
  auto rows = sure(machine.store().database().prepare("SELECT record, hash FROM attached ORDER BY rowid"));
  while (sure(rows.step())) {
    ContentHash hash{};
    std::ranges::copy(rows.blob(1), hash.begin());
    all.emplace_back(RecordId{rows.uuid(0)}, hash);
  }
  return all;
}

void check_sent(World& world, Machine& machine, const std::set<Reference>& referred) {
  const ContentFolder here(files_folder_of(machine.disk().folder()));
  const ContentFolder there(files_folder(world.hub.disk().folder()));
  for (const auto& reference : attached_by(machine)) {
    const auto size = here.size_of(reference.second);
    if (!size || !referred.contains(reference) || there.size_of(reference.second) == size) continue;
    world.broken("a file that a record refers to reaches the hub",
                 machine.name() + " has " + hash_text(reference.second) + " of " + text_of(reference.first));
  }
}

void check_fetched(World& world, Machine& machine, const std::set<Reference>& referred) {
  const ContentFolder there(files_folder(world.hub.disk().folder()));
  const Form& form = *machine.forms().find(kHousehold);
  for (const auto& [id, hash] : referred) {
    const auto record = sure(machine.store().records().load(form, id));
    if (!record || record->deleted || !there.size_of(hash)) continue;
    const auto value = record->shown.find(form.field("document_scan")->number);
    if (value == record->shown.end()) continue;
    if (parse_file_reference(std::get<std::string>(value->second))->hash != hash) continue;
    const auto fetched = fetch_shown(world, machine, id);
    if (!fetched) {
      world.broken("who sees a record gets its files",
                   machine.name() + " " + text_of(id) + " " + text_of(fetched.error()));
    }
  }
}

void check_content(World& world, const std::string& who, const std::string& folder) {
  for (const auto& [name, bytes] : content_in(folder)) {
    if (name.size() == 64 && hex(sha256(bytes)) != name) world.broken("a file is what its name says", who + " " + name);
  }
}

}  // namespace

void check_files(World& world) {
  if (!world.cast().has(Trouble::files) || world.violation()) return;
  const auto referred = references_at_hub(world);
  world.counts.add("files referred to", referred.size());
  for (auto& machine : world.machines) check_sent(world, *machine, referred);
  for (auto& machine : world.machines) {
    if (!world.violation()) check_fetched(world, *machine, referred);
    check_content(world, machine->name(), files_folder_of(machine->disk().folder()));
  }
  check_content(world, "hub", files_folder(world.hub.disk().folder()));
}

}  // namespace minsync::simulation
