#include "harness/expressions/plain_regexp.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "harness/expressions/plain_regexp_parser.hpp"

namespace ordeal::expressions {
namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::size_t index_of(char byte) {
  return static_cast<unsigned char>(byte);
}

// Whether the part, taken once, can match nothing at all.
bool may_be_empty(const PlainPart& part) {
  const auto empty = [](const PlainPart& inner) { return inner.least == 0 || may_be_empty(inner); };
  return part.kind == PlainPart::Kind::group &&
         std::ranges::any_of(part.alternatives,
                             [&](const auto& parts) { return std::ranges::all_of(parts, empty); });
}

}  // namespace

// Steps are made from the end to the start, so that each knows where it goes on.
class PlainRegexpCompiler {
 public:
  std::optional<PlainRegexp> compile(const PlainPattern& pattern) {
    made_.groups_ = pattern.groups + 1;
    if (made_.groups_ > PlainRegexp::kMostGroups) return std::nullopt;
    const auto end = add({.kind = Kind::end});
    const auto inside = sequence(pattern.parts, end);
    if (!inside) return std::nullopt;
    made_.first_ = *inside;
    find_starts();
    mark_the_sure();
    return std::move(made_);
  }

 private:
  using Kind = PlainRegexp::Kind;
  using Step = PlainRegexp::Step;
  using Entry = std::optional<std::uint32_t>;  // a step's number; none: not of the plain kind

  std::uint32_t add(Step step) {
    made_.steps_.push_back(step);
    return static_cast<std::uint32_t>(made_.steps_.size() - 1);
  }

  Entry sequence(const std::vector<PlainPart>& parts, std::uint32_t next) {
    for (std::size_t i = parts.size(); i > 0;) {
      const PlainPart& part = parts[--i];
      Entry entry;
      if (is_plain_literal(part)) {
        std::size_t first = i;
        while (first > 0 && is_plain_literal(parts[first - 1])) --first;
        entry = literal(std::span(parts).subspan(first, i + 1 - first), next);
        i = first;
      } else {
        entry = repeated(part, next);
      }
      if (!entry) return std::nullopt;
      next = *entry;
    }
    return next;
  }

  static bool is_plain_literal(const PlainPart& part) {
    return part.kind == PlainPart::Kind::literal && part.least == 1 && part.most == 1;
  }

  std::uint32_t literal(std::span<const PlainPart> parts, std::uint32_t next) {
    const auto at = made_.literals_.size();
    for (const PlainPart& part : parts) made_.literals_ += part.literal;
    return add({.kind = Kind::literal,
                .next = next,
                .at = static_cast<std::uint32_t>(at),
                .least = static_cast<std::uint32_t>(made_.literals_.size() - at)});
  }

  Entry repeated(const PlainPart& part, std::uint32_t next) {
    if (part.kind == PlainPart::Kind::group) return group(part, next);
    if (part.kind == PlainPart::Kind::characters) return characters(part, part.bytes, next);
    if (part.literal.size() > 1) return std::nullopt;  // beyond ASCII, repeated
    PlainRegexp::Bytes one;
    one.set(index_of(part.literal.front()));
    return characters(part, one, next);
  }

  Entry characters(const PlainPart& part, const PlainRegexp::Bytes& bytes, std::uint32_t next) {
    // Those that stand for code points of several bytes are counted one by one only where it is simple.
    const bool single = part.least <= 1 && (part.most == 1 || part.most == PlainPart::kNoEnd);
    if (bytes.test(0x80) && !single) return std::nullopt;
    made_.classes_.push_back(bytes);
    return add({.kind = Kind::characters,
                .next = next,
                .at = static_cast<std::uint32_t>(made_.classes_.size() - 1),
                .least = part.least,
                .most = part.most});
  }

