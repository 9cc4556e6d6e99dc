#include "harness/sim/device.hpp"

#include <limits>
#include <stdexcept>

#include "faults/rule/rule.hpp"
#include "harness/sim/process.hpp"
#include "pipeline/env/cuda_errors.hpp"
#include "pipeline/protocol/slot_shape.hpp"

namespace ordeal::sim {
namespace {

constexpr slots::Duration kReadTime = std::chrono::milliseconds(50),  // of one model, into host memory
    kCopyTime = std::chrono::milliseconds(25),                        // from there onto the card
    kCheckTime = std::chrono::milliseconds(1);
constexpr const char* kBackend = "sim";

}  // namespace

Device::Device(World& world, Process& owner)
    : world_(world), owner_(owner), ledger_({}, {}), keyframes_changed_(world.loop()) {}

Card& Device::card() const {
  return world_.card(index_);
}

slots::DeviceError Device::no_memory_for(std::uint64_t bytes) const {
  return {.fault = slots::DeviceFault::out_of_memory,
          .message = "out of memory",
          .required = bytes,
          .available = card().free(),
          .capacity = card().capacity(),
          .largest_block = card().is_in_pieces_for(bytes) ? card().largest_block : 0};
}

slots::DeviceError Device::error_of(int code, std::uint32_t operation, std::uint64_t bytes) {
  const slots::DeviceError error = slots::cuda_error(code, rule::operation_name(operation));
  if (error.fault == slots::DeviceFault::out_of_memory) return no_memory_for(bytes);
  const bool first = slots::stays(error.fault) && !spoilt();
  if (error.fault == slots::DeviceFault::lost) {
    card().lose(error);
  } else if (slots::stays(error.fault)) {
    sticky_ = error;
  }
  if (const int xid = slots::xid_of(code); first && xid != 0) world_.report_xid(index_, xid);
  return error;
}

std::optional<slots::DeviceError> Device::spoilt() const {
  if (on_host_) return std::nullopt;
  return sticky_ ? sticky_ : card().lost();
}

slots::StageError Device::failure(const slots::DeviceError& said, const std::string& stage,
                                  const std::string& what) const {
  return slots::device_failure(said, label(), stage, what);
}

slots::DeviceMemory Device::memory() const {
  const std::uint64_t here = card().used_by(owner_.role());
  return {.capacity = card().capacity(),
          .used = card().used(),
          .used_here = here,
          .live_here = here,
          .peak_here = here};
}

void Device::look_for_leak() {
  auto told = ledger_.look_for_leak(memory(), label());
  if (told && on_notice) on_notice(std::move(*told));
}

void Device::carry_out(const slots::VramLedger::Answer& answer) {
  const auto tell = [this](slots::Notice notice) {
    if (on_notice) on_notice(std::move(notice));
  };
  if (answer.past_soft) tell(slots::soft_limit_passed(ledger_, answer.past_soft, label()));
  for (const slots::Stage model : answer.unload) {
    card().give(owner_.role(), ledger_.model_bytes(model));
    ledger_.unloaded(model);
    tell(slots::model_notice("model_unloaded", ledger_, model, label()));
  }
}

slots::Task<Device::Failure> Device::load(slots::Stage stage) {
  constexpr const char* kWhat = "loading the models";
  const slots::Duration reading = std::exchange(read_[stage], false) ? slots::Duration{0} : kReadTime;
  co_await slots::Sleep(world_.loop(), world_.now() + reading + kCopyTime);
  if (const auto error = spoilt()) co_return failure(*error, "load", kWhat);
  const std::uint64_t bytes = ledger_.model_bytes(stage);
  if (!card().take(owner_.role(), bytes)) co_return failure(no_memory_for(bytes), "load", kWhat);
  ledger_.loaded(stage);
  if (on_notice) on_notice(slots::model_notice("model_loaded", ledger_, stage, label()));
  co_return std::nullopt;
}

slots::Task<slots::Result<void>> Device::read_models(slots::DeviceSettings) {
  co_await owner_.call("device.read_models");
  for (const slots::Stage stage : slots::kStages) {
    co_await slots::Sleep(world_.loop(), world_.now() + kReadTime);
    read_[stage] = true;
  }
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<slots::LoadedDevice>> Device::load(slots::DeviceSettings settings) {
  index_ = settings.index;
  for (const slots::Stage stage : slots::kStages) {  // of an earlier load
    if (ledger_.resident(stage)) card().give(owner_.role(), ledger_.model_bytes(stage));
  }
  ledger_ = slots::VramLedger(settings.limits, world_.options().costs);
  co_await owner_.call("device.load");
  for (const slots::Stage stage : slots::kStages) {
    if (const Failure failed = co_await attempt(stage, nullptr)) {
      poisoned_ = failed->fatal && settings.fallback.empty();
      if (!failed->fatal || poisoned_) co_return slots::as_error(*failed);
      loaded_ = on_host_ = true;
      co_return slots::LoadedDevice{settings.fallback.front(),
                                    std::string(kBackend) + ": " + failed->message};
    }
  }
  ledger_.set_baseline(memory());
  loaded_ = true;
  corrupt_ = false;
  co_return slots::LoadedDevice{kBackend};
}

std::vector<std::string> Device::kept() const {
  std::vector<std::string> slots;
  for (const auto& [slot, work] : slots_) slots.push_back(slot);
  return slots;
}

// A site as those of stages are.
slots::Task<bool> Device::launch_check(std::string stage) {
  co_await slots::Sleep(world_.loop(), world_.now() + kCheckTime);
  if (on_host_ || !owner_.watched(ORDEAL_LAUNCH)) co_return true;
  const rule::Strikes strikes = owner_.reach({.operation = ORDEAL_LAUNCH, .stage = stage, .device = index_});
  bool right = true;
  for (const rule::Strike& strike : strikes) {
    if (strike.action == ORDEAL_ERROR) {
      owner_.did(strike);
      error_of(strike.error, ORDEAL_LAUNCH, 0);
    } else if (strike.action == ORDEAL_MAKE_NAN) {
      owner_.did(strike);
      right = false;
    } else {
      co_await owner_.wait_as(strike);
    }
  }
  co_return right;
}

slots::Task<Device::Failure> Device::compute_what_is_known(const char* stage, const char* what) {
  const bool right = co_await launch_check(stage);
  Failure failed;
  if (const auto error = spoilt()) failed = failure(*error, stage, what);
  if (!failed && !right)
    failed = slots::computed_wrongly(stage, what, std::numeric_limits<double>::quiet_NaN(), label());
  poisoned_ |= failed.has_value();
  co_return failed;
}

slots::Task<slots::DeviceStatus> Device::check() {
  co_await owner_.call("device.check");
  if (checking_) co_return slots::DeviceStatus{};  // the last one hangs: the device does not compute
  checking_ = true;                                // for ever, where nobody waits for it any more
  const Failure wrong = co_await compute_what_is_known("health", "the health computation");
  checking_ = false;
  std::optional<slots::Error> failed;
  if (wrong) {
    failed = slots::as_error(*wrong);
  } else if (loaded_ && !on_host_) {
    look_for_leak();
    carry_out(ledger_.relieve(memory()));
  }
  co_return slots::DeviceStatus{.computes = loaded_ && !failed,
                                .failure = std::move(failed),
                                .memory_used_bytes = static_cast<std::int64_t>(card().used_by(owner_.role())),
                                .memory_capacity_bytes = static_cast<std::int64_t>(card().capacity())};
}

slots::Task<slots::Result<void>> Device::verify_weights() {
  co_await owner_.call("device.verify");
  co_await slots::Sleep(world_.loop(), world_.now() + kCheckTime);
  constexpr const char* kWhat = "the check of the weights";
  if (!loaded_) co_return slots::as_error(slots::not_loaded("verify", kWhat));
  if (const auto error = spoilt()) co_return slots::as_error(failure(*error, "verify", kWhat));
  if (corrupt_)
    co_return slots::as_error(slots::corrupted_weights("image", "0000000000000000", "0000000000000004"));
  co_return slots::Result<void>{};
}

slots::Task<slots::Result<void>> Device::recheck() {
  co_await owner_.call("device.recheck");
  if (!loaded_) co_return slots::as_error(slots::not_loaded(slots::kRecheck, slots::kRecheckInWords));
  Failure failed = show_late_error(slots::kRecheck, slots::kRecheckInWords);
  if (!failed) failed = co_await compute_what_is_known(slots::kRecheck, slots::kRecheckInWords);
  if (!failed && !on_host_) failed = ledger_.look_for_kept_memory(memory(), label());
  poisoned_ |= failed && failed->fatal;
  if (failed) co_return slots::as_error(*failed);
  co_return slots::Result<void>{};
}

}  // namespace ordeal::sim
