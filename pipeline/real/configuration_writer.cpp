// Configuration → JSON.
#include "pipeline/protocol/duration_text.hpp"
#include "pipeline/real/configuration.hpp"

namespace slots {
namespace {

struct ToJson {
  boost::json::value operator()(const Duration* value) const {
    return boost::json::value(duration_text(*value));
  }
  boost::json::value operator()(const std::vector<std::string>* values) const {
    boost::json::array array;
    for (const auto& value : *values) array.emplace_back(value);
    return array;
  }
  boost::json::value operator()(const std::map<std::string, std::string>* values) const {
    boost::json::object object;
    for (const auto& [key, value] : *values) object[key] = value;
    return object;
  }
  template <class T>
  boost::json::value operator()(const T* value) const {
    return boost::json::value(*value);
  }
};

class Writer final : public Keys {
 public:
  boost::json::object result;

 private:
  void value(const std::string& name, Value value, bool) override {
    (*here_)[name] = std::visit(ToJson(), value);
  }
  void section(const std::string& name, const std::function<void()>& inside, bool) override {
    boost::json::object own;
    auto* outer = std::exchange(here_, &own);
    inside();
    here_ = outer;
    (*here_)[name] = std::move(own);
  }
  // What is written is read by one who checks it.
  void out_of_range(const std::string&, const std::string&) override {}
  boost::json::object* here_ = &result;
};

}  // namespace

boost::json::object write_configuration(const std::function<void(Keys&)>& visit) {
  Writer writer;
  visit(writer);
  return std::move(writer.result);
}

}  // namespace slots
