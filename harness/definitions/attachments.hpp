// What a step or hook shows beside its result: files, texts, links and log lines. In every report that shows
// attachments they stand below the step that made them.
//
//   THEN("the picture is black", (Attachments& attachments, Picture& picture)) {
//     attachments.log("mean brightness " + std::to_string(picture.mean()));
//     attachments.attach_file(picture.file(), "image/png");
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ordeal {

class Attachments {
 public:
  struct Item {
    std::string body;
    std::string media_type;
    std::string file_name;  // "": none
    bool binary = false;    // travels as base64
  };
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20;  // of one attachment

  explicit Attachments(std::function<void(Item)> take) : take_(std::move(take)) {}

  // All throw std::length_error when it is longer than kMostBytes: a report is one file that a browser opens.
  void attach(std::string_view text, std::string media_type, std::string file_name = "");
  void attach_bytes(std::string_view bytes, std::string media_type, std::string file_name = "");
  // Under the file's own name, unless another is given. Throws std::runtime_error when it cannot be read.
  void attach_file(const std::filesystem::path& file, std::string media_type, std::string file_name = "");
  void log(std::string_view line);
  void link(std::string_view url);

 private:
  void add(Item item);
  std::function<void(Item)> take_;
};

}  // namespace ordeal
