// What a thread beside the loop says of itself while it waits for another thread: time that several processes
// share goes on only while nobody works (pipeline/real/shared_clock). Where nobody listens it costs a branch.
#pragma once

namespace slots {

class ThreadStatus {
 public:
  virtual ~ThreadStatus() = default;
  virtual void waits() = 0;
  virtual void works() = 0;
};

inline thread_local ThreadStatus* this_thread_status = nullptr;  // null: nobody listens

// Around a wait for something that another thread does.
class Waiting {
 public:
  Waiting() {
    if (this_thread_status) this_thread_status->waits();
  }
  ~Waiting() {
    if (this_thread_status) this_thread_status->works();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
};

}  // namespace slots
