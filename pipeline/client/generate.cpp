#include "pipeline/client/generate.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "pipeline/client/ask.hpp"
#include "pipeline/protocol/partial.hpp"
#include "pipeline/recovery/decide.hpp"
#include "pipeline/task/guarded.hpp"

namespace slots {
namespace {

constexpr BackoffPolicy kReconnect{.first = 1s, .cap = 60s, .retries = 3};
constexpr Duration kCancelLimit = 10s;
constexpr std::int64_t kLongestDeadlineMs = 86'400'000;  // a director refuses less than this

class Generate {
 public:
  Generate(Env& env, GenerateRequest request, GenerateDisplay& display)
      : env_(env),
        request_(std::move(request)),
        display_(display),
        over_(env.loop),
        tasks_(env.loop, Nursery::Mode::apart) {}

  Task<int> run();

 private:
  Task<void> work();
  Task<void> obey_signals();
  Task<int> generate();
  Task<Result<SlotEvent>> make();
  Duration patience(std::int64_t deadline_ms) const;
  Error no_end(std::int64_t deadline_ms) const;
  Task<bool> tries_again(std::string_view site, const Error& error, int retries);
  Task<Result<Accepted>> submit();
  Task<Result<SlotEvent>> follow();
  Task<Result<SlotEvent>> follow_once();
  Task<Result<void>> fetch_results(boost::json::object result);
  Task<void> fetch_partial(boost::json::object failure);
  Task<void> find_submitted();
  Task<void> cancel_with_director();
  Task<void> leave_at_next_signal(int code);
  int fail(Error error);

