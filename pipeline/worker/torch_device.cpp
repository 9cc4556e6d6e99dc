#include "pipeline/worker/torch_device.hpp"

#include <filesystem>

#include "pipeline/env/trace.hpp"
#include "pipeline/models/profile.hpp"
#include "pipeline/stages/slot_engine.hpp"

namespace slots {
namespace {

Error as_error(const StageError& failed) {
  Error error{.code = ErrorCode(failed.code), .message = failed.message};
  if (!failed.stage.empty()) error.details["stage"] = failed.stage;
  if (failed.required_bytes > 0) {
    error.details["required_bytes"] = failed.required_bytes;
    error.details["available_bytes"] = failed.available_bytes;
    error.details["capacity_bytes"] = failed.capacity_bytes;
  }
  if (!failed.expected.empty()) {
    error.details["expected"] = failed.expected;
    error.details["found"] = failed.found;
  }
  return error;
}

std::int64_t keyframes_in(int chunks) {
  std::int64_t count = 0;
  for (const int key : kKeyframes) count += key < std::min(chunks * kChunkFrames, kFrames);
  return count;
}

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
  done.details["launches"] = report.launches;
  if (report.score) {
    done.details["scores"] = {{"b", report.score->b}, {"l", report.score->l}, {"score", report.score->score}};
  }
  return done;
}

}  // namespace

// One stage on its thread. What the thread sends after the waiting task is gone is dropped.
struct TorchDevice::Running {
  Running(Loop& loop, RunStage the_stage) : what(std::move(the_stage)), answer(loop) {}

  RunStage what;
  std::shared_ptr<SlotEngine> engine;
  std::shared_ptr<SlotWork> work;
  Channel<StageResult<StageReport>> answer;
  Channel<StageProgress>* progress = nullptr;  // null once nobody waits
};

TorchDevice::TorchDevice(std::unique_ptr<DevicePlugin> plugin, const WorkerSettings& settings, OpenCard open)
    : plugin_(std::move(plugin)), open_card_(std::move(open)), settings_(settings) {}

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

std::optional<Error> TorchDevice::choose_card(int index) {
  if (index == index_) return std::nullopt;
  std::string why = "this worker knows one card only";
  auto opened = open_card_ && !engine_ ? open_card_(index, why) : nullptr;
  if (!opened) {
    return Error{.code = "GPU_LOST",
                 .message = "card " + std::to_string(index) + " cannot be used: " + why,
                 .details = {{"card", index}}};
  }
  plugin_ = std::move(opened);
  index_ = index;
  return std::nullopt;
}

Task<Result<void>> TorchDevice::load(DeviceSettings settings) {
  trace_mark("device.load");
  if (auto unusable = choose_card(settings.index)) co_return *unusable;
  const Profile* profile = find_profile(settings.profile);
  if (!profile) {
    co_return Error{.code = "MODEL_LOAD_FAILED",
                    .message = "there is no profile \"" + settings.profile + "\""};
  }
  EngineOptions options{.oom_retries = static_cast<int>(settings_.oom_retries)};
  for (const Stage stage : kStages) {
    options.pace[stage] = std::chrono::milliseconds(settings_.median_ms[stage]);
  }
  using Opened = StageResult<std::shared_ptr<SlotEngine>>;
  auto open = [plugin = plugin_, profile, folder = settings.models_folder, options]() -> Opened {
    auto engine = SlotEngine::open(*plugin, *profile, folder, options);
    if (!engine) return engine.error();
    return std::shared_ptr<SlotEngine>(std::move(*engine));
  };
  Opened opened = co_await on_thread(std::move(open));
  if (!opened) {
    poisoned_ = opened.error().fatal;
    co_return as_error(opened.error());
  }
  engine_ = std::move(*opened);
  co_return Result<void>{};
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
    auto result =
        std::make_shared<StageResult<StageReport>>(running->engine->run(what.stage, *running->work, report));
    post([running, result] { running->answer.push(std::move(*result)); });
  });  // a stage that hangs ends with its process
}

Task<Result<StageDone>> TorchDevice::run(StageRequest request, Channel<StageProgress>& progress) {
  trace_mark("device.run");
  const RunStage what = request.what;
  if (!engine_) {
    co_return Error{.code = "MODEL_NOT_FOUND",
                    .message = "the " + in_words(what.stage) + " has no models: none are loaded"};
  }
  auto running = std::make_shared<Running>(*loop_, what);
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
  if (cancelled)
    co_return Error{.code = "CANCELLED", .message = "the " + in_words(what.stage) + " was cancelled"};
  co_return as_message(what, **result, clock_->now() - began);
}

Task<DeviceStatus> TorchDevice::check() {
  trace_mark("device.check");
  if (*checking_) co_return DeviceStatus{};  // the last one hangs: the device does not compute
  *checking_ = true;
  auto look = [engine = engine_, plugin = plugin_, checking = checking_, post = threads_.post] {
    const std::pair<bool, DeviceMemory> seen{engine && engine->health().has_value(), plugin->memory()};
    post([checking] { *checking = false; });
    return seen;
  };
  const auto [computes, memory] = co_await on_thread(std::move(look));
  co_return DeviceStatus{.computes = computes,
                         .memory_used_bytes = static_cast<std::int64_t>(memory.used_here),
                         .memory_capacity_bytes = static_cast<std::int64_t>(memory.capacity)};
}

Task<Result<void>> TorchDevice::verify_weights() {
  trace_mark("device.verify");
  auto verify = [engine = engine_]() -> StageResult<bool> {
    auto whole = engine->verify_weights();
    if (!whole) return whole.error();
    return true;
  };
  auto verified = co_await on_thread(std::move(verify));
  if (!verified) co_return as_error(verified.error());
  co_return Result<void>{};
}

}  // namespace slots
