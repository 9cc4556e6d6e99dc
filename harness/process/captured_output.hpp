// What a process and all that it starts write to stdout and stderr, in memory. There is no reader that could
// be too slow or gone, and what was written is there however the process ends.
#pragma once

#include <string>

#include "harness/process/descriptor.hpp"

namespace ordeal::process {

class CapturedOutput {
 public:
  CapturedOutput();  // throws std::system_error

  // From now on this process's stdout and stderr go here.
  void redirect() const;

  // What was written since the last call, its end if it was much; flushes this process's own buffers first.
  std::string take();

  // Gives back the memory of all but the end. For who watches a process that writes without an end.
  void forget_the_beginning() const;

 private:
  Descriptor file_;
};

}  // namespace ordeal::process
