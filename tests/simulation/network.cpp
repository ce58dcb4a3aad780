#include "tests/simulation/network.h"

#include "tests/simulation/attachments.h"
#include "tests/simulation/form_changes.h"

namespace minsync::simulation {
namespace {

constexpr std::uint64_t kSecond = 1000;
constexpr std::uint64_t kMostRounds = 60;  // of one exchange, while things go wrong

void carry_on(World& world, Machine& machine, SessionAction action);

tl::unexpected<Fault> no_line() {
  return fail(FaultKind::unreachable, "network.unreachable", {"hub", "simulated"});
}

std::uint64_t delay_ms(const World& world, Dice& dice) {
  const bool slow = world.cast().slowness > 0 && !world.calm && dice.percent(30);
  if (!slow) return static_cast<std::uint64_t>(dice.between(5, 300));
  const int most = world.cast().slowness == 1 ? 25'000 : 1'800'000;
  return static_cast<std::uint64_t>(dice.between(300, most));
}

// What the machine hears of its request, if it still waits for it.
void hear(World& world, Machine& machine, std::uint64_t token, Result<HttpAnswer> answer, std::uint64_t sent_ms) {
  if (machine.token != token || !machine.exchange || !machine.asking) return;
  machine.asking = false;
  world.say(machine.name(), answer
                                ? "hears " + std::to_string(answer->status) + " " + std::to_string(answer->body.size())
                                : "hears nothing");
  const double seconds = static_cast<double>(world.now() - sent_ms) / 1000.0;
  carry_on(world, machine, machine.exchange->answered(std::move(answer), machine.time_at(world.now()), seconds));
}

// What becomes of one message; the same for the same message of a story.
struct Fate {
  bool request_lost = false, answer_lost = false, repeated = false;
  std::uint64_t there_ms = 0, work_ms = 0, back_ms = 0, repeated_ms = 0, timeout_ms = 0;
};

Fate fate_of(World& world) {
  Dice dice = world.dice("message", ++world.messages);
  Fate fate;
  fate.request_lost = dice.percent(world.cast().loss_percent);
  fate.answer_lost = dice.percent(world.cast().loss_percent);
  fate.repeated = dice.percent(world.cast().repeat_percent);
  fate.there_ms = delay_ms(world, dice);
  fate.work_ms = static_cast<std::uint64_t>(dice.between(0, 40));
  fate.back_ms = delay_ms(world, dice);
  const bool much_later = dice.percent(40);
  fate.repeated_ms =
      static_cast<std::uint64_t>(much_later ? dice.between(60'000, 90'000'000) : dice.between(10, 60'000));
  // Somebody who recorded a request cannot be ahead of it.
  fate.repeated_ms += fate.there_ms;
  fate.timeout_ms = static_cast<std::uint64_t>(dice.between(10, 60)) * kSecond;
  if (world.calm) fate.request_lost = fate.answer_lost = fate.repeated = false;
  return fate;
}

using Hearing = std::function<void(Result<HttpAnswer>)>;

HttpAnswer error_answer(const Fault& fault) {
  HttpAnswer answer;
  answer.status = fault.kind == FaultKind::bad_input ? 400 : fault.kind == FaultKind::not_allowed ? 403 : 503;
  answer.body = "{\"error\":{\"id\":\"" + fault.id + "\",\"args\":[]}}";
  return answer;
}

// The second half at the hub, some moments after the commit.
void answer_at_hub(World& world, TakenRequest taken, const Fate& fate, const Hearing& hearing) {
  if (!world.hub.is_on()) return;
  auto answer = world.hub.answer(std::move(taken), world.now());
  notice_power_loss_of_hub(world);
  if (!world.hub.is_on()) return;
  HttpAnswer http = answer ? HttpAnswer{200, std::move(*answer), 0} : error_answer(answer.error());
  if (!answer) world.say("hub", "cannot answer: " + text_of(answer.error()));
  if (fate.answer_lost) {
    world.counts.add("answers lost");
    return world.say("line", "answer lost");
  }
  if (!hearing) return;
  world.at(world.now() + fate.back_ms, [hearing, http = std::move(http)] { hearing(http); });
}

void arrive_at_hub(World& world, const std::string& body, const Fate& fate, const Hearing& hearing,
                   const std::string& who) {
  if (!world.hub.is_on()) {
    world.say("hub", "is off");
    if (hearing) hearing(no_line());
    return;
  }
  auto taken = world.hub.take(body, world.now());
  notice_power_loss_of_hub(world);
  if (!taken) {
    world.say("hub", "does not take " + who + "'s request: " + text_of(taken.error()));
    if (taken.error().kind == FaultKind::bad_input || taken.error().kind == FaultKind::not_allowed) {
      world.broken("the hub takes every rightful request", who + ": " + text_of(taken.error()));
    }
    if (hearing && world.hub.is_on())
      world.at(world.now() + fate.back_ms, [hearing, fault = taken.error()] { hearing(error_answer(fault)); });
    return;
  }
  IngestReport report;
  for (const auto& batch : taken->taken.batches) {
    report.merged += batch.report.merged, report.duplicate += batch.report.duplicate;
    report.waiting += batch.report.waiting, report.refused += batch.report.refused;
    report.forked = report.forked || batch.report.forked;
  }
  world.say("hub", "takes " + who + (hearing ? "" : " (repeated)") + " merged " + std::to_string(report.merged) +
                       " duplicate " + std::to_string(report.duplicate) + " waiting " + std::to_string(report.waiting) +
                       " refused " + std::to_string(report.refused) + (report.forked ? " forked" : "") +
                       (taken->taken.admission.counter_used ? " counter used" : "") +
                       (taken->taken.admission.copied ? " copied" : ""));
  if (!world.hub.is_on()) return;
  const auto held = std::make_shared<TakenRequest>(std::move(*taken));
  world.at(world.now() + fate.work_ms,
           [&world, held, fate, hearing] { answer_at_hub(world, std::move(*held), fate, hearing); });
}

void send(World& world, Machine& machine, const std::string& body) {
  const auto fate = fate_of(world);
  const auto token = machine.token;
  const auto sent_ms = world.now();
  world.say(machine.name(), "asks, " + std::to_string(body.size()) + " bytes");
  world.counts.add("requests");
  const std::string who = machine.name();
  const Hearing hearing = [&world, &machine, token, sent_ms](Result<HttpAnswer> answer) {
    hear(world, machine, token, std::move(answer), sent_ms);
  };
  world.at(sent_ms + fate.timeout_ms, [hearing] { hearing(no_line()); });
  if (fate.repeated) {
    world.counts.add("repeats");
    world.at(sent_ms + fate.repeated_ms, [&world, body, fate, who] {
      auto quiet = fate;
      quiet.answer_lost = false;
      arrive_at_hub(world, body, quiet, {}, who);
    });
  }
  if (fate.request_lost) {
    world.counts.add("requests lost");
    return world.say("line", "request lost");
  }
  world.at(sent_ms + fate.there_ms,
           [&world, body, fate, hearing, who] { arrive_at_hub(world, body, fate, hearing, who); });
}

void ask(World& world, Machine& machine) {
  if (machine.ahead) {
    machine.ahead = false;
    machine.asking = true;
    machine.exchange->prepare();
    return;
  }
  ++machine.token;
  auto body = machine.exchange->request(machine.time_at(world.now()));
  if (!body) {
    world.say(machine.name(), "cannot ask: " + text_of(body.error()));
    const auto next = machine.exchange->answered(fail(body.error()), machine.time_at(world.now()), 0);
    return carry_on(world, machine, next);
  }
  notice_power_loss(world, machine);
  if (!machine.is_on()) return;
  machine.asking = true;
  machine.exchange->prepare();
  send(world, machine, *body);
}

void finish(World& world, Machine& machine, SessionAction action) {
  auto& report = machine.exchange->report();
  if (action == SessionAction::finish) {
    world.say(machine.name(),
              "done: pushed " + std::to_string(report.pushed) + ", pulled " + std::to_string(report.counts.pulled));
  } else {
    world.say(machine.name(), "gives up: " + text_of(machine.exchange->fault()));
  }
  machine.exchange.reset();
  machine.ahead = false;
  if (action == SessionAction::finish && world.cast().has(Trouble::files)) send_attached(world, machine);
}

// The next request may be on its way while the answer is stored.
void ask_ahead(World& world, Machine& machine) {
  auto body = machine.exchange->request_ahead(machine.time_at(world.now()));
  notice_power_loss(world, machine);
  if (!body || !machine.is_on()) return;
  world.counts.add("requests ahead");
  ++machine.token;
  machine.ahead = true;
  send(world, machine, *body);
}

void store(World& world, Machine& machine) {
  ask_ahead(world, machine);
  if (!machine.is_on()) return;
  const auto action = machine.exchange->store();
  if (machine.exchange->report().counts.copied && action != SessionAction::give_up) {
    if (world.oracle.told.insert(machine.device().id).second) world.say(machine.name(), "is told of copies");
  }
  notice_power_loss(world, machine);
  if (!machine.is_on()) return;
  if (action == SessionAction::give_up && machine.program() != Program::shared) {
    world.say(machine.name(), "ends with a fault: " + text_of(machine.exchange->fault()));
    return start_anew(world, machine);
  }
  if (action == SessionAction::ask && ++machine.rounds > kMostRounds) {
    world.say(machine.name(), "stops after many rounds");
    machine.exchange.reset();
    machine.ahead = false;
    return;
  }
  carry_on(world, machine, action);
}

void carry_on(World& world, Machine& machine, SessionAction action) {
  notice_power_loss(world, machine);
  if (!machine.is_on() || !machine.exchange) return;
  switch (action) {
    case SessionAction::ask:
      return ask(world, machine);
    case SessionAction::store:
      return store(world, machine);
    case SessionAction::pause: {
      const auto token = ++machine.token;
      Dice dice = world.dice("pause", world.messages);
      const auto pause = machine.exchange->pause_ms(dice.next() & 0xffff);
      return world.at(world.now() + pause, [&world, &machine, token] {
        if (machine.token != token || !machine.exchange) return;
        carry_on(world, machine, machine.exchange->pause_over());
      });
    }
    default:
      return finish(world, machine, action);
  }
}

}  // namespace

void begin_sync(World& world, Machine& machine) {
  if (!machine.is_on() || machine.exchange) return;
  const int unlined = world.cast().without_line;
  if (unlined >= 0 && !world.calm && &machine == world.machines[static_cast<std::size_t>(unlined)].get()) return;
  SyncOptions options;
  options.max_batch_bytes = world.cast().batch_bytes;
  options.batch_edits = 1 + world.cast().batch_bytes % 4;  // so that requests have one batch or several
  options.answer_bytes = 16 * 1024;
  options.attempts = 3;
  auto exchange = SyncExchange::open(machine.store(), options, Ground::built().offices()[machine.office()].key);
  if (!exchange) return notice_power_loss(world, machine);
  machine.exchange.emplace(std::move(*exchange));
  machine.rounds = 0;
  world.counts.add("syncs");
  carry_on(world, machine, machine.exchange->begin());
}

CrashMode some_mode(Dice& dice) {
  return static_cast<CrashMode>(dice.below(4));
}

void crash(World& world, Machine& machine, CrashMode mode) {
  Dice dice = world.dice("crash", ++world.messages);
  world.say(machine.name(), "crashes, mode " + std::to_string(static_cast<int>(mode)));
  world.counts.add("client crashes");
  machine.turn_off(mode, dice.next());
  const auto off_ms = static_cast<std::uint64_t>(dice.between(1000, 300'000));
  world.at(world.now() + off_ms, [&world, &machine] {
    if (machine.is_on()) return;
    world.say(machine.name(), "starts again");
    world.broken(machine.turn_on(world.oracle));
  });
}

void crash_hub(World& world, CrashMode mode) {
  Dice dice = world.dice("crash", ++world.messages);
  world.say("hub", "crashes, mode " + std::to_string(static_cast<int>(mode)));
  world.counts.add("hub crashes");
  world.hub.turn_off(mode, dice.next());
  const auto off_ms = static_cast<std::uint64_t>(dice.between(500, 120'000));
  world.at(world.now() + off_ms, [&world] {
    if (world.hub.is_on()) return;
    world.say("hub", "starts again");
    world.broken(world.hub.turn_on());
  });
}

void notice_power_loss(World& world, Machine& machine) {
  if (!machine.disk().stopped() || !machine.is_on()) return;
  Dice dice = world.dice("mode", ++world.messages);
  crash(world, machine, some_mode(dice));
}

void notice_power_loss_of_hub(World& world) {
  if (!world.hub.disk().stopped() || !world.hub.is_on()) return;
  Dice dice = world.dice("mode", ++world.messages);
  crash_hub(world, some_mode(dice));
}

}  // namespace minsync::simulation
