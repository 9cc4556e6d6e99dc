#include "pipeline/director/director.hpp"

#include <csignal>

#include "pipeline/director/admission.hpp"
#include "pipeline/director/card_watch.hpp"
#include "pipeline/director/collection.hpp"
#include "pipeline/director/metrics.hpp"
#include "pipeline/director/placement.hpp"
#include "pipeline/director/readiness.hpp"
#include "pipeline/director/slot_book.hpp"
#include "pipeline/director/slot_run.hpp"
#include "pipeline/protocol/artefact.hpp"
#include "pipeline/task/guarded.hpp"

namespace slots {
namespace {

constexpr Duration kFirstMessageLimit = 10s;
constexpr Duration kDrainLimit = 30s;  // for slots to end by themselves
constexpr Duration kSettleLimit = 5s;  // and then to be settled, whatever the disk does
// Unsupervised it must not live on; its journal has what the next one needs.
constexpr int kBroken = 1;

class Director {
 public:
  Director(Env& env, DirectorConfig config, HearRefusal hear)
      : env_(env),
        config_(std::move(config)),
        hear_(std::move(hear)),
        book_(env, static_cast<std::size_t>(config_.finished_slots),
              [this](const std::string& slot) {  // nobody can ask for its files any more
                supervise("removing the results of " + slot, remove_results(slot));
              }),
        results_(env),
        retries_(env, config_.retries),
        supervision_(env, config_, retries_, [this](const Notice& notice) { pass_on(notice); }),
        placement_(env, config_, supervision_, [this](const Notice& notice) { pass_on(notice); }),
        card_watch_(env, config_, placement_),
        clients_(env.loop),
        workers_(env.loop),
        drained_(env.loop),
        over_(env.loop),
        tasks_(env.loop, Nursery::Mode::apart) {}

  Task<int> run();

 private:
  Result<void> listen();
  Task<void> accept(Channel<ConnectionPtr>& arrivals);
  Task<void> serve(ConnectionPtr connection);
  // Spawns a task that the director cannot do without.
  Nursery::Child& supervise(const std::string& what, Task<void> task);
  void broke(const std::string& what, const std::exception& wrong);
  Task<void> answer(ConnectionPtr connection, Message request);
  Task<void> submit(ConnectionPtr connection, Submit request);
  Task<void> watch(ConnectionPtr connection, Watch request);
  Task<Message> cancel(std::string id);
  Message state_of(const std::string& id) const;
  Message file_of(const GetFile& request);
  Message not_found(const std::string& id) const;
  Task<void> settle_as_cancelled(SlotPtr slot);
  void schedule(const SlotPtr& slot);
  Task<void> live(SlotPtr slot);
  Task<void> obey_signals();
  int refuse_to_start(std::string_view event, const Error& why);
  void begin_drain();
  Task<void> drain();
  Task<void> end_drain();
  void end(int exit_code);
  void stop_slots(bool also_running);
  Task<void> remove_results(std::string slot);
  void pass_on(const Notice& notice);
  bool anything_runs() const { return running_ > 0; }

