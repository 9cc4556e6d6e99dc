#include "harness/cli/skeleton.hpp"

#include <cctype>
#include <sstream>

#include "harness/text/replaced.hpp"

namespace ordeal::cli {
namespace {

bool is_word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || byte >= 0x80;
}

// "Full disk!" → "full disk": nothing in it means something in a wording.
std::string words_of(const std::string& name) {
  std::string words;
  bool gap = false;
  for (const char c : name) {
    if (!is_word_character(c)) {
      gap = !words.empty();
      continue;
    }
    if (gap) words += ' ';
    gap = false;
    words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

// "full disk" → "FullDisk"; letters beyond ASCII are left out.
std::string type_name_of(const std::string& words) {
  std::string type;
  bool begins = true;
  for (const char c : words) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) continue;
    if (std::isalnum(byte)) type += begins ? static_cast<char>(std::toupper(byte)) : c;
    begins = c == ' ';
  }
  const bool is_name = !type.empty() && !std::isdigit(static_cast<unsigned char>(type.front()));
  return is_name ? type : "Subject" + type;
}

// One line, as a title has it.
std::string title_of(const std::string& name) {
  std::istringstream words(name);
  std::string title;
  for (std::string word; words >> word;) title += (title.empty() ? "" : " ") + word;
  return title;
}

constexpr const char* feature_text = R"(Feature: $TITLE

  Say here for whom this matters and why.

  Rule: say what must hold

    Scenario: say the situation
      Given $WORDS starts at 1
      When $WORDS grows by 2
      Then $WORDS is at 3
)";

constexpr const char* step_text = R"(// Steps of $FEATURE.
#include <gtest/gtest.h>

#include "harness/definitions/define.hpp"

namespace ordeal {
namespace {

// What the steps of one scenario share: made when the first of them asks for it, gone with the scenario.
struct $TYPE {
  int count = 0;
};

}  // namespace

GIVEN("$WORDS starts at {int}", ($TYPE & subject, int count)) {
  subject.count = count;
}

WHEN("$WORDS grows by {int}", ($TYPE & subject, int by)) {
  subject.count += by;
}

THEN("$WORDS is at {int}", ($TYPE & subject, int count)) {
  EXPECT_EQ(subject.count, count);
}

}  // namespace ordeal
)";

}  // namespace

std::string file_name_of(const std::string& name) {
  return replaced(words_of(name), " ", "_");
}

std::string feature_skeleton(const std::string& name) {
  return replaced(replaced(feature_text, "$WORDS", words_of(name)), "$TITLE", title_of(name));
}

std::string step_skeleton(const std::string& name, const std::string& feature) {
  const std::string words = words_of(name);
  return replaced(replaced(replaced(step_text, "$WORDS", words), "$TYPE", type_name_of(words)), "$FEATURE",
                  feature);
}

}  // namespace ordeal::cli
