#include "tests/simulation/attachments.h"

#include <fstream>

#include "client/store/attached_files.h"
#include "client/sync/file_agent.h"
#include "hub/api/file_exchange.h"
#include "shared/crypto/crypto.h"
#include "tests/simulation/actions.h"
#include "tests/simulation/network.h"

namespace minsync::simulation {
namespace {

constexpr int kPhotos = 6;
constexpr std::size_t kPiece = 900;
constexpr std::uint64_t kMostBytes = 1 << 20;

HttpAnswer refusal(const Fault& fault) {
  HttpAnswer answer;
  answer.status = fault.kind == FaultKind::bad_input ? 400 : fault.kind == FaultKind::not_allowed ? 403 : 503;
  answer.body = "{\"error\":{\"id\":\"" + fault.id + "\",\"args\":[]}}";
  return answer;
}

// A line on which nothing takes time, but much gets lost: before the hub or behind it.
class FileWay : public Transport {
 public:
  FileWay(World& world, Machine& machine) : world_(world), machine_(machine) {}

  Result<HttpAnswer> post(const std::string&, const std::string&, std::string body, std::size_t) override {
    Dice dice = world_.dice("file message", ++world_.file_messages);
    const bool breaks = dice.percent(12), behind = dice.percent(50);
    const bool lost = breaks && !world_.calm;
    if (!world_.hub.is_on() || (lost && !behind)) return lost_on_the_way("request");
    look_at(body);
    auto answer = world_.hub.take_file(body, world_.now());
    notice_power_loss_of_hub(world_);
    if (!answer && answer.error().kind == FaultKind::failed) return lost_on_the_way("work");
    if (lost) return lost_on_the_way("answer");
    return answer ? HttpAnswer{200, std::move(*answer), 0} : refusal(answer.error());
  }
  TransferTotals totals() const override { return {}; }

 private:
  tl::unexpected<Fault> lost_on_the_way(const std::string& what) {
    world_.counts.add("file messages lost");
    world_.say(machine_.name(), "the line for files breaks, " + what);
    return fail(FaultKind::unreachable, "network.unreachable", {"hub", "simulated"});
  }

  // Laws of each piece: nothing is sent that the hub has, and what had arrived is not sent again.
  void look_at(const std::string& body) {
    const auto request = sure(decode_file_request(std::string_view(body).substr(0, body.size() - kSignatureSize)));
    if (request.question != FileQuestion::put) return;
    world_.counts.add("file pieces");
    const ContentFolder files(files_folder(world_.hub.disk().folder()));
    const auto& hash = request.files.front().hash;
    if (files.size_of(hash)) world_.broken("a file that the hub has is not sent again", hash_text(hash));
    const auto arrived = files.arrived(hash, request.device.value.text());
    if (request.offset != arrived) {
      world_.broken("a file goes on where it broke off", machine_.name() + " sends from " +
                                                             std::to_string(request.offset) + ", the hub has " +
                                                             std::to_string(arrived));
    }
  }

  World& world_;
  Machine& machine_;
};

const std::atomic<bool>& never() {
  static const std::atomic<bool> cancel{false};
  return cancel;
}

FieldNumber scan() {
  return Ground::built().household().field("document_scan")->number;
}

void attach(World& world, Machine& machine, Dice& dice) {
  const auto found = some_record(world, machine, dice);
  if (!found || found->form->name != kHousehold) return;
  const int number = dice.below(kPhotos);
  const auto path = machine.disk().folder() + "/photo" + std::to_string(number) + ".jpg";
  std::ofstream(path, std::ios::binary) << photo(number);
  const ContentFolder folder(files_folder_of(machine.disk().folder()));
  const RecordId id = found->record.state.id;
  as_command(world, machine, id, "attaches photo " + std::to_string(number), [&](LocalEdits& edits) -> Status {
    MINSYNC_ASSIGN(const auto content, folder.take(path, kMostBytes));
    const FileReference reference{content.hash, content.size, clean_file_name(path)};
    MINSYNC_TRY(edits.change(*found->form, id, {{scan(), FieldValue(file_reference_text(reference))}}, ""));
    return note_attached(machine.store(), reference, id);
  });
  world.counts.add("files attached");
}

void fetch(World& world, Machine& machine, Dice& dice) {
  const auto found = some_record(world, machine, dice);
  if (!found || found->form->name != kHousehold || machine.exchange) return;
  const auto fetched = fetch_shown(world, machine, found->record.state.id);
  if (!fetched) world.say(machine.name(), "cannot fetch a file: " + text_of(fetched.error()));
  notice_power_loss(world, machine);
}

}  // namespace

void handle_files(World& world, Machine& machine, int step) {
  Dice dice = world.dice("file", static_cast<std::uint64_t>(step));
  if (!machine.is_on()) return;
  if (dice.percent(15)) return attach(world, machine, dice);
  if (dice.percent(10)) fetch(world, machine, dice);
}

void send_attached(World& world, Machine& machine) {
  const ContentFolder folder(files_folder_of(machine.disk().folder()));
  FileWay way(world, machine);
  const auto report = send_files(machine.store(), way, folder, {kPiece, 1}, never(), {});
  if (!report) {
    world.say(machine.name(), "cannot send files: " + text_of(report.error()));
  } else if (report->sent + report->left > 0) {
    world.say(machine.name(), "sends " + std::to_string(report->sent) + " files, left " + std::to_string(report->left) +
                                  (report->broken ? ", " + text_of(*report->broken) : std::string()));
    world.counts.add("files sent", report->sent);
  }
  notice_power_loss(world, machine);
}

Status fetch_shown(World& world, Machine& machine, RecordId id) {
  const auto record = sure(machine.store().records().load(*machine.forms().find(kHousehold), id));
  if (!record) return {};
  const auto value = record->shown.find(scan());
  if (value == record->shown.end()) return {};
  const auto reference = *parse_file_reference(std::get<std::string>(value->second));
  const ContentFolder folder(files_folder_of(machine.disk().folder()));
  FileWay way(world, machine);
  MINSYNC_TRY(fetch_file(machine.store(), way, folder, {reference.hash, reference.size, id}, {kPiece, 1}, never(), {}));
  const auto bytes = folder.read(reference.hash, 0, kMostBytes);
  if (!bytes || sha256(*bytes) != reference.hash) {
    world.broken("a file is what was attached", machine.name() + " " + hash_text(reference.hash));
  }
  world.counts.add("files fetched");
  return {};
}

}  // namespace minsync::simulation
