#include "harness/run/limit_tag.hpp"

#include <algorithm>
#include <stdexcept>

#include "harness/expressions/quantities.hpp"
#include "harness/text/duration.hpp"

namespace ordeal::run {
namespace {

template <class T>
using Read = std::optional<boost::system::result<T, std::string>>;  // none: another tag

// "5m" of @limit(5m), where `open` is "@limit(".
Read<std::string> argument_of(std::string_view tag, std::string_view open) {
  if (!tag.starts_with(open)) return std::nullopt;
  tag.remove_prefix(open.size());
  if (!tag.ends_with(')')) return {{boost::system::in_place_error, "the ) is missing"}};
  tag.remove_suffix(1);
  return {{boost::system::in_place_value, tag}};
}

Read<std::chrono::milliseconds> limit_in(std::string_view tag) {
  const auto argument = argument_of(tag, "@limit(");
  if (!argument) return std::nullopt;
  if (!*argument) return {{boost::system::in_place_error, argument->error()}};
  auto limit = parse_duration(**argument);
  if (limit && limit->count() == 0) return {{boost::system::in_place_error, "a limit must be above 0"}};
  return limit;
}

Read<std::uint64_t> memory_in(std::string_view tag) {
  const auto argument = argument_of(tag, "@memory(");
  if (!argument) return std::nullopt;
  if (!*argument) return {{boost::system::in_place_error, argument->error()}};
  const std::string_view text = **argument;
  const auto unit = std::min(text.find_first_not_of("0123456789."), text.size());
  try {
    const auto bytes = expressions::bytes_of(text.substr(0, unit), text.substr(unit)).count;
    if (bytes == 0) return {{boost::system::in_place_error, "a limit must be above 0"}};
    return {{boost::system::in_place_value, static_cast<std::uint64_t>(bytes)}};
  } catch (const std::logic_error&) {
    return {{boost::system::in_place_error,
             "\"" + std::string(text) + "\" is no size of memory: write 500MB or 2GiB"}};
  }
}

// The last that reads, since tags stand from the feature's to the scenario's own.
template <class T>
std::optional<T> innermost(const gherkin::Pickle& pickle, Read<T> (*read)(std::string_view)) {
  std::optional<T> own;
  for (const auto& tag : pickle.tags) {
    if (const auto limit = read(tag.name); limit && *limit) own = **limit;
  }
  return own;
}

}  // namespace

std::optional<std::chrono::milliseconds> own_limit(const gherkin::Pickle& pickle) {
  return innermost(pickle, &limit_in);
}

std::optional<std::uint64_t> own_memory_limit(const gherkin::Pickle& pickle) {
  return innermost(pickle, &memory_in);
}

std::vector<std::string> wrong_limits(const Plan& plan) {
  std::vector<std::string> wrong;
  for (const Chosen& scenario : plan.scenarios) {
    const auto pickle = scenario.pickle();
    for (const auto& tag : pickle->tags) {
      const auto complain = [&](const auto& limit) {
        if (limit && !*limit)
          wrong.push_back(place_of(*pickle) + ": " + std::string(tag.name) + ": " + limit->error());
      };
      complain(limit_in(tag.name));
      complain(memory_in(tag.name));
    }
  }
  return wrong;
}

}  // namespace ordeal::run
