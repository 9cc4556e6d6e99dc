#include "pipeline/recovery/crash_loop.hpp"

namespace slots {

bool CrashLoop::crashed(Time now) {
  crashes_.push_back(now);
  while (now - crashes_.front() > policy_.within) crashes_.pop_front();
  if (crashes_.size() < static_cast<std::size_t>(policy_.crashes)) return false;
  crashes_.clear();
  return true;
}

}  // namespace slots
