#include "reports/iso_time.hpp"

#include <cstdio>
#include <ctime>

namespace ordeal::reports {

std::string iso_time(messages::Timestamp timestamp) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(timestamp);
  const std::time_t time = seconds.time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(timestamp - seconds).count();
  char fraction[8] = "";
  if (millis > 0) std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(millis));
  return std::string(text) + fraction + "Z";
}

}  // namespace ordeal::reports
