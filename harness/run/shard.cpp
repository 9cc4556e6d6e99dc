#include "harness/run/shard.hpp"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <numeric>

namespace ordeal::run {
namespace {

using boost::system::in_place_error;
using std::chrono::milliseconds;

// Of what the plan's scenarios are known to take; one millisecond when nothing is known: then shards get the
// same number of scenarios.
milliseconds median_of(const Plan& plan, const Durations& durations) {
  std::vector<milliseconds> known;
  for (const Chosen& scenario : plan.scenarios) {
    if (const auto found = durations.find(scenario.place()); found != durations.end())
      known.push_back(found->second);
  }
  if (known.empty()) return milliseconds(1);
  const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
  std::nth_element(known.begin(), middle, known.end());
  return std::max(*middle, milliseconds(1));
}

bool read_line(std::string_view line, Durations& into) {
  long count = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), count);
  const auto tab = static_cast<std::size_t>(read.ptr - line.data());
  if (read.ec != std::errc() || count < 0 || tab + 1 >= line.size() || line[tab] != '\t') return false;
  into[std::string(line.substr(tab + 1))] = milliseconds(count);
  return true;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::string id_of_run(const Plan& plan, const std::string& arm, std::uint64_t seed) {
  if (std::string given = environment("ORDEAL_RUN_ID"); !given.empty()) return given;
  std::string selected = arm + "\n" + std::to_string(seed);
  for (const Chosen& scenario : plan.scenarios)
    selected += "\n" + scenario.feature->uri + ":" + std::to_string(scenario.index);
  constexpr std::size_t digits = 8;
  const std::string digest =
      to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(selected)).substr(0, digits);
  for (const char* number : {"GITHUB_RUN_ID", "CI_PIPELINE_ID", "BUILD_TAG"}) {
    if (const std::string given = environment(number); !given.empty()) return given + "-" + digest;
  }
  return digest;
}

boost::system::result<Shard, std::string> parse_shard(const std::string& text) {
  Shard shard;
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  const bool slash = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  const auto of = std::from_chars(slash ? number.ptr + 1 : end, end, shard.of);
  if (!slash || of.ec != std::errc() || of.ptr != end || shard.number < 1 || shard.number > shard.of) {
    return {in_place_error, "\"" + text +
                                "\" is no shard: write the number of this one and how many there are, "
                                "3/10, from 1/10 to 10/10"};
  }
  return shard;
}

boost::system::result<Durations, std::string> read_durations(const std::string& file) {
  std::ifstream lines(file);
  if (!lines) return {in_place_error, file + ": cannot be read"};
  Durations durations;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.empty() && !read_line(line, durations)) {
      return {in_place_error, file + ":" + std::to_string(number) +
                                  ": not a duration: write milliseconds, a tab and the scenario's place, as "
                                  "--format durations:FILE does"};
    }
  }
  return durations;
}

milliseconds keep_shard(Plan& plan, const Shard& shard, const Durations& durations) {
  const milliseconds unknown = median_of(plan, durations);
  std::vector<milliseconds> takes;
  for (const Chosen& scenario : plan.scenarios) {
    const auto found = durations.find(scenario.place());
    takes.push_back(found == durations.end() ? unknown : found->second);
  }
  std::vector<std::size_t> longest_first(takes.size());
  std::iota(longest_first.begin(), longest_first.end(), std::size_t{0});
  std::ranges::sort(longest_first, {}, [&](std::size_t i) { return std::pair(-takes[i], i); });
  std::vector<milliseconds> loads(static_cast<std::size_t>(shard.of));
  std::vector<bool> mine(takes.size());
  for (const std::size_t i : longest_first) {
    const auto least = std::ranges::min_element(loads);
    *least += takes[i];
    mine[i] = least - loads.begin() == shard.number - 1;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < takes.size(); ++i) {
    if (mine[i]) plan.scenarios[kept++] = plan.scenarios[i];
  }
  plan.scenarios.resize(kept);
  return durations.empty() ? milliseconds(0) : loads[static_cast<std::size_t>(shard.number - 1)];
}

}  // namespace ordeal::run
