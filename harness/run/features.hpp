// Finds feature files and reads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::run {

// What a person named: a file, a folder (every *.feature and *.feature.md below it), or a file with lines
// ("a.feature:12:30"). "@FILE" names a file with such names, one a line;
// blanks around them do not count, nor do lines that begin with #.
struct FeaturePath {
  std::filesystem::path path;
  std::vector<std::uint32_t> lines;  // empty: the whole file
};
FeaturePath parse_feature_path(const std::string& text);

// The names with those in each readable "@FILE" in its place: to read it before this run's own report takes
// its name.
std::vector<std::string> with_lists_read(const std::vector<std::string>& names);

struct Parsed {
  gherkin::Document document;
  gherkin::Pickles pickles;
};

// A feature's text, and what it says. A long run has more scenarios than should lie in memory as trees: of
// the first megabytes the tree is kept, of others only the text, which is parsed again, with the same ids,
// when somebody asks.
class Feature {
 public:
  // `first_id`: of the ids that parsing it took. A tree that is not kept lives as long as somebody holds it.
  Feature(std::string uri, std::vector<std::uint32_t> lines, std::uint64_t first_id,
          std::shared_ptr<const Parsed> parsed, bool keep);

  std::string uri;                   // relative to the working directory where it can be
  std::vector<std::uint32_t> lines;  // those that were asked for; empty: all

  std::shared_ptr<const Parsed> parsed() const;

 private:
  std::string text_;  // where the tree is not kept
  std::uint64_t first_id_;
  std::shared_ptr<const Parsed> kept_;
  mutable std::weak_ptr<const Parsed> alive_;
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
  std::uint64_t next_id = 0;               // behind those that parsing took
};
// `keep`: bytes of features whose trees are kept. `on_feature` is told of each while its tree is there.
inline constexpr std::size_t kKeptFeatures = std::size_t{4} << 20;
inline constexpr std::size_t kKeepAll = SIZE_MAX;
using OnFeature = std::function<void(const Feature&, const Parsed&)>;
Features read_features(const std::vector<std::string>& paths, const OnFeature& on_feature = {},
                       std::size_t keep = kKeptFeatures);

// A file's text, not parsed.
struct Source {
  std::string uri;
  std::string text;
};
// Features that are no files, with ids from `first_id` on; all their trees are kept.
Features read_texts(std::vector<Source> sources, std::uint64_t first_id, const OnFeature& on_feature = {});

struct Sources {
  std::vector<Source> read;             // by uri
  std::vector<std::string> unreadable;  // as in Features
};
Sources read_sources(const std::vector<std::string>& paths);

}  // namespace ordeal::run
