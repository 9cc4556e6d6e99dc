#include "faults/flipped_byte.hpp"

#include <sys/stat.h>

#include <fstream>
#include <stdexcept>

#include "faults/all_faults.hpp"

namespace ordeal {
namespace {

unsigned char read_byte(const std::filesystem::path& file, std::uint64_t offset) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    throw std::runtime_error("cannot flip a byte of " + file.filename().string() + ": it cannot be read");
  stream.seekg(static_cast<std::streamoff>(offset));
  const int byte = stream.get();
  if (byte == std::ifstream::traits_type::eof()) {
    throw std::runtime_error("cannot flip byte " + std::to_string(offset) + " of " +
                             file.filename().string() + ": it has " +
                             std::to_string(std::filesystem::file_size(file)) + " bytes");
  }
  return static_cast<unsigned char>(byte);
}

void write_byte(const std::filesystem::path& file, std::uint64_t offset, unsigned char byte) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(static_cast<char>(byte));
  stream.close();
  if (!stream)
    throw std::runtime_error("cannot flip a byte of " + file.filename().string() + ": it cannot be written");
}

std::uint64_t inode_of(const std::filesystem::path& file) {
  struct stat status{};
  return ::stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

FlippedByte::FlippedByte(std::filesystem::path file, std::uint64_t offset)
    : file_(std::move(file)), offset_(offset), before_(read_byte(file_, offset_)), inode_(inode_of(file_)) {
  write_byte(file_, offset_, static_cast<unsigned char>(~before_));
  const unsigned char after = read_byte(file_, offset_);
  evidence_ = {.landed = after != before_,
               .what = "byte " + std::to_string(offset_) + " of " + file_.filename().string() + " was " +
                       std::to_string(before_) + " and reads " + std::to_string(after),
               .at = std::chrono::steady_clock::now().time_since_epoch()};
}

FlippedByte::~FlippedByte() {
  FlippedByte::cure();
}

std::string FlippedByte::name() const {
  return "byte " + std::to_string(offset_) + " of " + file_.filename().string() + " is flipped";
}

void FlippedByte::cure() {
  if (cured_) return;
  cured_ = true;
  if (inode_of(file_) != inode_) return;  // gone, or another file took its place
  try {
    if (read_byte(file_, offset_) != before_) write_byte(file_, offset_, before_);
  } catch (const std::runtime_error& gone) {
    evidence_.what += std::string("; could not be put back: ") + gone.what();
  }
}

const FaultDescriptor kFlippedByte = {
    .name = "flipped-byte",
    .wording = "a byte of the {stage} model on the worker's disk is flipped",
    .what = "Every bit of the byte in the middle of the model file, at once.",
    .acts = {},
    .real_files = true,
    .evidence = "the byte reads back other than before",
    .cure = "the byte is put back, unless the file was replaced meanwhile",
    .example = "Given a byte of the image model on the worker's disk is flipped",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const auto file = place.model_file(arguments.text(0));
      return std::make_unique<FlippedByte>(file, std::filesystem::file_size(file) / 2);
    }};

}  // namespace ordeal
