#include "steps/worlds/growing_file.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace ordeal {

void GrowingFile::read_lines(const std::function<void(const std::string&)>& take) {
  if (!opened_) opened_ = process::Descriptor(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened_) return;
  char block[16384];
  for (ssize_t got; (got = ::read(opened_.get(), block, sizeof block)) > 0;) {
    rest_.append(block, static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end; (end = rest_.find('\n', begin)) != rest_.npos; begin = end + 1) {
      take(rest_.substr(begin, end - begin));
    }
    rest_.erase(0, begin);
  }
}

}  // namespace ordeal
