#include "reports/parked.hpp"

#include <unistd.h>

namespace ordeal::reports {
namespace {

constexpr std::size_t piece = std::size_t{64} << 10;

}  // namespace

Parked::Slot Parked::park(std::string_view record) {
  const Slot slot{written_ + unwritten_.size(), static_cast<std::uint32_t>(record.size())};
  unwritten_ += record;
  ++slots_;
  if (unwritten_.size() >= piece && !in_memory_) write_out();
  return slot;
}

void Parked::write_out() {
  const auto written =
      pwrite(fileno(file_.get()), unwritten_.data(), unwritten_.size(), static_cast<off_t>(written_));
  if (written != static_cast<ssize_t>(unwritten_.size())) {
    in_memory_ = true;
    return;
  }
  written_ += unwritten_.size();
  unwritten_.clear();
}

std::string Parked::fetch(Slot slot) const {
  if (slot.at >= written_) return unwritten_.substr(slot.at - written_, slot.size);
  std::string record(slot.size, '\0');
  const auto read = pread(fileno(file_.get()), record.data(), record.size(), static_cast<off_t>(slot.at));
  return read == static_cast<ssize_t>(record.size()) ? record : "";
}

void Parked::let_go(Slot) {
  if (--slots_ > 0) return;
  written_ = 0;
  unwritten_.clear();
}

}  // namespace ordeal::reports
