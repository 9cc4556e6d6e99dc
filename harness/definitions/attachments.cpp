#include "harness/definitions/attachments.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ordeal {

void Attachments::add(Item item) {
  if (item.body.size() > kMostBytes) {
    throw std::length_error("An attachment of type " + item.media_type + " has " +
                            std::to_string(item.body.size()) + " bytes, " + std::to_string(kMostBytes) +
                            " are allowed. Attach a part of it, or its path.");
  }
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
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  if (!stream || !std::filesystem::is_regular_file(file) ||
      (!(bytes << stream.rdbuf()) && std::filesystem::file_size(file) > 0)) {
    throw std::runtime_error("The file " + file.string() + " cannot be attached: it cannot be read.");
  }
  attach_bytes(std::move(bytes).str(), std::move(media_type),
               file_name.empty() ? file.filename().string() : std::move(file_name));
}

void Attachments::log(std::string_view line) {
  attach(line, "text/x.cucumber.log+plain");
}

void Attachments::link(std::string_view url) {
  attach(url, "text/uri-list");
}

}  // namespace ordeal
