#include "reports/example_run.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "harness/messages/note.hpp"
#include "harness/messages/verdict.hpp"

namespace ordeal::reports {
namespace {

using namespace messages;
using boost::json::array;
using boost::json::object;
using std::chrono::milliseconds;

constexpr const char* uri = "features/gpu/memory.feature";

struct Line {
  const char* keyword;
  const char* text;
  Status status = Status::passed;
  const char* message = nullptr;
};

struct Example {
  const char* name;
  std::int64_t line;
  std::vector<Line> steps;
  const char* judgement;  // of the hook at the end; nullptr: it passed
  Verdict verdict;
};

Verdict verdict_of(Outcome outcome, FaultVerdict fault) {
  Verdict verdict{.scenario = uri, .faults = {std::move(fault)}, .outcome = outcome};
  verdict.handled = outcome != Outcome::failed && outcome != Outcome::invalid;
  verdict.healed = outcome != Outcome::not_healed;
  if (verdict.handled) verdict.handled_after = milliseconds(900);
  if (verdict.healed) verdict.healed_after = milliseconds(40);
  return verdict;
}

std::vector<Example> examples() {
  const Line given{"Given", "a director with 1 worker"};
  const Line when{"When", "allocation 3 of the image stage fails"};
  std::vector<Example> all{
      {"out of memory is retried once",
       5,
       {given, when, {"Then", "the slot is done"}},
       nullptr,
       verdict_of(Outcome::passed, {"out of memory at allocation 3 of the image stage", true,
                                    "rule 1 fired once", milliseconds(120)})},
      {"a poisoned worker leaves",
       10,
       {given,
        when,
        {"Then", "worker 1 exits with code 70", Status::failed, "expected exit code 70\nbut it was 137"},
        {"And", "the slot is done", Status::skipped}},
       nullptr,
       verdict_of(Outcome::failed,
                  {"illegal address at launch 3", true, "rule 2 fired once", milliseconds(90)})},
      {"a flipped byte in the model",
       15,
       {given, when, {"Then", "the slot is done"}},
       "invalid: byte 4096 of video.pt flipped: no read reached byte 4096",
       verdict_of(Outcome::invalid,
                  {"byte 4096 of video.pt flipped", false, "no read reached byte 4096", std::nullopt})},
      {"the worker is killed",
       20,
       {given, when, {"Then", "the slot is done"}},
       "not healed: process 4711 slot-worker is left over",
       verdict_of(Outcome::not_healed,
                  {"SIGKILL in the image stage", true, "pidfd readable", milliseconds(3)})}};
  all[1].verdict.folder = "ordeal-report/memory-10";
  all[1].verdict.rerun = "ordeal run features/gpu/memory.feature:10 --on cpu --seed 7";
  all[3].verdict.left_over = {"process 4711 slot-worker"};
  return all;
}

std::string step_id(const Example& example, std::size_t step) {
  return std::to_string(example.line) + "." + std::to_string(step);
}

object at_line(std::int64_t line) {
  return {{"line", line}, {"column", 1}};
}

// A node of the syntax tree with what every node has.
object node(std::string_view keyword, std::string_view name, std::int64_t line) {
  return {{"location", at_line(line)},
          {"keyword", keyword},
          {"name", name},
          {"description", ""},
          {"tags", array()}};
}

object syntax_of(const Example& example) {
  array steps;
  std::int64_t line = example.line;
  for (std::size_t i = 0; i < example.steps.size(); ++i) {
    steps.push_back(object{{"id", step_id(example, i)},
                           {"keyword", std::string(example.steps[i].keyword) + " "},
                           {"text", example.steps[i].text},
                           {"location", at_line(++line)}});
  }
  object scenario = node("Scenario", example.name, example.line);
  scenario.emplace("id", std::to_string(example.line));
  scenario.emplace("steps", steps);
  scenario.emplace("examples", array());
  return {{"scenario", scenario}};
}

GherkinDocument document_of(const std::vector<Example>& all) {
  array scenarios;
  for (const auto& example : all) scenarios.push_back(syntax_of(example));
  object rule = node("Rule", "a failed allocation costs no slot", 3);
  rule.emplace("id", "rule");
  rule.emplace("children", scenarios);
  object feature = node("Feature", "GPU memory runs out", 1);
  feature.emplace("language", "en");
  feature.emplace("children", array{object{{"rule", rule}}});
  return {boost::json::serialize(object{{"uri", uri}, {"feature", feature}, {"comments", array()}})};
}

void plan(const Example& example, std::vector<Envelope>& into) {
  const std::string id = std::to_string(example.line);
  Pickle pickle{.id = id,
                .uri = uri,
                .location = Location{example.line},
                .name = example.name,
                .language = "en",
                .ast_node_ids = {id}};
  TestCase test_case{.id = id, .pickle_id = id};
  for (std::size_t i = 0; i < example.steps.size(); ++i) {
    pickle.steps.push_back(
        {.ast_node_ids = {step_id(example, i)}, .id = step_id(example, i), .text = example.steps[i].text});
    test_case.test_steps.push_back({.id = step_id(example, i), .pickle_step_id = step_id(example, i)});
  }
  test_case.test_steps.push_back({.hook_id = "judge", .id = id + ".judge"});
  into.push_back(pickle);
  into.push_back(test_case);
}

void execute(const Example& example, Timestamp& now, std::vector<Envelope>& into) {
  const std::string id = std::to_string(example.line);
  into.push_back(TestCaseStarted{.id = id, .test_case_id = id, .timestamp = now});
  for (std::size_t i = 0; i < example.steps.size(); ++i) {
    TestStepFinished step{.test_case_started_id = id, .test_step_id = step_id(example, i), .timestamp = now};
    step.test_step_result.status = example.steps[i].status;
    if (example.steps[i].message != nullptr) step.test_step_result.message = example.steps[i].message;
    into.push_back(step);
  }
  TestStepFinished judged{.test_case_started_id = id, .test_step_id = id + ".judge", .timestamp = now};
  judged.test_step_result.status = example.judgement == nullptr ? Status::passed : Status::failed;
  if (example.judgement != nullptr) judged.test_step_result.message = example.judgement;
  into.push_back(to_attachment(example.verdict, id, now, id + ".judge"));
  into.push_back(judged);
  now += milliseconds(500);
  into.push_back(TestCaseFinished{.test_case_started_id = id, .timestamp = now});
}

}  // namespace

std::vector<Envelope> example_run() {
  const auto all = examples();
  Timestamp now{};
  const Product ordeal{"ordeal", "0.1.0"};
  std::vector<Envelope> stream{Meta{.protocol_version = "34.2.0",
                                    .implementation = ordeal,
                                    .runtime = {"C++", "20"},
                                    .os = {"linux"},
                                    .cpu = {"x86_64"}},
                               Source{.uri = uri, .data = "Feature: GPU memory runs out\n"}, document_of(all),
                               Hook{.id = "judge", .name = "landed and healed"},
                               TestRunStarted{.timestamp = now}};
  for (const auto& example : all) plan(example, stream);
  for (const auto& example : all) execute(example, now, stream);
  stream.push_back(TestRunFinished{.success = false, .timestamp = now});
  return stream;
}

std::vector<Envelope> with_settings(std::vector<Envelope> run, const messages::SettingsNote& settings) {
  const auto started = std::ranges::find_if(
      run, [](const Envelope& message) { return std::holds_alternative<TestRunStarted>(message); });
  run.insert(std::next(started), messages::to_attachment(settings, "run", {}));
  return run;
}

std::vector<Envelope> retried_run() {
  const char* feature = "features/retry.feature";
  Timestamp now{};
  std::vector<Envelope> stream{TestRunStarted{.timestamp = now}};
  const auto add = [&](std::string id, const char* name, std::int64_t line) {
    stream.push_back(
        Pickle{.id = id,
               .uri = feature,
               .location = Location{line},
               .name = name,
               .language = "en",
               .steps = {{.ast_node_ids = {id + ".step"}, .id = id, .text = "the model is fetched"}},
               .ast_node_ids = {id}});
    stream.push_back(TestCase{.id = id, .pickle_id = id, .test_steps = {{.id = id, .pickle_step_id = id}}});
  };
  const auto attempt = [&](std::string id, int number, Status status, const char* message, Outcome outcome,
                           bool again) {
    const std::string started = id + "/" + std::to_string(number);
    stream.push_back(TestCaseStarted{.attempt = number, .id = started, .test_case_id = id, .timestamp = now});
    TestStepFinished step{.test_case_started_id = started, .test_step_id = id, .timestamp = now};
    step.test_step_result = {.duration = std::chrono::seconds(1), .status = status};
    if (*message != 0) step.test_step_result.message = message;
    stream.push_back(step);
    stream.push_back(to_attachment(Verdict{.scenario = feature, .outcome = outcome}, started, now));
    if (outcome != Outcome::not_started) now += std::chrono::seconds(1);
    stream.push_back(
        TestCaseFinished{.test_case_started_id = started, .timestamp = now, .will_be_retried = again});
  };
  add("a", "a model server that is slow to come up", 3);
  add("b", "a model server that never answers", 6);
  add("c", "a model that is there already", 9);
  add("d", "a model of the next release", 12);
  attempt("a", 0, Status::failed, "connection refused", Outcome::failed, true);
  attempt("a", 1, Status::passed, "", Outcome::passed, false);
  attempt("b", 0, Status::failed, "timed out after 3 s", Outcome::failed, true);
  attempt("b", 1, Status::failed, "timed out after 3 s", Outcome::failed, false);
  attempt("c", 0, Status::passed, "", Outcome::passed, false);
  attempt("d", 0, Status::skipped, "the budget of 5 s was spent", Outcome::not_started, false);
  stream.push_back(TestRunFinished{.success = false, .timestamp = now});
  return stream;
}

std::vector<Envelope> run_with_failed_hook(bool announced) {
  std::vector<Envelope> stream = plan_of(2, 1);
  std::erase_if(stream, [&](const Envelope& e) { return !announced && std::holds_alternative<TestCase>(e); });
  Hook hook{.id = "start", .type = HookType::before_test_run};
  hook.source_reference = {.uri = "steps.cpp", .location = Location{3}};
  TestRunHookFinished failed{.test_run_hook_started_id = "h", .timestamp = Timestamp{milliseconds(7)}};
  failed.result = {
      .message = "could not start the server",
      .status = Status::failed,
      .exception = Exception{.type = "std::runtime_error", .message = "could not start the server"}};
  const std::vector<Envelope> end{
      TestRunHookStarted{.id = "h", .test_run_started_id = "run", .hook_id = "start"},
      Attachment{.body = "port 80 is taken",
                 .media_type = std::string(log_media_type),
                 .test_run_hook_started_id = "h"},
      failed, TestRunFinished{.timestamp = Timestamp{milliseconds(9)}}};
  stream.insert(stream.begin(), hook);
  stream.insert(stream.end(), end.begin(), end.end());
  return stream;
}

std::vector<Envelope> run_with_keyword(const std::string& keyword, const std::string& text) {
  const object step{{"id", "1"}, {"keyword", keyword}, {"text", text}, {"location", at_line(3)}};
  object scenario = node("Scénario", "un", 2);
  scenario.emplace("id", "2");
  scenario.emplace("steps", array{step});
  object feature = node("Fonctionnalité", "f", 1);
  feature.emplace("children", array{object{{"scenario", scenario}}});
  TestStepFinished passed{.test_case_started_id = "s", .test_step_id = "t"};
  passed.test_step_result.status = Status::passed;
  return {GherkinDocument{boost::json::serialize(object{{"uri", "keyword.feature"}, {"feature", feature}})},
          Pickle{.id = "p",
                 .uri = "keyword.feature",
                 .location = Location{2},
                 .name = "un",
                 .steps = {PickleStep{.ast_node_ids = {"1"}, .id = "ps", .text = text}},
                 .ast_node_ids = {"2"}},
          TestCase{.id = "c", .pickle_id = "p", .test_steps = {TestStep{.id = "t", .pickle_step_id = "ps"}}},
          TestCaseStarted{.id = "s", .test_case_id = "c"},
          passed,
          TestCaseFinished{.test_case_started_id = "s"}};
}

std::vector<Envelope> plan_of(std::size_t number, std::size_t steps) {
  std::vector<Envelope> stream{StepDefinition{.id = "definition"}, TestRunStarted{}};
  for (std::size_t n = 0; n < number; ++n) {
    const std::string id = std::to_string(n);
    Pickle pickle{.id = id,
                  .uri = "features/many.feature",
                  .location = Location{static_cast<std::int64_t>(n + 1)},
                  .name = "scenario " + id + " with a name of an ordinary length",
                  .language = "en",
                  .ast_node_ids = {id}};
    TestCase test_case{.id = id, .pickle_id = id};
    for (std::size_t i = 0; i < steps; ++i) {
      const std::string step = id + "." + std::to_string(i);
      pickle.steps.push_back(
          {.ast_node_ids = {step}, .id = step, .text = "a step of an ordinary length, as most are"});
      test_case.test_steps.push_back({.id = step,
                                      .pickle_step_id = step,
                                      .step_definition_ids = std::vector<std::string>{"definition"}});
    }
    stream.push_back(pickle);
    stream.push_back(test_case);
  }
  return stream;
}

std::vector<Envelope> execution_of(std::size_t scenario, std::size_t steps) {
  const std::string id = std::to_string(scenario);
  std::vector<Envelope> stream{TestCaseStarted{.id = id, .test_case_id = id}};
  for (std::size_t i = 0; i < steps; ++i) {
    TestStepFinished step{.test_case_started_id = id, .test_step_id = id + "." + std::to_string(i)};
    step.test_step_result.status = Status::passed;
    stream.push_back(step);
  }
  stream.push_back(TestCaseFinished{.test_case_started_id = id});
  return stream;
}

}  // namespace ordeal::reports