  Entry group(const PlainPart& part, std::uint32_t next) {
    const bool forever = part.most == PlainPart::kNoEnd;
    if (part.least > 1 || (part.most != 1 && !forever)) return std::nullopt;
    if (part.least == 1 && !forever) return once(part, next);
    if (forever && may_be_empty(part)) return std::nullopt;  // would repeat nothing
    const auto again = add({.kind = Kind::split, .other = next});
    const Entry body = once(part, forever ? again : next);
    if (!body) return std::nullopt;
    made_.steps_[again].next = *body;
    return part.least == 0 ? again : *body;
  }

  Entry once(const PlainPart& part, std::uint32_t next) {
    if (part.number > 0) next = add({.kind = Kind::save, .next = next, .at = 2 * part.number + 1});
    Entry entry;
    for (std::size_t i = part.alternatives.size(); i > 0; --i) {
      const Entry one = sequence(part.alternatives[i - 1], next);
      if (!one) return std::nullopt;
      entry = entry ? add({.kind = Kind::split, .next = *one, .other = *entry}) : *one;
    }
    if (part.number > 0) entry = add({.kind = Kind::save, .next = *entry, .at = 2 * part.number});
    return entry;
  }

  PlainRegexp::Start start_of(const Step& step) const {
    PlainRegexp::Start start;
    switch (step.kind) {
      case Kind::literal:
        start.bytes.set(index_of(made_.literals_[step.at]));
        break;
      case Kind::characters:
        if (step.least == 0) start = made_.starts_[step.next];
        start.bytes |= made_.classes_[step.at];
        break;
      case Kind::save:
        start = made_.starts_[step.next];
        break;
      case Kind::split:
        start = made_.starts_[step.next];
        start.bytes |= made_.starts_[step.other].bytes;
        start.at_end = start.at_end || made_.starts_[step.other].at_end;
        break;
      case Kind::end:
        start.at_end = true;
    }
    return start;
  }

  // A step's start depends on those behind it, in a repetition also on its own: until nothing changes.
  void find_starts() {
    made_.starts_.resize(made_.steps_.size());
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < made_.steps_.size(); ++i) {
        const auto start = start_of(made_.steps_[i]);
        changed = changed || start != made_.starts_[i];
        made_.starts_[i] = start;
      }
    }
  }

  // Where what follows cannot begin with one of the characters, it can only follow behind all of them.
  void mark_the_sure() {
    for (Step& step : made_.steps_) {
      if (step.kind != Kind::characters) continue;
      step.sure = (made_.classes_[step.at] & made_.starts_[step.next].bytes).none();
    }
  }

  PlainRegexp made_;
};

std::optional<PlainRegexp> PlainRegexp::compile(std::string_view pattern) {
  const auto parsed = parse_plain(pattern);
  if (!parsed) return std::nullopt;
  return PlainRegexpCompiler().compile(*parsed);
}

// One search. What was decided and may be decided otherwise stands on a stack; failing goes back to the last
// of it.
struct PlainRegexp::Attempt {
  static constexpr std::size_t kMostChoices = 48, kMostReturns = 1000;

  enum class Choice : std::uint8_t { other_way, fewer_characters, slot_before };
  struct Decision {
    Choice choice;
    std::uint32_t step;  // of slot_before: the slot
    const char* at;      // where it was decided; of slot_before: what the slot held
    const char* fewest;  // of fewer_characters: no further back than this
  };

  const PlainRegexp& regexp;
  const char* const end;
  std::array<const char*, 2 * kMostGroups> slots;
  std::array<Decision, kMostChoices> decisions;
  std::size_t choices = 0;
  std::size_t returns = 0;
  bool gave_up = false;

  Attempt(const PlainRegexp& regexp_, std::string_view text)
      : regexp(regexp_), end(text.data() + text.size()) {
    std::fill_n(slots.begin(), 2 * regexp.groups_, nullptr);
  }

  bool may_start(std::uint32_t step, const char* at) const {
    const Start& start = regexp.starts_[step];
    return at == end ? start.at_end : start.bytes[index_of(*at)];
  }

  void remember(Decision decision) {
    if (choices == kMostChoices) {
      gave_up = true;
    } else {
      decisions[choices++] = decision;
    }
  }

