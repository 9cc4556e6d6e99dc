#include "harness/run/features.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <sstream>

#include "harness/run/feature_text.hpp"
#include "harness/text/file.hpp"

namespace ordeal::run {
namespace fs = std::filesystem;
namespace {

// Files by uri, with the lines asked for; a file named twice is read once, and whole if it was once named
// whole.
using Wanted = std::map<std::string, std::vector<std::uint32_t>>;

std::string uri_of(const fs::path& path) {
  const fs::path relative = fs::absolute(path).lexically_normal().lexically_relative(fs::current_path());
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.generic_string() : path.lexically_normal().generic_string();
}

void want(Wanted& wanted, const std::string& uri, const std::vector<std::uint32_t>& lines) {
  const auto [there, fresh] = wanted.try_emplace(uri, lines);
  if (fresh) return;
  if (lines.empty() || there->second.empty()) {
    there->second.clear();
  } else {
    there->second.insert(there->second.end(), lines.begin(), lines.end());
  }
}

bool is_feature(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.ends_with(".feature") || name.ends_with(".feature.md");
}

std::string refusal(const fs::path& path, const std::error_code& problem) {
  return path.string() + ": " + problem.message();
}

// Links to folders are not followed: they may lead back.
void want_folder(Wanted& wanted, const fs::path& folder, std::vector<std::string>& unreadable) {
  std::error_code problem, unknown;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    if (entry->is_directory(unknown) && !entry->is_symlink(unknown)) {
      want_folder(wanted, entry->path(), unreadable);
    } else if (entry->is_regular_file(unknown) && is_feature(entry->path())) {
      want(wanted, uri_of(entry->path()), {});
    }
  }
  if (problem) unreadable.push_back(refusal(folder, problem));
}

std::string_view without_blanks(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

// What stands in the file of "@FILE", a path a line, as the report `rerun` writes it, but for lines that
// begin with #; the text itself otherwise.
std::vector<std::string> expand(const std::string& text, std::vector<std::string>& unreadable) {
  if (!text.starts_with('@')) return {text};
  const std::string file = text.substr(1);
  const auto list = content_of(file);
  if (!list) {
    unreadable.push_back(file + ": cannot be read: " + list.error().message());
    return {};
  }
  std::vector<std::string> paths;
  std::istringstream lines(*list);
  for (std::string line; std::getline(lines, line);) {
    const std::string_view path = without_blanks(line);
    if (!path.empty() && !path.starts_with('#')) paths.emplace_back(path);
  }
  return paths;
}

// Features that were named, by uri. What is not there is added to `unreadable`.
Wanted find_features(const std::vector<std::string>& paths, std::vector<std::string>& unreadable) {
  Wanted wanted;
  std::vector<std::string> named_paths;
  for (const std::string& text : paths)
    std::ranges::move(expand(text, unreadable), back_inserter(named_paths));
  for (const std::string& text : named_paths) {
    const FeaturePath named = parse_feature_path(text);
    std::error_code problem;
    const fs::file_status status = fs::status(named.path, problem);
    if (fs::is_directory(status)) {
      want_folder(wanted, named.path, unreadable);
    } else if (fs::is_regular_file(status)) {
      want(wanted, uri_of(named.path), named.lines);
    } else {
      unreadable.push_back(problem ? refusal(named.path, problem)
                                   : named.path.string() + ": neither a file nor a folder");
    }
  }
  return wanted;
}

gherkin::ParseResult<Parsed> parse_feature(std::string text, const std::string& uri, std::uint64_t first_id,
                                           std::uint64_t* next_id = nullptr) {
  gherkin::IncrementingIds ids(first_id);
  auto document = gherkin::parse(std::move(text), uri, ids, {.syntax = gherkin::syntax_of(uri)});
  if (!document) return document.error();
  auto pickles = gherkin::compile_pickles(*document, ids);
  if (!pickles) return pickles.error();
  if (next_id) *next_id = ids.number();
  return Parsed{std::move(*document), std::move(*pickles)};
}

void add_feature(Features& features, Source source, const std::vector<std::uint32_t>& lines, bool keep,
                 const OnFeature& on_feature) {
  const std::uint64_t first_id = features.next_id;
  auto read = parse_feature(std::move(source.text), source.uri, first_id, &features.next_id);
  if (!read) {
    for (const auto& error : read.error()) features.unparsable.push_back({source.uri, error});
    return;
  }
  const auto parsed = std::make_shared<const Parsed>(std::move(*read));
  features.read.emplace_back(std::move(source.uri), lines, first_id, parsed, keep);
  if (on_feature) on_feature(features.read.back(), *parsed);
}

}  // namespace

std::string FeatureProblem::text() const {
  return uri + ":" + std::to_string(error.location.line) + ":" + std::to_string(error.location.column) +
         ": " + error.message;
}

FeaturePath parse_feature_path(const std::string& text) {
  FeaturePath result{.path = text, .lines = {}};
  std::string rest = text;
  for (;;) {
    const auto colon = rest.find_last_of(':');
    if (colon == std::string::npos || colon + 1 == rest.size()) break;
    std::uint32_t line = 0;
    const auto* end = rest.data() + rest.size();
    const auto parsed = std::from_chars(rest.data() + colon + 1, end, line);
    if (parsed.ec != std::errc() || parsed.ptr != end) break;
    result.lines.push_back(line);
    rest.resize(colon);
  }
  result.path = rest;
  return result;
}

std::vector<std::string> with_lists_read(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    std::vector<std::string> unreadable;
    std::ranges::move(expand(name, unreadable), back_inserter(all));
    if (!unreadable.empty()) all.push_back(name);
  }
  return all;
}