  Env& env_;
  GenerateRequest request_;
  GenerateDisplay& display_;
  std::string slot_, correlation_id_;
  std::int64_t seen_ = 0;         // the last event's sequence
  std::optional<Error> trouble_;  // the last, since something was tried again
  std::optional<int> exit_;
  Event over_;
  Nursery::Child* work_ = nullptr;  // until it is over
  Nursery tasks_;                   // last
};

// Once it has waited; false: it is not worth it.
Task<bool> Generate::tries_again(std::string_view site, const Error& error, int retries) {
  const double draw = env_.random.unit(site, static_cast<std::uint64_t>(retries));
  const auto decision = recovery::decide(recovery::Place::client, error, {.retries = retries}, kReconnect, {},
                                         recovery::kNoBudget, {}, draw);
  env_.log.event("decided", recovery::as_fields(decision, error));
  if (!decision.again()) co_return false;
  trouble_ = error;
  display_.trouble(error.message);
  co_await env_.sleep(decision.delay);
  co_return true;
}

// The same idempotency key every time, so that a lost answer never makes a second slot.
Task<Result<Accepted>> Generate::submit() {
  for (int retry = 0;; ++retry) {
    auto answer = co_await ask(env_, request_.director, request_.slot);
    if (answer) {
      if (auto* accepted = std::get_if<Accepted>(&*answer)) co_return std::move(*accepted);
      co_return Error{.code = "INTERNAL",
                      .message = "the director answered a submission with something else"};
    }
    const Error error = answer.error();
    if (!co_await tries_again("submit", error, retry)) co_return error;
  }
}

Task<Result<SlotEvent>> Generate::follow_once() {
  auto connection = co_await dial_director(env_, request_.director);
  if (!connection) co_return connection.error();
  (*connection)->send(Watch{.slot = slot_, .after = seen_});
  for (;;) {
    auto message = co_await (*connection)->incoming.receive();
    if (!message) {
      co_return Error{.code = "NETWORK_PARTITION", .message = "the stream of events from the director broke"};
    }
    if (auto* failure = std::get_if<Failure>(&*message)) co_return failure->error;
    auto* event = std::get_if<SlotEvent>(&*message);
    if (!event) continue;
    if (event->type == "draining") co_return Error::from_json(event->fields);
    seen_ = event->sequence;
    display_.event(*event);
    if (event->last()) {
      (*connection)->close();
      co_return std::move(*event);
    }
  }
}

// Through the end of its director, too: the next one takes the slot up. When none comes, it is for the drain.
Task<Result<SlotEvent>> Generate::follow() {
  std::optional<Error> draining;
  for (int retry = 0;; ++retry) {
    const std::int64_t before = seen_;
    auto last = co_await follow_once();
    if (last) co_return std::move(*last);
    if (seen_ != before) retry = 0;
    if (last.error().code == "DRAINING") draining = last.error();
    const Error error = last.error();
    if (!co_await tries_again("follow", error, retry)) co_return draining ? *draining : error;
  }
}

Task<Result<void>> Generate::fetch_results(boost::json::object result) {
  if (request_.out.empty()) co_return Result<void>{};
  auto made = co_await env_.files.make_folder(request_.out);
  if (!made) co_return made.error();
  if (const auto* artefacts = result.if_contains("artefacts"); artefacts && artefacts->is_array()) {
    for (const auto& artefact : artefacts->get_array()) {
      const std::string name = artefact.at("name").as_string().c_str();
      if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos) {
        co_return Error{.code = "INTERNAL",
                        .message = "the director named a file that is no plain name: " + name};
      }
      const std::string part = request_.out + "/" + name + ".part";
      FetchRequest wanted{.url = request_.director + "/v1/slots/" + slot_ + "/files/" + name,
                          .file = part,
                          .limit_bytes = artefact.at("bytes").to_number<std::int64_t>()};
      auto fetched = co_await env_.network.fetch(std::move(wanted));
      if (!fetched) co_return fetched.error();
      auto renamed = co_await env_.files.rename(part, request_.out + "/" + name);
      if (!renamed) co_return renamed.error();
    }
  }
  co_return co_await env_.files.write(request_.out + "/slot.json", boost::json::serialize(result) + "\n");
}

// What there is of a slot whose worker was lost; slot.json says that it is partial, and why.
Task<void> Generate::fetch_partial(boost::json::object failure) {
  const auto* partial = partial_of(failure);
  if (!partial) co_return;
  boost::json::object result = *partial;
  result["slot"] = slot_;
  result[kPartial] = true;
  result["error"] = failure.at("error");
  auto fetched = co_await fetch_results(std::move(result));
  if (!fetched) display_.trouble("what there is of the slot was not fetched: " + fetched.error().message);
}

int Generate::fail(Error error) {
  display_.failed(error);
  return error.kind().exit_code;
}

// How long to wait for the end of a slot with this deadline, from its submission.
Duration Generate::patience(std::int64_t deadline_ms) const {
  const std::chrono::milliseconds deadline(std::clamp<std::int64_t>(deadline_ms, 0, kLongestDeadlineMs));
  return deadline + env_.clock.window(kSilentDirector);
}

// Names what hindered it, if anything is known to have.
Error Generate::no_end(std::int64_t deadline_ms) const {
  const auto waited_ms = as_ms(patience(deadline_ms));
  Error error{.code = "DEADLINE_EXCEEDED",
              .message = "the director has not said how the slot ended within " + std::to_string(waited_ms) +
                         " ms; its deadline was " + std::to_string(deadline_ms) + " ms",
              .details = {{"deadline_ms", deadline_ms}, {"waited_ms", waited_ms}}};
  if (trouble_) {
    error.message += "; at last " + trouble_->message;
    error.details["cause"] = trouble_->code.text;
  }
  return error;
}

// From the submission to the event that ends the slot. A director that is frozen, or behind a network that
// swallows everything, must not hold its client for ever: the deadline is the client's, too.
Task<Result<SlotEvent>> Generate::make() {
  const Time began = env_.clock.now();
  const auto asked = request_.slot.deadline_ms;
  const Time limit = asked ? began + patience(*asked) : kNever;
  auto accepted = co_await until(env_.loop, limit, submit());
  if (!accepted) co_return no_end(*asked);
  if (!*accepted) co_return accepted->error();
  slot_ = (*accepted)->slot;
  correlation_id_ = (*accepted)->correlation_id;
  display_.accepted(**accepted);
  trouble_.reset();
  const auto applied = (*accepted)->deadline_ms;
  auto last = co_await until(env_.loop, asked ? limit : env_.clock.now() + patience(applied), follow());
  if (!last) co_return no_end(applied);
  co_return std::move(*last);
}

Task<int> Generate::generate() {
  auto last = co_await make();
  if (!last) co_return fail(last.error());
  if (last->type != "done") {
    co_await fetch_partial(last->fields);
    co_return fail(Error::from_json(last->fields));
  }
  auto fetched = co_await fetch_results(last->fields);
  if (!fetched) co_return fail(fetched.error());
  display_.done(last->fields);
  co_return 0;
}

Task<void> Generate::work() {
  try {
    exit_ = co_await generate();
  } catch (const Cancelled&) {  // interrupted: who interrupted it says how it ends
  } catch (const std::exception& wrong) {
    exit_ = fail(Error{.code = "INTERNAL",
                       .message = std::string("slotctl does not understand the director: ") + wrong.what()});
  }
  work_ = nullptr;
  over_.notify();
}

// The submission may have reached the director although its answer never came: sent once more, with its key,
// it names the slot.
Task<void> Generate::find_submitted() {
  auto answer = co_await ask(env_, request_.director, request_.slot);
  if (!answer) co_return;
  const auto* accepted = std::get_if<Accepted>(&*answer);
  if (!accepted) co_return;
  slot_ = accepted->slot;
  correlation_id_ = accepted->correlation_id;
}

Task<void> Generate::cancel_with_director() {
  if (slot_.empty()) co_await find_submitted();
  if (slot_.empty()) co_return;
  auto told = co_await ask(env_, request_.director, Cancel{slot_});
  if (told) {
    env_.log.event("cancelled_with_director", {{"slot", slot_}, {"correlation_id", correlation_id_}});
  } else {
    display_.trouble("the slot could not be cancelled with the director: " + told.error().message);
  }
}

Task<void> Generate::obey_signals() {
  auto signal = co_await env_.signals.incoming.receive();
  if (!signal) co_return;
  const int code = 128 + *signal;  // as a shell names the end by a signal
  if (work_) work_->cancel();
  tasks_.spawn(leave_at_next_signal(code));
  auto tell = [](Generate& self) -> Task<bool> {
    co_await self.cancel_with_director();
    co_return true;
  };
  co_await env_.within(env_.clock.window(kCancelLimit), tell(*this));
  exit_ = code;
  over_.notify();
}

// Whoever asks twice does not want to wait for a director that does not answer.
Task<void> Generate::leave_at_next_signal(int code) {
  if (!co_await env_.signals.incoming.receive()) co_return;
  exit_ = code;
  over_.notify();
}

Task<int> Generate::run() {
  work_ = &tasks_.spawn(work());
  tasks_.spawn(guarded(obey_signals(), [this](const std::exception& wrong) {
    exit_ = fail(Error{.code = "INTERNAL", .message = wrong.what()});
    over_.notify();
  }));
  while (!exit_) co_await over_.wait();
  co_return *exit_;
}

}  // namespace

Task<int> generate_main(Env& env, GenerateRequest request, GenerateDisplay& display) {
  Generate generate(env, std::move(request), display);
  co_return co_await generate.run();
}

}  // namespace slots
