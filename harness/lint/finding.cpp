#include "harness/lint/finding.hpp"

#include <algorithm>
#include <tuple>

namespace ordeal::lint {
namespace {

auto order_of(const Finding& finding) {
  return std::tie(finding.file, finding.location.line, finding.location.column, finding.rule,
                  finding.message);
}

}  // namespace

std::string Finding::text() const {
  return file + ":" + std::to_string(location.line) + ":" + std::to_string(location.column) + ": " + rule +
         ": " + message;
}

void Findings::add(std::string_view file, gherkin::Location location, std::string message) {
  findings_.push_back({std::string(file), location, std::string(rule_), std::move(message)});
}

void Findings::add(const SourceLine& definition, std::string message) {
  add(definition.file, {static_cast<std::uint32_t>(definition.line), 1}, std::move(message));
}

std::vector<Finding> Findings::take() {
  std::ranges::sort(findings_, {}, order_of);
  const auto same = [](const Finding& a, const Finding& b) { return order_of(a) == order_of(b); };
  const auto repeated = std::ranges::unique(findings_, same);
  findings_.erase(repeated.begin(), repeated.end());
  return std::move(findings_);
}

}  // namespace ordeal::lint
