// What an operator must see to: a line of the log that says so, and a counter by kind.
#pragma once

#include <string>

#include "pipeline/director/metrics.hpp"

namespace slots {

// Logs the event `kind` with these fields and `alert`, and counts it.
inline void alert(Env& env, const std::string& kind, boost::json::object fields) {
  fields["alert"] = true;
  env.log.event(kind, std::move(fields));
  env.metrics.count(metrics::kAlerts, {{"kind", kind}});
}

}  // namespace slots
