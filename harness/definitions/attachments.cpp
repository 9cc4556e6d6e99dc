#include "harness/definitions/attachments.hpp"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ordeal {
namespace {

void check_size(std::uintmax_t bytes, const std::string& media_type) {
  if (bytes <= Attachments::kMostBytes) return;
  throw std::length_error("An attachment of type " + media_type + " has " + std::to_string(bytes) +
                          " bytes, " + std::to_string(Attachments::kMostBytes) +
                          " are allowed. Attach a part of it, or its path.");
}

// A file of /proc says that it has no bytes, and an empty one leaves the stream as failed as an unreadable
// one.
std::string content_of(const std::filesystem::path& file, std::uintmax_t size) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  if (!stream || (!(bytes << stream.rdbuf()) && size > 0)) {
    throw std::runtime_error("The file " + file.string() + " cannot be attached: it cannot be read.");
  }
  return std::move(bytes).str();
}

}  // namespace

void Attachments::add(Item item) {
  check_size(item.body.size(), item.media_type);
  take_(std::move(item));
}

void Attachments::attach(std::string_view text, std::string media_type, std::string file_name) {
  add({std::string(text), std::move(media_type), std::move(file_name), false});
}

void Attachments::attach_bytes(std::string_view bytes, std::string media_type, std::string file_name) {
  add({std::string(bytes), std::move(media_type), std::move(file_name), true});
}

void Attachments::attach_file(const std::filesystem::path& file, std::string media_type,
                              std::string file_name) {
  if (!std::filesystem::is_regular_file(file)) {
    throw std::runtime_error(
        "The file " + file.string() + " cannot be attached: " +
        (std::filesystem::exists(file) ? "it is no regular file." : "it does not exist."));
  }
  const std::uintmax_t size = std::filesystem::file_size(file);
  check_size(size, media_type);
  attach_bytes(content_of(file, size), std::move(media_type),
               file_name.empty() ? file.filename().string() : std::move(file_name));
}

void Attachments::log(std::string_view line) {
  attach(line, "text/x.cucumber.log+plain");
}

void Attachments::link(std::string_view url) {
  attach(url, "text/uri-list");
}

}  // namespace ordeal
