// For tests: a feature from its text, as read_features() would have it.
#pragma once

#include <stdexcept>

#include "harness/run/features.hpp"

namespace ordeal::run {

inline Feature parsed(const std::string& uri, const std::string& text,
                      std::vector<std::uint32_t> lines = {}) {
  gherkin::IncrementingIds ids;
  auto document = gherkin::parse(text, uri, ids);
  if (!document) throw std::runtime_error(document.error().front().message);
  auto pickles = gherkin::compile_pickles(*document, ids);
  if (!pickles) throw std::runtime_error(pickles.error().front().message);
  return {uri, std::move(lines), 0,
          std::make_shared<const Parsed>(Parsed{std::move(*document), std::move(*pickles)}), true};
}

}  // namespace ordeal::run
