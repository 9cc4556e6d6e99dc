// The words in which step definitions are written, at namespace scope of any .cpp file:
//
//   GIVEN("a director with {int} worker(s) and {int} standby(s)", (World& world, int workers, int standbys))
//   { … } WHEN(REGEX("^worker (\\d+) is stopped$"), (World& world, int worker), "SIGSTOP, as a hung driver
//   would look") { … } THEN("these slots are done:", (World& world, const DataTable& slots)) { … }
//   BEFORE((World& world), .tags = "@cuda", .order = 1) { … }       around each scenario; AFTER likewise
//   BEFORE_RUN((Database& database)) { … }       also _FEATURE, _RULE, _STEP, and AFTER_… of each
//   PARAMETER_TYPE(Stage, "stage", "audio|image|video|clip", (const std::string& name)) { return
//   stage_named(name); }
//
// A step function's parameters: references to objects of the scenario's context, then one value for each
// capture, then perhaps `const DataTable&`, `const DocString&` or both. Too few or too many captures do not
// compile, nor do wrong types for Cucumber's own parameters; others are a problem of the registry, with file
// and line. Link such files as objects, not out of a static library: nothing refers to them, and a linker
// would leave them out.
#pragma once

#include "harness/definitions/plugin_interface.hpp"
#include "harness/definitions/registry.hpp"
#include "harness/definitions/signature.hpp"
#include "harness/definitions/step_result.hpp"

#define REGEX(pattern) (::ordeal::Wording{pattern, true})

#define GIVEN(wording, parameters, ...) \
  ORDEAL_STEP("Given", __COUNTER__, wording, parameters __VA_OPT__(, ) __VA_ARGS__)
#define WHEN(wording, parameters, ...) \
  ORDEAL_STEP("When", __COUNTER__, wording, parameters __VA_OPT__(, ) __VA_ARGS__)
#define THEN(wording, parameters, ...) \
  ORDEAL_STEP("Then", __COUNTER__, wording, parameters __VA_OPT__(, ) __VA_ARGS__)
#define STEP(wording, parameters, ...) \
  ORDEAL_STEP("Step", __COUNTER__, wording, parameters __VA_OPT__(, ) __VA_ARGS__)

