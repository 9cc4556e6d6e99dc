// Events as JSON lines: {"t":12.5,"unix_ms":…,"role":"director","event":"worker_gone", …fields}, `t` in
// nominal milliseconds. Every line is flushed, so that a killed process leaves all that it said. Any thread.
#pragma once

#include <memory>
#include <string>

#include "pipeline/env/env.hpp"

namespace spdlog {
class logger;
}

namespace slots {

class JsonLog final : public Log {
 public:
  // Appends to `file`, whose folder is made if need be; to standard error when it is empty. Throws
  // std::system_error when it cannot be opened.
  JsonLog(const Clock& clock, std::string role, const std::string& file);
  ~JsonLog() override;

  void event(std::string_view name, boost::json::object fields) override;

 private:
  const Clock& clock_;
  std::string role_;
  std::unique_ptr<spdlog::logger> lines_;
};

}  // namespace slots