  bool run(const char* at) {
    std::uint32_t step = regexp.first_;
    for (;;) {
      const bool done = advance(step, at);
      if (gave_up) return false;
      if (done) return true;
      if (!go_back(step, at)) return false;
    }
  }

  // From a step on until the end is reached (true) or nothing fits (false).
  bool advance(std::uint32_t number, const char* at) {
    for (;;) {
      const Step& step = regexp.steps_[number];
      switch (step.kind) {
        case Kind::end:
          return at == end;
        case Kind::literal:
          if (static_cast<std::size_t>(end - at) < step.least ||
              std::memcmp(at, regexp.literals_.data() + step.at, step.least) != 0) {
            return false;
          }
          at += step.least;
          break;
        case Kind::characters:
          if (!take_characters(number, at)) return false;
          break;
        case Kind::save:
          if (choices > 0) remember({Choice::slot_before, step.at, slots[step.at], nullptr});
          slots[step.at] = at;
          break;
        case Kind::split: {
          const bool other = may_start(step.other, at);
          if (!may_start(step.next, at)) {
            if (!other) return false;
            number = step.other;
            continue;
          }
          if (other) remember({Choice::other_way, number, at, nullptr});
        }
      }
      number = step.next;
    }
  }

  // Takes as many as there are.
  bool take_characters(std::uint32_t number, const char*& at) {
    const Step& step = regexp.steps_[number];
    const Bytes& bytes = regexp.classes_[step.at];
    const char* const from = at;
    if (step.most == PlainPart::kNoEnd) {
      while (at < end && bytes[index_of(*at)]) ++at;
    } else {
      for (std::uint32_t left = step.most; left > 0 && at < end && bytes[index_of(*at)]; --left) {
        do ++at;
        while (at < end && is_continuation(*at));
      }
    }
    if (static_cast<std::size_t>(at - from) < step.least) return false;
    const char* fewest = from;
    if (step.least > 0) {
      fewest += step.least;
      while (fewest < at && is_continuation(*fewest)) ++fewest;
    }
    if (!step.sure && fewest < at) remember({Choice::fewer_characters, number, at, fewest});
    return true;
  }

  // To the last decision that leaves another way, and takes that.
  bool go_back(std::uint32_t& step, const char*& at) {
    while (choices > 0) {
      Decision& last = decisions[choices - 1];
      if (last.choice == Choice::slot_before) {
        slots[last.step] = last.at;
        --choices;
        continue;
      }
      if (++returns > kMostReturns) {
        gave_up = true;
        return false;
      }
      if (last.choice == Choice::other_way) {
        step = regexp.steps_[last.step].other;
        at = last.at;
        --choices;
        return true;
      }
      if (fewer_characters(last)) {
        step = regexp.steps_[last.step].next;
        at = last.at;
        if (last.at == last.fewest) --choices;
        return true;
      }
      --choices;
    }
    return false;
  }

  // Back to the next place where what follows may begin.
  bool fewer_characters(Decision& decision) const {
    const std::uint32_t next = regexp.steps_[decision.step].next;
    while (decision.at > decision.fewest) {
      do --decision.at;
      while (is_continuation(*decision.at));
      if (may_start(next, decision.at)) return true;
    }
    return false;
  }
};

PlainRegexp::Answer PlainRegexp::match(std::string_view text, std::span<std::string_view> groups) const {
  Attempt attempt(*this, text);
  if (!attempt.run(text.data())) return attempt.gave_up ? Answer::gave_up : Answer::no_match;
  groups[0] = text;
  for (std::size_t i = 1; i < groups_; ++i) {
    const char* const from = attempt.slots[2 * i];
    const char* const to = attempt.slots[2 * i + 1];
    groups[i] =
        to == nullptr ? std::string_view() : std::string_view(from, static_cast<std::size_t>(to - from));
  }
  return Answer::match;
}

}  // namespace ordeal::expressions
