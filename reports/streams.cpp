#include "reports/streams.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <stdexcept>

#include "harness/messages/ndjson.hpp"
#include "harness/text/file.hpp"

namespace ordeal::reports {
namespace fs = std::filesystem;

std::vector<fs::path> kit_streams() {
  const fs::path kit = ORDEAL_DEPS "/node_modules/@cucumber/compatibility-kit/features";
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kit)) {
    if (entry.path().extension() == ".ndjson") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string test_name(const testing::TestParamInfo<fs::path>& stream) {
  std::string name = stream.param.stem().string();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

std::string text_of(const fs::path& file) {
  const auto text = content_of(file);
  if (!text) throw std::runtime_error(file.string() + " cannot be read: " + text.error().message());
  return *text;
}

std::vector<messages::Envelope> messages_in(const fs::path& ndjson) {
  std::ifstream lines(ndjson);
  std::vector<messages::Envelope> read;
  const auto result =
      messages::read_ndjson(lines, [&](messages::Envelope e) { read.push_back(std::move(e)); });
  if (result.has_error()) throw std::runtime_error(ndjson.string() + ": " + result.error());
  return read;
}

std::string written_by(const MakeReport& make, const std::vector<messages::Envelope>& stream) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* memory = open_memstream(&text, &size);
  {
    const auto report = make(Output::stream(memory));
    for (const auto& envelope : stream) report->on(envelope);
    const auto finished = report->finish();
    if (finished.has_error()) throw std::runtime_error(finished.error());
  }
  std::fclose(memory);
  const std::string written(text, size);
  std::free(text);
  return written;
}

}  // namespace ordeal::reports
