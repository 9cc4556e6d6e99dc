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
// start any beginning. Longest texts: role and call 31, stage 15, slot 47, object 95 bytes.
struct Site {
  std::string role;
  std::uint32_t operation = ORDEAL_ANY_OPERATION;
  std::string stage;
  std::int64_t step = -1;  // -1: any
  std::string slot;
  std::string object;        // a path, a peer, a kernel
  std::string call;          // the environment's call that it lies within: "journal.append"
  std::int64_t device = -1;  // -1: any
  std::uint64_t least = 0;   // bytes of the operation, both ends included
  std::uint64_t most = ~std::uint64_t{0};
};

// Which hits. Hits count from arming and by role: each process that has another role counts for itself, so
// that a seed strikes the same hits however processes interleave. A rule tells kRoles roles apart; further
// ones share the last counter.
struct Trigger {
  enum Kind : std::uint32_t { nth, every, from, probability, first };
  Kind kind = from;
  std::uint64_t n = 1;  // nth, every, from, first
  double chance = 0;    // probability: of each hit, from random(seed, site, hit)
  std::uint64_t seed = 0;
  std::uint64_t limit = 0;  // most firings, over all roles; 0: no limit
  std::uint64_t after = 0;  // Guard::id() of a rule that must have been done before; 0: none
  std::uint64_t until = 0;  // … of one that must not have been done yet; 0: none
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
inline Trigger first(std::uint64_t n) {
  return {.kind = Trigger::first, .n = n};
}
inline Trigger with_probability(double chance, std::uint64_t seed) {
  return {.kind = Trigger::probability, .chance = chance, .seed = seed};
}
inline Trigger at_most(std::uint64_t firings, Trigger trigger) {
  trigger.limit = firings;
  return trigger;
}
// The n-th hit, by whichever role comes to it first.
inline Trigger once(std::uint64_t n) {
  return at_most(1, nth(n));
}
inline Trigger after(std::uint64_t rule, Trigger trigger) {
  trigger.after = rule;
  return trigger;
}
inline Trigger until(std::uint64_t rule, Trigger trigger) {
  trigger.until = rule;
  return trigger;
}

struct Action {
  std::uint32_t kind = ORDEAL_PASS;  // enum ordeal_action
  std::int32_t error = 0;  // ERROR, FAIL_LATER: code in the operation's own terms; KILL, IGNORE: the signal;
                           // QUIT: exit code
  std::uint64_t amount = 0;  // CORRUPT: which byte (of weights at rest: how many millionths of all are before
                             // it); TRUNCATE: how many stay
  std::chrono::nanoseconds delay{0};
};

inline Action fail(std::int32_t code) {
  return {.kind = ORDEAL_ERROR, .error = code};
}
inline Action delay(std::chrono::nanoseconds time) {
  return {.kind = ORDEAL_DELAY, .delay = time};
}
inline Action block(std::chrono::nanoseconds time) {
  return {.kind = ORDEAL_BLOCK, .delay = time};
}
inline Action hang() {
  return {.kind = ORDEAL_HANG};
}
inline Action gate() {
  return {.kind = ORDEAL_GATE};
}
inline Action stuck() {
  return {.kind = ORDEAL_STUCK};
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
inline Action fail_later(std::int32_t code) {
  return {.kind = ORDEAL_FAIL_LATER, .error = code};
}
inline Action make_nan() {
  return {.kind = ORDEAL_MAKE_NAN};
}
inline Action start_process() {
  return {.kind = ORDEAL_START};
}
inline Action quit(int code) {
  return {.kind = ORDEAL_QUIT, .error = code};
}
inline Action ignore_signal(int signal) {
  return {.kind = ORDEAL_IGNORE, .error = signal};
}
inline Action litter() {
  return {.kind = ORDEAL_LITTER};
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
const char* action_name(std::uint32_t action);        // "delay"

// The operation of that name, or ORDEAL_OPERATIONS when there is none.
std::uint32_t operation_named(const std::string& name);

}  // namespace ordeal::rule
