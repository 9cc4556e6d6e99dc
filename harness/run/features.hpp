// Finds feature files and reads them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::run {

// What a person named: a file, a folder (every *.feature and *.feature.md below it), or a file with lines
// ("a.feature:12:30"). "@FILE" names a file with such names, one a line.
struct FeaturePath {
  std::filesystem::path path;
  std::vector<std::uint32_t> lines;  // empty: the whole file
};
FeaturePath parse_feature_path(const std::string& text);

struct Feature {
  std::string uri;                   // relative to the working directory where it can be
  std::vector<std::uint32_t> lines;  // those that were asked for; empty: all
  gherkin::Document document;
  gherkin::Pickles pickles;
};

// "features/a.feature:5:3: inconsistent cell count within the table"
struct FeatureProblem {
  std::string uri;
  gherkin::ParseError error;
  std::string text() const;
};

struct Features {
  std::vector<Feature> read;               // by uri
  std::vector<FeatureProblem> unparsable;  // every error of every file
  std::vector<std::string> unreadable;     // "features/x: No such file or directory"
};
Features read_features(const std::vector<std::string>& paths, gherkin::IdGenerator& ids);

// The same files' texts, not parsed.
struct Source {
  std::string uri;
  std::string text;
};
struct Sources {
  std::vector<Source> read;             // by uri
  std::vector<std::string> unreadable;  // as in Features
};
Sources read_sources(const std::vector<std::string>& paths);

}  // namespace ordeal::run
