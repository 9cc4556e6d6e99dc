// One byte of a file is flipped on disk. Lands: the byte read back from the file differs from what it was
// before. Heals: the byte is put back, unless the file has been replaced meanwhile.
#pragma once

#include <filesystem>

#include "faults/fault.hpp"

namespace ordeal {

class FlippedByte final : public Fault {
 public:
  // Flips every bit of byte `offset` of `file` at once. Throws std::runtime_error when the file cannot be
  // read or written, or is shorter; it names the file and both numbers.
  FlippedByte(std::filesystem::path file, std::uint64_t offset);
  ~FlippedByte() override;
  FlippedByte(const FlippedByte&) = delete;
  FlippedByte& operator=(const FlippedByte&) = delete;

  std::string name() const override;
  Evidence landed() const override { return evidence_; }
  void cure() override;

 private:
  std::filesystem::path file_;
  std::uint64_t offset_;
  unsigned char before_ = 0;
  std::uint64_t inode_ = 0;  // of the file that was flipped
  Evidence evidence_;
  bool cured_ = false;
};

}  // namespace ordeal
