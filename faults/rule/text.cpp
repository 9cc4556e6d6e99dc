#include <cmath>
#include <cstdio>

#include "faults/rule/rule_block.hpp"

namespace ordeal::rule {
namespace {

constexpr const char* kOperations[ORDEAL_OPERATIONS] = {
    "any operation", "alloc",  "free",   "launch", "copy",    "synchronize", "open", "read",    "write",
    "fsync",         "rename", "unlink", "mmap",   "connect", "accept",      "send", "receive", "resolve",
    "fork",          "exec",   "exit",   "append", "message", "resume",      "call", "rest"};
constexpr const char* kActions[ORDEAL_ACTIONS] = {
    "pass",  "error",      "delay",    "hang", "gate",   "kill",   "corrupt", "truncate", "drop",
    "start", "fail later", "make NaN", "quit", "ignore", "litter", "block",   "stuck"};

std::string ordinal(std::uint64_t n) {
  const std::uint64_t tens = n / 10 % 10, ones = n % 10;
  const char* ending = tens == 1 || ones == 0 || ones > 3 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : "rd";
  return std::to_string(n) + ending;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

// ` "journal.db" of step 2 of the image stage of slot 7 of worker 1`
std::string place(const Site& site) {
  std::string text;
  if (!site.object.empty()) text += " \"" + site.object + '"';
  if (!site.call.empty()) text += " within " + site.call;
  if (site.device >= 0) text += " on card " + std::to_string(site.device);
  if (site.step >= 0) text += " of step " + std::to_string(site.step);
  if (!site.stage.empty()) text += " of the " + site.stage + " stage";
  if (!site.slot.empty()) text += " of slot " + site.slot;
  return text + " of " + (site.role.empty() ? "any process" : site.role);
}

std::string hits(const Site& site, const Trigger& when) {
  const std::string operation = operation_name(site.operation), where = place(site);
  const std::string n = std::to_string(when.n);
  switch (when.kind) {
    case Trigger::nth:
      return operation + ' ' + n + where;
    case Trigger::every:
      return "every " + (when.n == 1 ? "" : ordinal(when.n) + ' ') + operation + where;
    case Trigger::from:
      return when.n == 1 ? "every " + operation + where : operation + ' ' + n + " and later" + where;
    case Trigger::first:
      return "the first " + n + " of " + operation + where;
    case Trigger::probability:
      break;
  }
  return "each " + operation + where + " with probability " + number(when.chance) + " (seed " +
         std::to_string(when.seed) + ")";
}

std::string duration(std::chrono::nanoseconds time) {
  const double ns = static_cast<double>(time.count());
  if (ns >= 1e9) return number(ns / 1e9) + " s";
  if (ns >= 1e6) return number(ns / 1e6) + " ms";
  return number(ns / 1e3) + " us";
}

}  // namespace

const char* operation_name(std::uint32_t operation) {
  return operation < ORDEAL_OPERATIONS ? kOperations[operation] : "unknown operation";
}

const char* action_name(std::uint32_t action) {
  return action < ORDEAL_ACTIONS ? kActions[action] : "unknown action";
}

std::uint32_t operation_named(const std::string& name) {
  std::uint32_t operation = ORDEAL_ANY_OPERATION;
  while (operation < ORDEAL_OPERATIONS && name != kOperations[operation]) ++operation;
  return operation;
}

std::string to_text(const Site& site) {
  return operation_name(site.operation) + place(site);
}

std::string to_text(const Action& action) {
  switch (action.kind) {
    case ORDEAL_PASS:
      return "pass";
    case ORDEAL_ERROR:
      return "error " + std::to_string(action.error);
    case ORDEAL_DELAY:
      return "delay " + duration(action.delay);
    case ORDEAL_BLOCK:
      return "block " + duration(action.delay);
    case ORDEAL_HANG:
      return "hang";
    case ORDEAL_GATE:
      return "gate";
    case ORDEAL_KILL:
      return "kill with signal " + std::to_string(action.error);
    case ORDEAL_CORRUPT:
      return "corrupt byte " + std::to_string(action.amount);
    case ORDEAL_TRUNCATE:
      return "truncate to " + std::to_string(action.amount) + " bytes";
    case ORDEAL_DROP:
      return "drop";
    case ORDEAL_QUIT:
      return "exit with code " + std::to_string(action.error);
    case ORDEAL_IGNORE:
      return "ignore signal " + std::to_string(action.error);
    case ORDEAL_STUCK:
      return "stuck in the kernel";
    case ORDEAL_LITTER:
      return "leave files, a lock and shared memory";
    case ORDEAL_START:
      return "start a process";
    case ORDEAL_FAIL_LATER:
      return "error " + std::to_string(action.error) + ", later";
    case ORDEAL_MAKE_NAN:
      return "make NaN";
    default:
      return "unknown action " + std::to_string(action.kind);
  }
}

std::string to_text(const Rule& rule) {
  std::string text = hits(rule.at, rule.when);
  if (rule.when.limit)
    text += ", at most " + std::to_string(rule.when.limit) + (rule.when.limit == 1 ? " time" : " times");
  if (rule.when.after) text += ", after rule " + std::to_string(rule.when.after) + " was done";
  if (rule.when.until) text += ", until rule " + std::to_string(rule.when.until) + " is done";
  return text + ": " + to_text(rule.then);
}

std::string Firing::to_text() const {
  const Site site{.role = role + " (pid " + std::to_string(pid) + ")",
                  .operation = operation,
                  .stage = stage,
                  .step = step,
                  .slot = slot,
                  .object = object,
                  .call = call};
  return '#' + std::to_string(sequence) + ' ' + rule::to_text(site) + ", hit " + std::to_string(hit) + ": " +
         rule::to_text(Action{.kind = action, .error = error});
}

}  // namespace ordeal::rule
