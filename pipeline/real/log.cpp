#include "pipeline/real/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <system_error>

namespace slots {
namespace {

spdlog::sink_ptr open_sink(const std::string& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex&) {
    const int cause = errno;
    throw std::system_error(
        cause, std::generic_category(),
        "cannot open the log " + file + ": name a file in a folder that exists and is writable");
  }
}

}  // namespace

JsonLog::JsonLog(const Clock& clock, std::string role, const std::string& file)
    : clock_(clock), role_(std::move(role)), lines_(std::make_unique<spdlog::logger>("", open_sink(file))) {
  lines_->set_formatter(
      std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::local, "\n"));
  lines_->flush_on(spdlog::level::trace);
}

JsonLog::~JsonLog() = default;

void JsonLog::event(std::string_view name, boost::json::object fields) {
  boost::json::object line;
  line["unix_ms"] = clock_.unix_ms();
  line["role"] = role_;
  line["event"] = name;
  for (auto& [key, value] : fields) line.emplace(key, std::move(value));
  // The time by hand, since Boost.JSON writes 12.5 as 1.25E1.
  lines_->info("{{\"t\":{:.3f},{}", milliseconds(clock_.now()), boost::json::serialize(line).substr(1));
}

}  // namespace slots
