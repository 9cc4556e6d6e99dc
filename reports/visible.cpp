#include "reports/visible.hpp"

#include <algorithm>

#include "harness/text/utf8.hpp"

namespace ordeal::reports {
namespace {

bool may_act(unsigned char c) {
  return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c >= 0x80;  // the last: looked at more closely
}

// "␀" is U+2400, and each control character below U+0020 has its picture at its own number behind it.
std::string picture_of(unsigned char c) {
  std::string picture = "\xE2\x90\x80";
  picture.back() = static_cast<char>(0x80 + (c == 0x7F ? 0x21 : c));
  return picture;
}

void make_visible(std::string& text) {
  if (std::ranges::any_of(text, may_act)) text = visible(text);
}

void make_visible(std::vector<std::string>& texts) {
  for (std::string& text : texts) make_visible(text);
}

void make_visible(std::optional<std::string>& text) {
  if (text) make_visible(*text);
}

void make_visible(Step& step) {
  for (std::string* text : {&step.keyword, &step.text, &step.argument, &step.uri}) make_visible(*text);
  make_visible(step.result.message);
  if (auto& exception = step.result.exception) {
    make_visible(exception->type);
    make_visible(exception->message);
    make_visible(exception->stack_trace);
  }
  make_visible(step.logs);
}

void make_visible(messages::Verdict& verdict) {
  for (auto& fault : verdict.faults) {
    make_visible(fault.name);
    make_visible(fault.evidence);
  }
  make_visible(verdict.left_over);
  for (std::string* text : {&verdict.broken, &verdict.machine, &verdict.folder, &verdict.rerun})
    make_visible(*text);
}

}  // namespace

std::string visible(std::string_view text) {
  const std::string valid = valid_utf8(text);
  std::string shown;
  shown.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    const bool is_c1 = c == 0xC2 && i + 1 < valid.size() && static_cast<unsigned char>(valid[i + 1]) < 0xA0;
    if (is_c1) {
      shown += "\xE2\x90\xA6";  // ␦
      ++i;
    } else if (c < 0x80 && may_act(c)) {
      shown += picture_of(c);
    } else {
      shown += valid[i];
    }
  }
  return shown;
}

Scenario visible(Scenario scenario) {
  for (std::string* text : {&scenario.uri, &scenario.feature, &scenario.rule, &scenario.name,
                            &scenario.outline, &scenario.examples, &scenario.example, &scenario.never_began,
                            &scenario.earlier, &scenario.rerun, &scenario.folder}) {
    make_visible(*text);
  }
  for (Step& step : scenario.steps) make_visible(step);
  make_visible(scenario.logs);
  make_visible(scenario.output);
  if (scenario.verdict) make_visible(*scenario.verdict);
  return scenario;
}

}  // namespace ordeal::reports
