// How a step function's parameters are filled: leading references to non-const objects come from the context,
// a trailing DataTable, DocString or both in either order, or structs made of them (structured.hpp), are the
// step's argument, everything between takes the captures in order.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "harness/definitions/conversion.hpp"
#include "harness/definitions/declarations.hpp"
#include "harness/definitions/structured.hpp"

namespace ordeal::definitions {

template <class P>
inline constexpr bool is_context =
    std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;
template <class P>
inline constexpr bool is_table = std::is_same_v<std::remove_cvref_t<P>, DataTable> ||
                                 is_rows<std::remove_cvref_t<P>> || is_fields<std::remove_cvref_t<P>>;
template <class P>
inline constexpr bool is_doc_string =
    std::is_same_v<std::remove_cvref_t<P>, DocString> || is_json<std::remove_cvref_t<P>>;

// A step's table or text as the function's parameter.
template <class Value>
decltype(auto) step_argument_as(const StepArgument& argument) {
  if constexpr (std::is_same_v<Value, DataTable>) {
    return (argument.table.value());
  } else if constexpr (std::is_same_v<Value, DocString>) {
    return (argument.doc_string.value());
  } else if constexpr (is_table<Value>) {
    return structured<Value>(argument.table.value());
  } else {
    return structured<Value>(argument.doc_string.value());
  }
}

template <class F>
struct Signature;

template <class... P>
struct Signature<void(P...)> {
  using Parameters = std::tuple<P...>;
  static constexpr std::size_t size = sizeof...(P);
  static constexpr std::array<bool, size + 1> from_context{is_context<P>..., false};
  static constexpr std::array<bool, size + 1> from_table{(!is_context<P> && is_table<P>)..., false};
  static constexpr std::array<bool, size + 1> from_text{(!is_context<P> && is_doc_string<P>)..., false};

  static constexpr std::size_t contexts = [] {
    std::size_t n = 0;
    while (from_context[n]) ++n;
    return n;
  }();
  // At the end: at most one table and one text.
  static constexpr TakesArgument takes = [] {
    TakesArgument found;
    for (std::size_t i = size; i > contexts; --i) {
      if (from_table[i - 1] && !found.table) {
        found.table = true;
      } else if (from_text[i - 1] && !found.doc_string) {
        found.doc_string = true;
      } else {
        break;
      }
    }
    return found;
  }();
  static constexpr std::size_t captures = size - contexts - takes.table - takes.doc_string;

  // No reference to a context after the captures, no table or text before the end.
  static constexpr bool ordered = [] {
    for (std::size_t i = contexts; i < contexts + captures; ++i)
      if (from_context[i] || from_table[i] || from_text[i]) return false;
    return true;
  }();

  template <std::size_t I>
  static decltype(auto) fetch(Context& context, const std::vector<expressions::Argument>& arguments,
                              const StepArgument& step_argument) {
    using Parameter = std::tuple_element_t<I, std::tuple<P...>>;
    if constexpr (I < contexts) {
      return context.get<std::remove_reference_t<Parameter>>();
    } else if constexpr (I < contexts + captures) {
      return converted<std::remove_cvref_t<Parameter>>(arguments.at(I - contexts));
    } else {
      return step_argument_as<std::remove_cvref_t<Parameter>>(step_argument);
    }
  }

  template <auto Body, std::size_t... I>
  static void call(Context& context, [[maybe_unused]] const std::vector<expressions::Argument>& arguments,
                   [[maybe_unused]] const StepArgument& step_argument, std::index_sequence<I...>) {
    // Braces: filled from left to right, so that context objects are made in the order in which they are
    // named.
    std::tuple<decltype(fetch<I>(context, arguments, step_argument))...> values{
        fetch<I>(context, arguments, step_argument)...};
    std::apply(Body, values);
  }

  template <std::size_t... I>
  static std::vector<ExpectedCapture> expected(std::index_sequence<I...>) {
    using Parameters = std::tuple<P...>;
    return {expected_capture<std::remove_cvref_t<std::tuple_element_t<contexts + I, Parameters>>>()...};
  }

  template <std::size_t... I>
  static std::vector<std::type_index> needed(std::index_sequence<I...>) {
    return {std::type_index(typeid(std::remove_reference_t<std::tuple_element_t<I, Parameters>>))...};
  }

  template <auto Body>
  static StepFunction function() {
    StepFunction made;
    made.needs = needed(std::make_index_sequence<contexts>());
    made.captures = expected(std::make_index_sequence<captures>());
    made.takes = takes;
    made.invoke = [](Context& context, const std::vector<expressions::Argument>& arguments,
                     const StepArgument& step_argument) {
      call<Body>(context, arguments, step_argument, std::make_index_sequence<size>());
    };
    return made;
  }
};

// How many captures a Cucumber expression has: its unescaped {…}.
constexpr std::size_t captures_in(std::string_view expression) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\') {
      ++i;
    } else if (expression[i] == '{') {
      ++found;
    }
  }
  return found;
}

// The name in the n-th {…} of a Cucumber expression, from 0.
constexpr std::string_view parameter_name(std::string_view expression, std::size_t n) {
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\') {
      ++i;
    } else if (expression[i] == '{' && n-- == 0) {
      return expression.substr(i + 1, expression.find('}', i) - i - 1);
    }
  }
  return {};
}

// Whether a function's parameter takes what Cucumber's own parameter type of this name gives. The registry
// judges the others before the run.
template <class Parameter>
constexpr bool takes_value_of(std::string_view name) {
  if constexpr (is_optional<Parameter>) {
    return takes_value_of<typename Parameter::value_type>(name);
  } else {
    for (const std::string_view whole : {"int", "byte", "short", "long"}) {
      if (name == whole) return Number<Parameter>;
    }
    for (const std::string_view decimal : {"float", "double"}) {
      if (name == decimal) return std::floating_point<Parameter>;
    }
    for (const std::string_view text : {"string", "word", "", "biginteger", "bigdecimal"}) {
      if (name == text) return std::same_as<Kept<Parameter>, std::string>;
    }
    return true;
  }
}

template <class F, std::size_t... I>
constexpr bool takes_values_of(std::string_view expression, std::index_sequence<I...>) {
  using Parameters = typename Signature<F>::Parameters;
  return (takes_value_of<std::remove_cvref_t<std::tuple_element_t<Signature<F>::contexts + I, Parameters>>>(
              parameter_name(expression, I)) &&
          ...);
}

// Whether each capture's parameter takes its value, as far as that is known when it is compiled.
template <class F>
constexpr bool takes_types_of(Wording wording) {
  if (wording.regular || Signature<F>::captures != captures_in(wording.text)) return true;
  return takes_values_of<F>(wording.text, std::make_index_sequence<Signature<F>::captures>());
}

// Whether the function takes as many captures as the wording has. A regular expression is counted by the
// registry.
template <class F>
constexpr bool takes_captures_of(Wording wording) {
  return wording.regular || Signature<F>::captures == captures_in(wording.text);
}

}  // namespace ordeal::definitions