#define BEFORE(parameters, ...) \
  ORDEAL_HOOK(scenario, before, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define AFTER(parameters, ...) \
  ORDEAL_HOOK(scenario, after, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define BEFORE_STEP(parameters, ...) \
  ORDEAL_HOOK(step, before, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define AFTER_STEP(parameters, ...) \
  ORDEAL_HOOK(step, after, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define BEFORE_RULE(parameters, ...) \
  ORDEAL_HOOK(rule, before, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define AFTER_RULE(parameters, ...) \
  ORDEAL_HOOK(rule, after, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define BEFORE_FEATURE(parameters, ...) \
  ORDEAL_HOOK(feature, before, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define AFTER_FEATURE(parameters, ...) \
  ORDEAL_HOOK(feature, after, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define BEFORE_RUN(parameters, ...) \
  ORDEAL_HOOK(run, before, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)
#define AFTER_RUN(parameters, ...) ORDEAL_HOOK(run, after, __COUNTER__, parameters __VA_OPT__(, ) __VA_ARGS__)

// The function takes the whole match as one string, or, where the pattern has groups, each group's text
// (std::optional<std::string> for one that may be absent).
#define PARAMETER_TYPE(type, name, pattern, parameters) \
  ORDEAL_PARAMETER_TYPE(type, __COUNTER__, name, pattern, parameters)

#define ORDEAL_JOIN_(a, b) a##b
#define ORDEAL_JOIN(a, b) ORDEAL_JOIN_(a, b)

#define ORDEAL_STEP(keyword, id, wording, parameters, ...)                                              \
  static void ORDEAL_JOIN(ordeal_step_, id) parameters;                                                 \
  static_assert(                                                                                        \
      ::ordeal::definitions::Signature<decltype(ORDEAL_JOIN(ordeal_step_, id))>::ordered,               \
      "a step function takes references to the context first, then the captures, then a DataTable, a "  \
      "DocString or both");                                                                             \
  static_assert(                                                                                        \
      ::ordeal::definitions::takes_captures_of<decltype(ORDEAL_JOIN(ordeal_step_, id))>(wording),       \
      "the function takes another number of captures than the expression has {parameters} (objects of " \
      "the context and a trailing DataTable or DocString do not count)");                               \
  static_assert(                                                                                        \
      ::ordeal::definitions::takes_types_of<decltype(ORDEAL_JOIN(ordeal_step_, id))>(wording),          \
      "a parameter of the function cannot take its capture: {int} and its like give whole numbers, "    \
      "{float} and {double} decimal ones, {string}, {word}, {}, {biginteger} and {bigdecimal} a "       \
      "std::string");                                                                                   \
  [[maybe_unused]] static const bool ORDEAL_JOIN(ordeal_step_declared_, id) =                           \
      ::ordeal::definitions::declare_step<ORDEAL_JOIN(ordeal_step_, id)>(                               \
          keyword, wording, {__FILE__, __LINE__} __VA_OPT__(, ) __VA_ARGS__);                           \
  static void ORDEAL_JOIN(ordeal_step_, id) parameters

#define ORDEAL_HOOK(scope, side, id, parameters, ...)                                 \
  static void ORDEAL_JOIN(ordeal_hook_, id) parameters;                               \
  [[maybe_unused]] static const bool ORDEAL_JOIN(ordeal_hook_declared_, id) =         \
      ::ordeal::definitions::declare_hook<ORDEAL_JOIN(ordeal_hook_, id)>(             \
          ::ordeal::HookScope::scope, ::ordeal::HookSide::side, {__FILE__, __LINE__}, \
          ::ordeal::HookOptions{__VA_ARGS__});                                        \
  static void ORDEAL_JOIN(ordeal_hook_, id) parameters

#define ORDEAL_PARAMETER_TYPE(type, id, name, pattern, parameters)                       \
  static type ORDEAL_JOIN(ordeal_transform_, id) parameters;                             \
  [[maybe_unused]] static const bool ORDEAL_JOIN(ordeal_type_declared_, id) =            \
      ::ordeal::definitions::declare_parameter_type<ORDEAL_JOIN(ordeal_transform_, id)>( \
          name, pattern, {__FILE__, __LINE__});                                          \
  static type ORDEAL_JOIN(ordeal_transform_, id)                                         \
  parameters

namespace ordeal::definitions {

template <auto Body>
bool declare_step(const char* keyword, Wording wording, SourceLine where, std::string description = "") {
  using Shape = Signature<std::remove_pointer_t<decltype(Body)>>;
  Declarations::of_program().steps.push_back({.keyword = keyword,
                                              .wording = wording.text,
                                              .regular = wording.regular,
                                              .description = std::move(description),
                                              .where = std::move(where),
                                              .function = Shape::template function<Body>()});
  return true;
}

template <auto Body>
bool declare_hook(HookScope scope, HookSide side, SourceLine where, HookOptions options) {
  using Shape = Signature<std::remove_pointer_t<decltype(Body)>>;
  static_assert(Shape::contexts == Shape::size,
                "a hook takes references to objects of the scenario's context only");
  Declarations::of_program().hooks.push_back({.scope = scope,
                                              .side = side,
                                              .options = std::move(options),
                                              .where = std::move(where),
                                              .run = [](Context& context) {
                                                Shape::template call<Body>(
                                                    context, {}, {}, std::make_index_sequence<Shape::size>());
                                              }});
  return true;
}

template <class>
struct Transform;

template <class Value, class... Texts>
struct Transform<Value(Texts...)> {
  static_assert(((std::is_same_v<std::remove_cvref_t<Texts>, std::string> ||
                  std::is_same_v<std::remove_cvref_t<Texts>, std::optional<std::string>>) &&
                 ...),
                "a parameter type's function takes strings, or optional strings");
  using Result = std::remove_cv_t<Value>;
  static constexpr std::size_t values = sizeof...(Texts);

  template <class Text>
  static Text text_of(const std::optional<std::string_view>& group) {
    if constexpr (std::is_same_v<Text, std::string>) {
      return std::string(group.value_or(""));
    } else {
      return group ? Text(*group) : std::nullopt;
    }
  }

  template <auto Function, std::size_t... I>
  static std::any call(const expressions::GroupTexts& groups, std::index_sequence<I...>) {
    bool any_took_part = false;
    for (const auto& group : groups) any_took_part = any_took_part || group.has_value();
    if (!any_took_part) return {};
    return std::any(Result(Function(text_of<std::remove_cvref_t<Texts>>(groups.at(I))...)));
  }
};

template <auto Function>
bool declare_parameter_type(std::string name, std::string pattern, SourceLine where) {
  using Shape = Transform<std::remove_pointer_t<decltype(Function)>>;
  expressions::ParameterType type{.name = std::move(name),
                                  .regexps = {std::move(pattern)},
                                  .type = typeid(typename Shape::Result),
                                  .transform = [](const expressions::GroupTexts& groups) {
                                    return Shape::template call<Function>(
                                        groups, std::make_index_sequence<Shape::values>());
                                  }};
  Declarations::of_program().parameter_types.push_back(
      {.type = std::move(type), .values = Shape::values, .where = std::move(where)});
  return true;
}

}  // namespace ordeal::definitions
