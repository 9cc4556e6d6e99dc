// One JSON object, written member by member.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "harness/text/json_text.hpp"

namespace ordeal::reports {

class JsonObject {
 public:
  JsonObject& put(std::string_view name, std::string_view text) {
    append_json_string(begin(name), text);
    return *this;
  }
  JsonObject& put(std::string_view name, std::same_as<bool> auto yes) {
    return put_json(name, yes ? "true" : "false");
  }
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  JsonObject& put(std::string_view name, Number number) {
    return put_json(name, std::to_string(number));
  }
  JsonObject& put_json(std::string_view name, std::string_view json) {
    begin(name) += json;
    return *this;
  }

  std::string text() const { return json_ + "}"; }

  // `"name":value` of each member and no braces, to be written in pieces.
  std::string members() const { return json_.substr(1); }

 private:
  std::string& begin(std::string_view name) {
    if (json_.size() > 1) json_ += ',';
    append_json_string(json_, name);
    return json_ += ':';
  }

  std::string json_ = "{";
};

}  // namespace ordeal::reports
