// The C++ text of step definitions: a step's body cannot be seen by the program that runs it, but the file
// that it was compiled from says what it does.
//
// How it is read: the file that the definition names is looked for below a root folder; comments and literals
// are blanked; the body is what the first brace behind the definition's parentheses encloses. Neither macros
// nor other files are expanded.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/definitions/declarations.hpp"

namespace ordeal::lint {

// The same text, line for line, with comments and the insides of string and character literals blanked.
std::string code_only(std::string_view source);

struct Body {
  std::string_view code;  // between the braces
  int line = 0;           // at which the code begins
};

class StepSources {
 public:
  explicit StepSources(std::filesystem::path root) : root_(std::move(root)) {}

  // Nothing when the file cannot be read, or has no body at that line.
  std::optional<Body> body_of(const SourceLine& definition);
  // The body of a function that the file of a definition defines, by its plain name.
  std::optional<Body> function(const SourceLine& definition, std::string_view name);

  // Where the parenthesis of a GIVEN, WHEN, THEN or STEP opens.
  struct Opening {
    int line;
    std::size_t at;
  };

 private:
  struct Source {
    std::string code;  // code_only
    int lines = 0;
    std::vector<Opening> openings;
  };
  const Source* source_of(const std::string& file);  // null: cannot be read

  std::filesystem::path root_;
  std::map<std::string, std::optional<Source>> files_;
};

}  // namespace ordeal::lint
