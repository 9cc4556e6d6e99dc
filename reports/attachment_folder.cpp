#include "reports/attachment_folder.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace ordeal::reports {
namespace fs = std::filesystem;
namespace {

// What is no digit of base64 (line breaks, padding) is passed over.
std::string from_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr auto values = [digits] {
    std::array<signed char, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < digits.size(); ++i)
      table[static_cast<unsigned char>(digits[i])] = static_cast<signed char>(i);
    return table;
  }();
  std::string bytes;
  unsigned bits = 0;
  int have = 0;
  for (const char c : text) {
    const int value = values[static_cast<unsigned char>(c)];
    if (value < 0) continue;
    bits = bits << 6 | static_cast<unsigned>(value);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes += static_cast<char>(bits >> have & 0xFF);
  }
  return bytes;
}

// "screenshot.png", or by its media type "attachment.png"; nothing that leads out of the folder or that a
// URL would have to escape.
std::string name_of(const messages::Attachment& attachment) {
  const auto& media = attachment.media_type;
  const std::string kind = media.substr(std::min(media.size(), media.find('/') + 1));
  std::string name = attachment.file_name ? fs::path(*attachment.file_name).filename().string()
                                          : "attachment." + kind.substr(0, kind.find_first_of("+;"));
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '-' && c != '_'; }, '_');
  return name;
}

}  // namespace

AttachmentFolder::AttachmentFolder(fs::path folder, const fs::path& page)
    : folder_(std::move(folder)),
      url_(fs::absolute(folder_).lexically_relative(fs::absolute(page).parent_path()).generic_string()) {
  std::error_code shown_by_the_first_write;
  fs::create_directories(folder_, shown_by_the_first_write);
}

messages::Attachment AttachmentFolder::keep(messages::Attachment attachment) {
  if (attachment.content_encoding != messages::ContentEncoding::base64) return attachment;
  const std::string name = std::to_string(++number_) + "-" + name_of(attachment);
  const std::string bytes = from_base64(attachment.body);
  std::ofstream file(folder_ / name, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) {
    if (error_.empty()) error_ = "cannot write " + (folder_ / name).string() + ": " + std::strerror(errno);
    return attachment;
  }
  attachment.url = url_ + "/" + name;
  attachment.body.clear();
  attachment.content_encoding = messages::ContentEncoding::identity;
  return attachment;
}

boost::system::result<void, std::string> AttachmentFolder::finish() const {
  if (!error_.empty()) return {boost::system::in_place_error, error_};
  return {};
}

}  // namespace ordeal::reports
