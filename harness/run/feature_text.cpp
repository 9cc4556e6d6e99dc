#include "harness/run/feature_text.hpp"

#include <fstream>
#include <optional>

#include "harness/gherkin/encoding.hpp"
#include "harness/gherkin/parser.hpp"
#include "harness/run/features.hpp"
#include "harness/text/file.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::run {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHead = std::size_t{1} << 20;  // bytes

// In Markdown "# encoding:" is a header.
std::optional<gherkin::ParseError> decode(std::string& text, gherkin::Syntax syntax) {
  return syntax == gherkin::Syntax::markdown ? std::nullopt : gherkin::decode(text);
}

std::string head_of(const fs::path& file) {
  std::string head(kHead, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(stream.gcount()));
  return head;
}

// Why a large file can be no feature, whatever comes behind its beginning.
std::optional<std::string> refused_by_head(const fs::path& file, gherkin::Syntax syntax) {
  std::string head = head_of(file);
  const auto last_line = head.rfind('\n');
  if (last_line == std::string::npos) {
    return file.string() + ": its first line has more than " + std::to_string(kHead) +
           " bytes, so it is no feature";
  }
  head.resize(last_line + 1);
  if (const auto error = decode(head, syntax)) return FeatureProblem{file, *error}.text();
  const bool is_text = find_invalid_utf8(head) == std::string::npos;
  gherkin::IncrementingIds ids;
  const auto parsed = gherkin::parse(std::move(head), file.string(), ids, {.syntax = syntax});
  if (parsed) return std::nullopt;
  const bool given_up = !is_text || parsed.error().size() >= gherkin::ParseErrors::limit;
  return given_up ? std::optional(FeatureProblem{file, parsed.error().front()}.text()) : std::nullopt;
}

}  // namespace

boost::system::result<std::string, std::string> feature_text(const fs::path& file) {
  using boost::system::in_place_error;
  const gherkin::Syntax syntax = gherkin::syntax_of(file.string());
  std::error_code unknown;
  const auto size = fs::file_size(file, unknown);
  if (!unknown && size > kLargestFeature) {
    return {in_place_error, file.string() + ": the file has " + std::to_string(size) +
                                " bytes, more than the limit of " + std::to_string(kLargestFeature) +
                                ": split it"};
  }
  if (!unknown && size > kHead) {
    if (const auto why = refused_by_head(file, syntax)) return {in_place_error, *why};
  }
  auto text = content_of(file);
  if (!text) return {in_place_error, file.string() + ": cannot be read: " + text.error().message()};
  if (const auto error = decode(*text, syntax)) return {in_place_error, FeatureProblem{file, *error}.text()};
  return {boost::system::in_place_value, *std::move(text)};
}

}  // namespace ordeal::run
