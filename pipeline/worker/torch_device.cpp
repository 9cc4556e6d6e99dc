#include "pipeline/worker/torch_device.hpp"

#include <filesystem>

#include "pipeline/env/trace.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/stages/slot_engine.hpp"

namespace slots {
namespace {

StageDone as_message(const RunStage& what, const StageReport& report, Duration took) {
  StageDone done{.slot = what.slot,
                 .stage = what.stage,
                 .run = what.run,
                 .took_ms = milliseconds(took),
                 .oom_recovered = report.oom_recovered};
  boost::json::array artefacts;
  for (const std::string& file : report.files) {
    std::error_code problem;
    const auto size = std::filesystem::file_size(std::filesystem::path(what.folder) / file, problem);
    artefacts.push_back({{"name", file}, {"bytes", problem ? 0 : size}});
  }
  done.details["artefacts"] = std::move(artefacts);
  done.details["launches"] = report.counts.launches;
  if (report.score) {
    done.details["scores"] = {{"b", report.score->b}, {"l", report.score->l}, {"score", report.score->score}};
  }
  return done;
}

// A card whose memory others hold to the last byte answers; no other process would have more of it.
StageResult<void> health_of(SlotEngine& engine) {
  auto health = engine.health();
  if (!health && health.error().code == "CUDA_OUT_OF_MEMORY") return {};
  return health;
}

Error no_profile(const std::string& name) {
  return {.code = "MODEL_LOAD_FAILED", .message = "there is no profile \"" + name + "\""};
}

}  // namespace

// One stage on its thread. What the thread sends after the waiting task is gone is dropped.
struct TorchDevice::Running {
  Running(Loop& loop, StageRequest the_request)
      : what(std::move(the_request.what)),
        options{.pace = the_request.pace, .oom_retries = the_request.oom_retries},
        answer(loop) {}

