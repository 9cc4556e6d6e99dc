#include "harness/messages/merge.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <optional>
#include <set>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/note.hpp"
#include "harness/messages/renaming.hpp"
#include "harness/messages/shard_note.hpp"
#include "harness/messages/stream_file.hpp"

namespace ordeal::messages {
namespace {

using boost::system::in_place_error;
using Done = boost::system::result<void, std::string>;

constexpr std::string_view kRunId = "run";

// A stream is read once for each: what is planned comes before the first test case starts (reports rely on
// it), and the start of the run between definitions and test cases.
enum class Part { definitions, test_cases, execution };

// "testCase": the key of a message as we write it; whatever it is, when others wrote it.
std::string_view kind_of(std::string_view line) {
  const auto begin = line.find('"');
  const auto end = begin == std::string_view::npos ? begin : line.find('"', begin + 1);
  return end == std::string_view::npos ? "" : line.substr(begin + 1, end - begin - 1);
}

Part part_of(std::string_view kind) {
  constexpr std::string_view defining[] = {
      Meta::key,       Source::key,         GherkinDocument::key, Pickle::key,
      ParseError::key, StepDefinition::key, ParameterType::key,   UndefinedParameterType::key,
      Hook::key,       Suggestion::key,     TestRunStarted::key};
  if (std::ranges::find(defining, kind) != std::ranges::end(defining)) return Part::definitions;
  return kind == TestCase::key ? Part::test_cases : Part::execution;
}

struct Stream {
  Stream(std::filesystem::path from, SharedIds& ids) : file(std::move(from)), renaming(ids) {}

  std::filesystem::path file;
  Renaming renaming;
  bool cut_off = false;
  std::optional<TestRunFinished> end;
};

class Merger {
 public:
  Merger(const std::vector<std::filesystem::path>& files, Sink& into) : into_(into) {
    for (const auto& file : files) streams_.emplace_back(file, ids_);
  }

  boost::system::result<Merged, std::string> run() {
    for (const Part part : {Part::definitions, Part::test_cases, Part::execution}) {
      for (Stream& stream : streams_) {
        const auto read =
            read_stream(stream.file, [&](std::string_view line) { return take(stream, part, line); });
        if (read.has_error()) return {in_place_error, read.error()};
        stream.cut_off = read->cut_off;
      }
      if (part == Part::definitions) into_.on(TestRunStarted{.timestamp = began_, .id = std::string(kRunId)});
    }
    note_ends();
    if (const Done shards = note_shards(); shards.has_error()) return {in_place_error, shards.error()};
    for (const std::string& gap : merged_.gaps) into_.on(run_note(std::string(kRunId), gap, latest_));
    finish();
    return std::move(merged_);
  }

 private:
  Done take(Stream& stream, Part part, std::string_view line) {
    const std::string_view kind = kind_of(line);
    if (part_of(kind) != part) return {};
    boost::system::error_code error;
    boost::json::value json = boost::json::parse(line, error);
    if (error) return {in_place_error, "not JSON: " + error.message()};
    bool first = true;
    if (kind == TestRunStarted::key) {
      return start(stream, json);
    } else if (kind == Meta::key) {
      first = !has_meta_;
      has_meta_ = true;
    } else if (part == Part::definitions) {
      first = stream.renaming.rename_shared(json);
    } else {
      stream.renaming.rename(json);
    }
    auto message = from_json(json);
    if (message.has_error()) return {in_place_error, message.error()};
    return first ? pass_on(stream, *message) : Done{};
  }

  Done start(Stream& stream, const boost::json::value& json) {
    const auto message = from_json(json);
    if (message.has_error()) return {in_place_error, message.error()};
    const auto& started = std::get<TestRunStarted>(*message);
    stream.renaming.set(started.id.value_or(""), std::string(kRunId));
    if (!has_begun_ || started.timestamp < began_) began_ = started.timestamp;
    has_begun_ = true;
    return {};
  }

  Done pass_on(Stream& stream, const Envelope& message) {
    if (const auto* source = std::get_if<Source>(&message)) {
      const auto [known, fresh] = features_.try_emplace(source->uri, stream.file);
      if (!fresh) {
        return {in_place_error, source->uri + " has another text than in " + known->second.string() +
                                    ": the two are not of one run"};
      }
    }
    if (const auto note = shard_note_in(message)) shards_[note->run].push_back({*note, stream.file});
    if (const auto* end = std::get_if<TestRunFinished>(&message)) {
      stream.end = *end;
      latest_ = std::max(latest_, end->timestamp);
      return {};
    }
    into_.on(message);
    return {};
  }

  void note_ends() {
    for (const Stream& stream : streams_) {
      if (stream.end && !stream.cut_off) continue;
      merged_.gaps.push_back(stream.file.string() +
                             " ends before its run does; what it does not tell is told as not finished");
    }
  }

  Done note_shards() {
    for (const auto& [run, parts] : shards_) {
      std::map<std::int64_t, std::filesystem::path> there;
      for (const auto& [note, file] : parts) {
        if (note.of != parts.front().note.of) {
          return {in_place_error, file.string() + ": shard " + in_words(note) + ", but " +
                                      parts.front().file.string() + " has " + in_words(parts.front().note)};
        }
        const auto [before, fresh] = there.try_emplace(note.shard, file);
        if (!fresh) {
          return {in_place_error, "shard " + in_words(note) + " of run " + run + " is there twice: " +
                                      before->second.string() + " and " + file.string()};
        }
      }
      for (std::int64_t shard = 1; shard <= std::min(parts.front().note.of, kMostShards); ++shard) {
        if (there.contains(shard)) continue;
        const ShardNote missing{run, shard, parts.front().note.of};
        merged_.gaps.push_back("shard " + in_words(missing) + " of run " + run + " is missing");
      }
    }
    return {};
  }

  void finish() {
    TestRunFinished end{.success = merged_.gaps.empty(), .timestamp = latest_};
    end.test_run_started_id = kRunId;
    bool all_ended = true;
    for (const Stream& stream : streams_) {
      all_ended = all_ended && stream.end && !stream.cut_off;
      if (!stream.end) continue;
      end.success = end.success && stream.end->success;
      if (stream.end->message) end.message = (end.message ? *end.message + "\n" : "") + *stream.end->message;
      if (!end.exception) end.exception = stream.end->exception;
    }
    merged_.success = end.success && all_ended;
    if (all_ended) into_.on(end);
  }

  static std::string in_words(const ShardNote& note) {
    return std::to_string(note.shard) + "/" + std::to_string(note.of);
  }

  struct ShardOfFile {
    ShardNote note;
    std::filesystem::path file;
  };
  static constexpr std::int64_t kMostShards = 10'000;  // a strange number shall not fill the report

  Sink& into_;
  SharedIds ids_;
  std::vector<Stream> streams_;
  std::map<std::string, std::filesystem::path> features_;   // uri: where its source was first
  std::map<std::string, std::vector<ShardOfFile>> shards_;  // by run
  Timestamp began_{}, latest_{};
  bool has_meta_ = false, has_begun_ = false;
  Merged merged_;
};

}  // namespace

boost::system::result<Merged, std::string> merge(const std::vector<std::filesystem::path>& files,
                                                 Sink& into) {
  return Merger(files, into).run();
}

}  // namespace ordeal::messages
