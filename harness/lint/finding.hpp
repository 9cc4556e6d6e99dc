// What a rule has to say about one place of a feature or of a step file.
#pragma once

#include <string>
#include <vector>

#include "harness/definitions/declarations.hpp"
#include "harness/gherkin/document.hpp"

namespace ordeal::lint {

struct Finding {
  std::string file;
  gherkin::Location location;  // column 1 where only the line is known
  std::string rule;            // "unused-step"
  std::string message;         // what is wrong, and what to do

  std::string text() const;  // "features/a.feature:12:3: undefined-step: …"
};

// Collects the findings of one rule after the other.
class Findings {
 public:
  void speak_for(std::string_view rule) { rule_ = rule; }
  void add(std::string_view file, gherkin::Location location, std::string message);
  void add(const SourceLine& definition, std::string message);
  // By file and place, one of several that are equal.
  std::vector<Finding> take();

 private:
  std::string_view rule_;
  std::vector<Finding> findings_;
};

}  // namespace ordeal::lint
