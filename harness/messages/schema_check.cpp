#include "harness/messages/schema_check.hpp"

#include <algorithm>
#include <set>

namespace ordeal::messages {
namespace {

using boost::json::object;
using boost::json::value;

class Checker {
 public:
  explicit Checker(const value& root) : root_(root.as_object()) {
    for (const auto& [name, file] : root_.at("$defs").as_object()) {
      const std::string_view key = name;
      files_.emplace_back(std::string(key.substr(key.rfind('/') + 1)), &file.as_object());
    }
  }

  std::vector<std::string> errors;

  // `file` is the schema whose "definitions" a local reference means.
  void check(const object& schema, const object& file, const value& checked, const std::string& path) {
    if (const auto* reference = schema.if_contains("$ref")) {
      return check_reference(std::string(reference->as_string()), file, checked, path);
    }
    report_unknown_keywords(schema, path);
    if (const auto* type = schema.if_contains("type"); type && !has_type(checked, type->as_string())) {
      return fail(path, "is not of type " + std::string(type->as_string()));
    }
    if (const auto* allowed = schema.if_contains("enum")) {
      const auto& values = allowed->as_array();
      if (std::find(values.begin(), values.end(), checked) == values.end()) fail(path, "is none of the enum");
    }
    if (checked.is_object()) check_object(schema, file, checked.get_object(), path);
    if (checked.is_array()) check_array(schema, file, checked.get_array(), path);
    if (checked.is_number()) check_number(schema, checked.to_number<double>(), path);
  }

 private:
  void fail(const std::string& path, const std::string& what) { errors.push_back(path + ": " + what); }

  void check_reference(const std::string& reference, const object& file, const value& checked,
                       const std::string& path) {
    const std::string local = "#/definitions/";
    if (reference.starts_with(local)) {
      const auto& definitions = file.at("definitions").as_object();
      return check(definitions.at(reference.substr(local.size())).as_object(), file, checked, path);
    }
    const std::string name = reference.substr(reference.rfind('/') + 1);
    for (const auto& [known, schema] : files_) {
      if (known == name) return check(*schema, *schema, checked, path);
    }
    fail(path, "refers to " + reference + ", which the schema does not hold");
  }

  void report_unknown_keywords(const object& schema, const std::string& path) {
    static const std::set<std::string_view> known{
        "type",  "enum",     "properties",  "required",    "additionalProperties",
        "items", "minItems", "minimum",     "maximum",     "$schema",
        "$id",   "$defs",    "definitions", "description", "deprecated"};
    for (const auto& [keyword, ignored] : schema) {
      if (!known.contains(std::string_view(keyword))) {
        fail(path, "the schema uses the keyword " + std::string(std::string_view(keyword)) +
                       ", which this checker does not know");
      }
    }
  }

  static bool has_type(const value& checked, std::string_view type) {
    if (type == "object") return checked.is_object();
    if (type == "array") return checked.is_array();
    if (type == "string") return checked.is_string();
    if (type == "boolean") return checked.is_bool();
    if (type == "integer") return checked.is_int64() || checked.is_uint64();
    return false;
  }

  void check_object(const object& schema, const object& file, const object& checked,
                    const std::string& path) {
    if (const auto* required = schema.if_contains("required")) {
      for (const auto& name : required->as_array()) {
        if (!checked.contains(name.as_string()))
          fail(path, "lacks \"" + std::string(name.as_string()) + "\"");
      }
    }
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return;
    for (const auto& [name, member] : checked) {
      const std::string member_path = path + "/" + std::string(std::string_view(name));
      if (const auto* known = properties->as_object().if_contains(name)) {
        check(known->as_object(), file, member, member_path);
      } else if (schema.contains("additionalProperties") && schema.at("additionalProperties") == false) {
        fail(member_path, "is not in the schema");
      }
    }
  }

  void check_array(const object& schema, const object& file, const boost::json::array& checked,
                   const std::string& path) {
    if (const auto* least = schema.if_contains("minItems")) {
      if (checked.size() < least->to_number<std::size_t>()) fail(path, "has too few elements");
    }
    const auto* items = schema.if_contains("items");
    if (items == nullptr) return;
    for (std::size_t i = 0; i < checked.size(); ++i) {
      check(items->as_object(), file, checked[i], path + "/" + std::to_string(i));
    }
  }

  void check_number(const object& schema, double checked, const std::string& path) {
    const auto* least = schema.if_contains("minimum");
    const auto* most = schema.if_contains("maximum");
    if (least != nullptr && checked < least->to_number<double>()) fail(path, "is below its minimum");
    if (most != nullptr && checked > most->to_number<double>()) fail(path, "is above its maximum");
  }

  const object& root_;
  std::vector<std::pair<std::string, const object*>> files_;
};

}  // namespace

std::vector<std::string> schema_errors(const value& schema, const value& checked) {
  Checker checker(schema);
  checker.check(schema.as_object(), schema.as_object(), checked, "");
  return checker.errors;
}

}  // namespace ordeal::messages
