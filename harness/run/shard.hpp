// Splits a plan over several machines, each of which gets its part by itself: the same features, the same
// selection and the same recorded durations give the same parts everywhere.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <map>
#include <string>

#include "harness/run/plan.hpp"

namespace ordeal::run {

struct Shard {
  int number = 1, of = 1;
};
// "3/10". The error says what is wrong with it.
boost::system::result<Shard, std::string> parse_shard(const std::string& text);

// What all shards of a run call it, and no other run: ORDEAL_RUN_ID where that is set. Otherwise the number
// that GitHub, GitLab or Jenkins gives the run (also to a job of it that is run again), if one of them runs
// it, with a digest of what is selected, `plan` before it is split, so that several `ordeal run` in one
// pipeline differ.
std::string id_of_run(const Plan& plan, const std::string& arm, std::uint64_t seed);

// How long scenarios took, by their place, as the report `durations` writes it:
// "1250<TAB>features/a.feature:12", milliseconds, one a line.
using Durations = std::map<std::string, std::chrono::milliseconds, std::less<>>;
boost::system::result<Durations, std::string> read_durations(const std::string& file);

// Leaves the shard's scenarios in the plan, in their order. The longest first, each goes to the shard that
// has the least so far; one without a recorded duration counts as the median of the others. Gives how long
// this shard's part is expected to take; 0 when nothing is recorded.
std::chrono::milliseconds keep_shard(Plan& plan, const Shard& shard, const Durations& durations);

}  // namespace ordeal::run