  Env& env_;
  DirectorConfig config_;
  HearRefusal hear_;
  SlotBook book_;
  Collection results_;
  Retries retries_;
  Supervision supervision_;
  Placement placement_;
  CardWatch card_watch_;
  Channel<ConnectionPtr> clients_, workers_;
  Event drained_, over_;
  bool draining_ = false;
  std::optional<int> exit_;
  int running_ = 0;
  std::vector<SlotPtr> live_;
  Nursery tasks_;  // last: its frames still touch the members above
};

Message Director::not_found(const std::string& id) const {
  return Failure{Error{.code = "NOT_FOUND",
                       .message = "there is no slot " + id + "; of those that are over the last " +
                                  std::to_string(config_.finished_slots) + " are kept"}};
}

Result<void> Director::listen() {
  auto commands = env_.network.listen("unix:" + config_.data + "/command.sock", workers_);
  if (!commands) return commands;
  return env_.network.listen(config_.listen, clients_);
}

Task<int> Director::run() {
  auto unfinished = co_await book_.recover();
  if (!unfinished) co_return refuse_to_start("journal_unusable", unfinished.error());
  if (auto listening = listen(); !listening) {
    co_return refuse_to_start("cannot_listen", listening.error());
  }
  for (std::size_t n = 0; n < supervision_.size(); ++n) supervise("keeping a worker", supervision_.keep(n));
  for (std::size_t n = 0; n < placement_.cards(); ++n)
    supervise("keeping a card served", placement_.keep_served(n));
  supervise("preparing standbys", placement_.keep_prepared());
  supervise("watching the cards", card_watch_.run());
  supervise("accepting clients", accept(clients_));
  supervise("accepting workers", accept(workers_));
  supervise("obeying signals", obey_signals());
  supervise("watching whether slots can be made", watch_readiness(env_, supervision_, placement_));
  supervise("keeping the journal small", book_.keep_journal_small());
  env_.log.event("director_ready", {{"recovered", unfinished->size()}});
  for (const SlotPtr& slot : *unfinished) {
    book_.tell(*slot, "recovered");
    env_.metrics.count(metrics::kRecovered);
    schedule(slot);
  }
  supervise("draining", drain());
  while (!exit_) co_await over_.wait();
  co_return *exit_;
}

int Director::refuse_to_start(std::string_view event, const Error& why) {
  env_.log.event(event, why.to_json());
  if (hear_) hear_(why);
  return start_exit_code(why);
}

Task<void> Director::drain() {
  while (!draining_ || anything_runs()) co_await drained_.wait();
  co_await results_.over();
  co_await supervision_.drain();
  env_.log.event("director_drained");
  end(0);
}

void Director::end(int exit_code) {
  if (!exit_) exit_ = exit_code;
  over_.notify();
}

Nursery::Child& Director::supervise(const std::string& what, Task<void> task) {
  return tasks_.spawn(
      guarded(std::move(task), [this, what](const std::exception& wrong) { broke(what, wrong); }));
}

void Director::broke(const std::string& what, const std::exception& wrong) {
  env_.log.event("director_broke", {{"task", what}, {"why", wrong.what()}});
  end(kBroken);
}

Task<void> Director::accept(Channel<ConnectionPtr>& arrivals) {
  for (;;) {
    auto connection = co_await arrivals.receive();
    if (!connection) co_return;
    supervise("serving a connection", serve(std::move(*connection)));
  }
}

Task<void> Director::serve(ConnectionPtr connection) {
  const auto receive = [](ConnectionPtr from) -> Task<std::optional<Message>> {
    co_return co_await from->incoming.receive();
  };
  auto first = co_await env_.within(env_.clock.window(kFirstMessageLimit), receive(connection));
  if (!first || !*first) {
    connection->close();
    co_return;
  }
  if (auto* hello = std::get_if<Hello>(&**first)) {
    co_await supervision_.serve(connection, std::move(*hello));
  } else {
    co_await answer(connection, std::move(**first));
    connection->close();
  }
}

Task<void> Director::answer(ConnectionPtr connection, Message request) {
  if (auto* wanted = std::get_if<Submit>(&request)) {
    co_await submit(connection, std::move(*wanted));
  } else if (auto* followed = std::get_if<Watch>(&request)) {
    co_await watch(connection, std::move(*followed));
  } else if (auto* cancelled = std::get_if<Cancel>(&request)) {
    connection->send(co_await cancel(cancelled->slot));
  } else if (auto* slot = std::get_if<GetSlot>(&request)) {
    connection->send(state_of(slot->slot));
  } else if (auto* file = std::get_if<GetFile>(&request)) {
    connection->send(file_of(*file));
  } else if (std::get_if<GetWorkers>(&request)) {
    connection->send(WorkersState{supervision_.report()});
  } else if (std::get_if<GetMetrics>(&request)) {
    connection->send(MetricsText{env_.metrics.text()});
  } else if (std::get_if<GetHealth>(&request)) {
    connection->send(Health{draining_ ? "draining" : placement_.whole() ? "ok" : "degraded"});
  } else if (std::get_if<GetReadiness>(&request)) {
    connection->send(readiness(placement_, draining_));
  }
}

Task<void> Director::submit(ConnectionPtr connection, Submit request) {
  Duration deadline{0};
  if (!book_.knows(request.idempotency_key)) {  // what was accepted once is not refused the second time
    const AdmissionState state{draining_, book_.waiting(), placement_.readiness(), placement_.least()};
    auto admitted = admit(request, config_, state);
    if (!admitted) {
      env_.log.event("slot_refused", admitted.error().to_json());
      env_.metrics.count(metrics::kRefused, {{"code", admitted.error().code.text}});
      connection->send(Failure{admitted.error()});
      co_return;
    }
    deadline = *admitted;
  }
  auto accepted = co_await book_.accept(std::move(request), deadline);
  if (!accepted) {
    env_.metrics.count(metrics::kRefused, {{"code", accepted.error().code.text}});
    connection->send(Failure{accepted.error()});
    co_return;
  }
  const SlotPtr slot = accepted->slot;
  const auto outlook = placement_.outlook(*slot);
  if (accepted->fresh) {
    schedule(slot);
    tell_whether_it_waits_for_a_worker(book_, *slot, placement_);
  }
  connection->send(Accepted{.slot = slot->id,
                            .correlation_id = slot->correlation_id,
                            .deadline_ms = as_ms(slot->deadline - slot->accepted_at),
                            .position = static_cast<std::int64_t>(outlook.position),
                            .expected_start_ms = as_ms(outlook.until_start)});
}

Task<void> Director::watch(ConnectionPtr connection, Watch request) {
  const SlotPtr slot = book_.find(request.slot);
  if (!slot) {
    connection->send(not_found(request.slot));
    co_return;
  }
  for (std::int64_t seen = request.after;;) {
    if (seen < slot->forgotten) {
      seen = slot->forgotten;
      connection->send(SlotEvent{.sequence = seen,
                                 .slot = slot->id,
                                 .correlation_id = slot->correlation_id,
                                 .type = "events_forgotten",
                                 .fields = {{"through", seen}}});
    }
    const SlotEvent* next = slot->event_after(seen);
    if (!next) {
      if (connection->incoming.closed() || slot->over()) co_return;
      if (slot->left) co_return connection->send(slot->goes_on_elsewhere(seen, env_.clock.now()));
      co_await slot->changed.wait();
      continue;
    }
    seen = next->sequence;
    const bool last = next->last();
    connection->send(*next);
    if (last) co_return;
  }
}

// Of one that was left for the next director.
Task<void> Director::settle_as_cancelled(SlotPtr slot) {
  slot->left = false;
  ++running_;
  Error error = cancelled_by_client();
  error.correlation_id = slot->correlation_id;
  co_await book_.settle(slot, SlotPhase::cancelled, error.to_json());
  --running_;
  drained_.notify();
}

// Answers once the slot is settled, so that the answer is true, and stays true after a crash.
Task<Message> Director::cancel(std::string id) {
  const SlotPtr slot = book_.find(id);
  if (!slot) co_return not_found(id);
  if (slot->life && !slot->cancel_requested) {
    slot->cancel_requested = true;
    slot->life->cancel();
  }
  while (!slot->over()) {
    if (slot->left) {
      co_await settle_as_cancelled(slot);
    } else {
      co_await slot->changed.wait();
    }
  }
  if (slot->phase == SlotPhase::cancelled) co_return NoContent{};
  co_return Failure{Error{.code = "CONFLICT",
                          .message = "slot " + id + " is " + std::string(to_string(slot->phase)) + " already",
                          .details = {{"state", std::string(to_string(slot->phase))}}}};
}

Message Director::state_of(const std::string& id) const {
  const SlotPtr slot = book_.find(id);
  if (!slot) return not_found(id);
  return SlotState{.slot = id,
                   .correlation_id = slot->correlation_id,
                   .state = std::string(to_string(slot->phase)),
                   .result = slot->result};
}

Message Director::file_of(const GetFile& request) {
  const SlotPtr slot = book_.find(request.slot);
  if (!slot) return not_found(request.slot);
  const auto made = artefacts_of(slot->made() ? *slot->made() : boost::json::object());
  if (made) {
    for (const Artefact& file : *made) {
      if (file.name != request.name) continue;
      results_.fetched(slot->id, request.name);
      return FileReply{.path = SlotRun::folder(config_, slot->id) + "/" + request.name,
                       .size_bytes = file.bytes};
    }
  }
  return Failure{
      Error{.code = "NOT_FOUND", .message = "slot " + request.slot + " has no file " + request.name}};
}

void Director::schedule(const SlotPtr& slot) {
  ++running_;
  live_.push_back(slot);
  slot->life = &supervise("running " + slot->id, live(slot));
}

Task<void> Director::live(SlotPtr slot) {
  SlotRun run(env_, config_, placement_, book_, retries_, slot);
  co_await run.run();
  results_.made(*slot);
  slot->life = nullptr;
  --running_;
  std::erase(live_, slot);
  drained_.notify();
}

Task<void> Director::obey_signals() {
  for (;;) {
    auto signal = co_await env_.signals.incoming.receive();
    if (!signal) co_return;
    env_.log.event("signal", {{"number", *signal}});
    if (*signal == SIGHUP) {  // a terminal that closed must not take the slots with it
      env_.log.event(
          "signal_ignored",
          {{"number", *signal}, {"reason", "the configuration is read once, at the start; SIGTERM drains"}});
    } else if (draining_) {  // told twice: nothing is waited for any more
      env_.log.event("director_ends_at_once", {{"number", *signal}, {"running", running_}});
      end(128 + *signal);
    } else {
      begin_drain();
    }
  }
}

void Director::begin_drain() {
  draining_ = true;
  book_.give_up_at(env_.clock.now() + kDrainLimit + kSettleLimit);
  stop_slots(false);
  supervise("ending the drain", end_drain());
  drained_.notify();
}

Task<void> Director::end_drain() {
  co_await env_.sleep(kDrainLimit);
  stop_slots(true);
}

// They stay unfinished in the journal.
void Director::stop_slots(bool also_running) {
  for (const SlotPtr& slot : live_) {
    if (slot->life && (also_running || slot->phase == SlotPhase::queued)) slot->life->cancel();
  }
}

Task<void> Director::remove_results(std::string slot) {
  auto removed = co_await env_.files.remove_all(SlotRun::folder(config_, slot));
  if (!removed) {
    env_.log.event("results_not_removed", {{"slot", slot}, {"error", removed.error().to_json()}});
  }
}

// What a worker noticed concerns the slots that are on their way.
void Director::pass_on(const Notice& notice) {
  for (const SlotPtr& slot : live_) book_.tell(*slot, notice.type, notice.fields);
}

}  // namespace

Task<int> director_main(Env& env, DirectorConfig config, HearRefusal hear) {
  Director director(env, std::move(config), std::move(hear));
  co_return co_await director.run();
}

}  // namespace slots
