#include "pipeline/real/stream/described_json.hpp"

#include <boost/json/array.hpp>

namespace slots {
namespace {

template <class Number>
bool read_number(const boost::json::value& json, Number& into, std::string& problem, const char* what) {
  boost::system::error_code error;
  const auto number = json.to_number<Number>(error);
  if (error) {
    problem = std::string("must be ") + what;
    return false;
  }
  into = number;
  return true;
}

}  // namespace

bool read_field(const boost::json::value& json, std::string& into, std::string& problem) {
  const auto* text = json.if_string();
  if (text) {
    into.assign(text->data(), text->size());
  } else {
    problem = "must be a string";
  }
  return text;
}

bool read_field(const boost::json::value& json, bool& into, std::string& problem) {
  const auto* truth = json.if_bool();
  if (truth) {
    into = *truth;
  } else {
    problem = "must be true or false";
  }
  return truth;
}

bool read_field(const boost::json::value& json, std::int64_t& into, std::string& problem) {
  return read_number(json, into, problem, "a whole number of at most 63 bits");
}

bool read_field(const boost::json::value& json, std::uint64_t& into, std::string& problem) {
  return read_number(json, into, problem, "a whole number, at least 0, of at most 64 bits");
}

bool read_field(const boost::json::value& json, double& into, std::string& problem) {
  return read_number(json, into, problem, "a number");
}

bool read_field(const boost::json::value& json, boost::json::object& into, std::string& problem) {
  const auto* object = json.if_object();
  if (object) {
    into = *object;
  } else {
    problem = "must be an object";
  }
  return object;
}

bool read_field(const boost::json::value& json, Error& into, std::string& problem) {
  const auto* object = json.if_object();
  if (object && object->contains("error")) {
    into = Error::from_json(json);
    return true;
  }
  problem = "must be an error: {\"error\":{…}}";
  return false;
}

bool read_field(const boost::json::value& json, Stage& into, std::string& problem) {
  const auto* text = json.if_string();
  const auto stage = text ? stage_named({text->data(), text->size()}) : std::nullopt;
  if (stage) {
    into = *stage;
  } else {
    problem = "must be one of";
    for (const Stage known : kStages)
      problem += std::string(known == kStages.front() ? " " : ", ") + name(known);
  }
  return stage.has_value();
}

Error invalid_fields(const std::string& what, const std::vector<BadField>& bad) {
  Error error{.code = "INVALID_REQUEST", .message = what + ": "};
  boost::json::object fields;
  for (const auto& field : bad) {
    if (!fields.empty()) error.message += "; ";
    error.message += field.name + " " + field.problem;
    fields[field.name] = field.problem;
  }
  error.details["fields"] = std::move(fields);
  return error;
}

}  // namespace slots
