// A rule as the harness writes it: where a fault strikes (site), which hit of the site it takes (trigger),
// and what happens then (action). rule_block.hpp arms it.
//
//   Rule{.at = {.role = "worker 1", .operation = ORDEAL_LAUNCH, .stage = "image"}, .when = nth(3), .then =
//   gate()}
//
// to_text() of it: "launch 3 of the image stage of worker 1: gate".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "faults/rule/rule.h"

namespace ordeal::rule {

// Which sites. Texts compare exactly; empty matches anything; a '*' at the end matches any rest, one at the
// start any beginning. Longest texts: role 31, stage 15, slot 47, object 95 bytes.
struct Site {
  std::string role;
  std::uint32_t operation = ORDEAL_ANY_OPERATION;
  std::string stage;
  std::int64_t step = -1;  // -1: any
  std::string slot;
  std::string object;  // a path, a peer, a kernel
};

// Which hits. Hits count from arming, one counter a rule over all processes and threads.
struct Trigger {
  enum Kind : std::uint32_t { nth, every, from, probability };
  Kind kind = from;
  std::uint64_t n = 1;  // nth, every, from
  double chance = 0;    // probability: of each hit, from random(seed, site, hit)
  std::uint64_t seed = 0;
  std::uint64_t limit = 0;  // most firings; 0: no limit
};

inline Trigger always() {
  return {.kind = Trigger::from, .n = 1};
}
inline Trigger nth(std::uint64_t n) {
  return {.kind = Trigger::nth, .n = n};
}
inline Trigger every(std::uint64_t n) {
  return {.kind = Trigger::every, .n = n};
}
inline Trigger from(std::uint64_t n) {
  return {.kind = Trigger::from, .n = n};
}
inline Trigger with_probability(double chance, std::uint64_t seed) {
  return {.kind = Trigger::probability, .chance = chance, .seed = seed};
}
inline Trigger at_most(std::uint64_t firings, Trigger trigger) {
  trigger.limit = firings;
  return trigger;
}

struct Action {
  std::uint32_t kind = ORDEAL_PASS;  // enum ordeal_action
  std::int32_t error = 0;            // ERROR: code in the operation's own terms; KILL: the signal
  std::uint64_t amount = 0;          // CORRUPT: which byte; TRUNCATE: how many stay
  std::chrono::nanoseconds delay{0};
};

inline Action fail(std::int32_t code) {
  return {.kind = ORDEAL_ERROR, .error = code};
}
inline Action delay(std::chrono::nanoseconds time) {
  return {.kind = ORDEAL_DELAY, .delay = time};
}
inline Action hang() {
  return {.kind = ORDEAL_HANG};
}
inline Action gate() {
  return {.kind = ORDEAL_GATE};
}
inline Action kill(int signal) {
  return {.kind = ORDEAL_KILL, .error = signal};
}
inline Action corrupt(std::uint64_t byte) {
  return {.kind = ORDEAL_CORRUPT, .amount = byte};
}
inline Action truncate(std::uint64_t bytes) {
  return {.kind = ORDEAL_TRUNCATE, .amount = bytes};
}
inline Action drop() {
  return {.kind = ORDEAL_DROP};
}

struct Rule {
  Site at;
  Trigger when;
  Action then;
};

// For people and reports.
std::string to_text(const Rule&);
std::string to_text(const Site&);
std::string to_text(const Action&);
const char* operation_name(std::uint32_t operation);  // "launch"; "any operation"

// The operation of that name, or ORDEAL_OPERATIONS when there is none.
std::uint32_t operation_named(const std::string& name);

}  // namespace ordeal::rule