  RunStage what;
  RunOptions options;
  std::shared_ptr<SlotEngine> engine;
  std::shared_ptr<SlotWork> work;
  Channel<StageResult<StageReport>> answer;
  Channel<StageProgress>* progress = nullptr;  // null once nobody waits
};

TorchDevice::TorchDevice(Backends backends, Backends::Opened first)
    : backends_(std::move(backends)), card_(std::move(first)) {}

TorchDevice::~TorchDevice() = default;

void TorchDevice::attach(Loop& loop, const Clock& clock, Threads threads) {
  loop_ = &loop;
  clock_ = &clock;
  threads_ = std::move(threads);
}

// A thread of its own for each piece of work, since any of it may hang in the device; such a thread ends with
// its process. Who waits may be gone when the result comes: then it is dropped.
template <class Work>
Task<std::invoke_result_t<Work>> TorchDevice::on_thread(Work work) {
  using Value = std::invoke_result_t<Work>;
  auto answer = std::make_shared<Channel<Value>>(*loop_);
  threads_.beside([answer, work = std::move(work), post = threads_.post] {
    auto value = std::make_shared<Value>(work());
    post([answer, value] { answer->push(std::move(*value)); });
  });
  co_return std::move(*co_await answer->receive());
}

// What it began with stays when it is what load() asks for.
std::optional<Error> TorchDevice::choose_card(int index) {
  if (card_.backend == 0 && card_.index == index) return std::nullopt;
  engine_.reset();
  Backends::Opened opened = backends_.open(index);
  if (!opened.plugin) {
    const std::string& why = opened.passed_over;
    return Error{.code = "GPU_LOST",
                 .message = "card " + std::to_string(index) + " cannot be used: " + why,
                 .details = {{"card", index}}};
  }
  card_ = std::move(opened);
  return std::nullopt;
}

Task<std::optional<StageError>> TorchDevice::load_onto(std::shared_ptr<DevicePlugin> plugin,
                                                       const Profile& profile,
                                                       const DeviceSettings& settings) {
  engine_.reset();  // models that are there already make room for their successors
  using Opened = StageResult<std::shared_ptr<SlotEngine>>;
  auto open = [plugin = std::move(plugin), &profile, settings, tell = notices(),
               read = std::move(read_)]() -> Opened {
    const bool chosen = settings.limits != profile.limits();
    const VramLimits limits = chosen ? settings.limits : profile.limits_on(plugin->memory().capacity);
    auto engine = SlotEngine::open(*plugin, profile, settings.models_folder, limits, tell, read);
    if (!engine) return engine.error();
    return std::shared_ptr<SlotEngine>(std::move(*engine));
  };
  Opened opened = co_await on_thread(std::move(open));
  if (!opened) co_return opened.error();
  engine_ = std::move(*opened);
  co_return std::nullopt;
}

Task<Result<void>> TorchDevice::read_models(DeviceSettings settings) {
  trace_mark("device.read_models");
  const Profile* profile = find_profile(settings.profile);
  if (!profile) co_return no_profile(settings.profile);
  auto read = [profile, folder = settings.models_folder] { return SlotEngine::read(folder, *profile); };
  auto models = co_await on_thread(std::move(read));
  if (!models) co_return as_error(models.error());
  read_ = *std::move(models);
  co_return Result<void>{};
}

// A card that spoils the process while the models are loaded is passed over as one that cannot be opened is.
Task<Result<LoadedDevice>> TorchDevice::load(DeviceSettings settings) {
  trace_mark("device.load");
  if (auto unusable = choose_card(settings.index)) co_return *unusable;
  const Profile* profile = find_profile(settings.profile);
  if (!profile) co_return no_profile(settings.profile);
  for (;;) {
    const auto failed = co_await load_onto(card_.plugin, *profile, settings);
    if (!failed) co_return LoadedDevice{backends_.name(card_.backend), card_.passed_over};
    auto next = failed->fatal ? backends_.open(settings.index, card_.backend + 1) : Backends::Opened{};
    if (!next.plugin) {
      poisoned_ = failed->fatal;
      co_return as_error(*failed);
    }
    std::string passed_over = card_.passed_over;
    for (const std::string& more :
         {backends_.name(card_.backend) + ": " + failed->message, next.passed_over}) {
      if (!more.empty()) passed_over += (passed_over.empty() ? "" : "; ") + more;
    }
    card_ = std::move(next);
    card_.passed_over = std::move(passed_over);
  }
}

// From any thread to whoever hears on the loop.
std::function<void(Notice)> TorchDevice::notices() {
  return [this, post = threads_.post](Notice notice) {
    post([this, notice = std::move(notice)] {
      if (on_notice) on_notice(notice);
    });
  };
}

// One for all stages and retries of an attempt at the slot: the director releases the slot at its end.
std::shared_ptr<SlotWork> TorchDevice::work_of(const RunStage& what) {
  auto& work = works_[what.slot];
  if (!work) {
    work = std::make_shared<SlotWork>(SlotRequest{.id = what.slot,
                                                  .prompt = what.prompt,
                                                  .script = what.script,
                                                  .seed = what.seed,
                                                  .output = what.folder});
  }
  return work;
}

void TorchDevice::start_thread(std::shared_ptr<Running> running) {
  threads_.beside([running, post = threads_.post] {
    const RunStage& what = running->what;
    const Progress report = [&](Stage, int done, int total) {
      StageProgress step{.slot = what.slot,
                         .stage = what.stage,
                         .run = what.run,
                         .done = done,
                         .total = total,
                         .keyframes = what.stage == Stage::video ? keyframes_in(done) : 0};
      post([running, step = std::move(step)] {
        if (running->progress) running->progress->push(step);
      });
    };
    auto result = std::make_shared<StageResult<StageReport>>(
        running->engine->run(what.stage, *running->work, report, running->options));
    post([running, result] { running->answer.push(std::move(*result)); });
  });  // a stage that hangs ends with its process
}

Task<Result<StageDone>> TorchDevice::run(StageRequest request, Channel<StageProgress>& progress) {
  trace_mark("device.run");
  const RunStage what = request.what;
  if (!engine_) co_return as_error(not_loaded(name(what.stage), in_words(what.stage)));
  auto running = std::make_shared<Running>(*loop_, std::move(request));
  running->engine = engine_;
  running->work = work_of(what);
  running->progress = &progress;
  struct Detach {
    Running& running;
    ~Detach() { running.progress = nullptr; }
  } detach{*running};
  const Time began = clock_->now();
  start_thread(running);
  std::optional<StageResult<StageReport>> result;
  bool cancelled = false;
  try {
    result = co_await running->answer.receive();
  } catch (const Cancelled&) {
    cancelled = true;
  }
  if (cancelled) {
    running->engine->cancel(*running->work, what.stage);
    Shield shield(co_await this_strand());
    result = co_await running->answer.receive();
    SlotEngine::forget_cancellation(*running->work, what.stage);
  }
  if (!*result) {
    poisoned_ = poisoned_ || result->error().fatal;
    co_return as_error(result->error());
  }
  if (cancelled) co_return as_error(slots::cancelled(name(what.stage), in_words(what.stage)));
  co_return as_message(what, **result, clock_->now() - began);
}

Task<DeviceStatus> TorchDevice::check() {
  trace_mark("device.check");
  if (*checking_) co_return DeviceStatus{};  // the last one hangs: the device does not compute
  *checking_ = true;
  auto look = [engine = engine_, plugin = card_.plugin, checking = checking_, post = threads_.post] {
    if (engine) engine->relieve();
    std::pair<StageResult<void>, DeviceMemory> seen{not_loaded("health", "the health computation"), {}};
    if (engine) seen.first = health_of(*engine);
    seen.second = plugin->memory();
    post([checking] { *checking = false; });
    return seen;
  };
  const auto [health, memory] = co_await on_thread(std::move(look));
  if (!health) poisoned_ = poisoned_ || health.error().fatal;
  co_return DeviceStatus{.computes = health.has_value(),
                         .failure = health ? std::nullopt : std::optional(as_error(health.error())),
                         .memory_used_bytes = static_cast<std::int64_t>(memory.used_here),
                         .memory_capacity_bytes = static_cast<std::int64_t>(memory.capacity)};
}

Task<Result<void>> TorchDevice::ask_engine(StageResult<void> (SlotEngine::*question)()) {
  auto ask = [engine = engine_, question]() -> StageResult<bool> {
    auto answer = ((*engine).*question)();
    if (!answer) return answer.error();
    return true;
  };
  auto answer = co_await on_thread(std::move(ask));
  if (answer) co_return Result<void>{};
  poisoned_ = poisoned_ || answer.error().fatal;
  co_return as_error(answer.error());
}

Task<Result<void>> TorchDevice::verify_weights() {
  trace_mark("device.verify");
  if (!engine_) co_return as_error(not_loaded("verify", "the check of the weights"));
  co_return co_await ask_engine(&SlotEngine::verify_weights);
}

Task<Result<void>> TorchDevice::recheck() {
  trace_mark("device.recheck");
  if (!engine_) co_return as_error(not_loaded(kRecheck, kRecheckInWords));
  co_return co_await ask_engine(&SlotEngine::recheck);
}

}  // namespace slots