Sources read_sources(const std::vector<std::string>& paths) {
  Sources sources;
  for (const auto& [uri, lines] : find_features(paths, sources.unreadable)) {
    if (auto text = feature_text(uri)) {
      sources.read.push_back({uri, *std::move(text)});
    } else {
      sources.unreadable.push_back(text.error());
    }
  }
  return sources;
}

Features read_features(const std::vector<std::string>& paths, const OnFeature& on_feature, std::size_t keep) {
  Features features;
  std::size_t kept = 0;
  for (const auto& [uri, lines] : find_features(paths, features.unreadable)) {
    if (auto text = feature_text(uri)) {
      kept += text->size();
      add_feature(features, {uri, *std::move(text)}, lines, kept <= keep, on_feature);
    } else {
      features.unreadable.push_back(text.error());
    }
  }
  return features;
}

Features read_texts(std::vector<Source> sources, std::uint64_t first_id, const OnFeature& on_feature) {
  Features features;
  features.next_id = first_id;
  for (Source& source : sources) add_feature(features, std::move(source), {}, true, on_feature);
  return features;
}

Feature::Feature(std::string name, std::vector<std::uint32_t> wanted, std::uint64_t first_id,
                 std::shared_ptr<const Parsed> parsed, bool keep)
    : uri(std::move(name)), lines(std::move(wanted)), first_id_(first_id), alive_(parsed) {
  if (keep) {
    kept_ = std::move(parsed);
  } else {
    text_ = parsed->document.source;
  }
}

std::shared_ptr<const Parsed> Feature::parsed() const {
  if (kept_) return kept_;
  if (auto alive = alive_.lock()) return alive;
  // It parsed before, so it does now.
  auto parsed = std::make_shared<const Parsed>(parse_feature(text_, uri, first_id_).value());
  alive_ = parsed;
  // The scenarios of a file mostly come one after the other.
  static thread_local std::array<std::shared_ptr<const Parsed>, 4> recent;
  static thread_local std::size_t next = 0;
  recent[next++ % recent.size()] = parsed;
  return parsed;
}

}  // namespace ordeal::run
