#include "harness/conformance/cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "harness/text/file.hpp"

namespace ordeal::conformance {
namespace fs = std::filesystem;

namespace {

class OfficialCase : public testing::Test {
 public:
  explicit OfficialCase(std::function<void()> body) : body_(std::move(body)) {}
  void TestBody() override { body_(); }

 private:
  std::function<void()> body_;
};

}  // namespace

void add_case(const std::string& suite, const fs::path& file, std::function<void()> body) {
  std::string name = file.filename().string();
  std::ranges::replace_if(name, [](unsigned char c) { return !std::isalnum(c); }, '_');
  testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                        [body = std::move(body)]() -> testing::Test* { return new OfficialCase(body); });
}

std::vector<fs::path> files_of(const fs::path& folder, const std::string& ending, std::size_t least) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().ends_with(ending)) files.push_back(entry.path());
  }
  if (files.size() < least)
    throw std::runtime_error("no official case *" + ending + " in " + folder.string());
  std::ranges::sort(files);
  return files;
}

std::string text_of(const fs::path& file) {
  const auto text = content_of(file);
  if (!text) throw std::runtime_error(file.string() + " cannot be read: " + text.error().message());
  return *text;
}

std::vector<boost::json::value> messages_in(const fs::path& ndjson) {
  std::istringstream lines(text_of(ndjson));
  std::vector<boost::json::value> messages;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) messages.push_back(boost::json::parse(line));
  }
  return messages;
}

}  // namespace ordeal::conformance
