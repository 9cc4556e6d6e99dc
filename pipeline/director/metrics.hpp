// What the director counts. Names as Prometheus has them: https://prometheus.io/docs/practices/naming/
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/recovery/decide.hpp"

namespace slots::metrics {

inline constexpr Metric kAccepted{"slot_director_slots_accepted_total", "Slots that were accepted, durably."};
inline constexpr Metric kRefused{"slot_director_slots_refused_total",
                                 "Slots that were not accepted, by error code."};
inline constexpr Metric kFinished{"slot_director_slots_finished_total",
                                  "Slots that ended, by state and error code."};
inline constexpr Metric kRecovered{"slot_director_slots_recovered_total",
                                   "Unfinished slots of the journal that were taken up at the start."};
inline constexpr Metric kWaiting{"slot_director_slots_waiting", "Slots that are accepted and not begun."};
inline constexpr Metric kDispatches{"slot_director_dispatches_total", "Slots given to a worker, by worker."};
inline constexpr Metric kDecisions{"slot_director_decisions_total",
                                   "Failures after which a further try was considered, by place and answer."};
inline constexpr Metric kStageSeconds{"slot_director_stage_seconds",
                                      "How long stages took that were done, by stage."};
inline constexpr Metric kWorkerExits{"slot_director_worker_exits_total",
                                     "Worker processes that ended, by worker and exit code."};
inline constexpr Metric kStaleMessages{"slot_director_stale_messages_total",
                                       "Messages refused as of an older process or dispatch, by worker."};
inline constexpr Metric kWorkerMemory{"slot_director_worker_memory_used_bytes",
                                      "Memory of the card that the worker holds, by worker."};
inline constexpr Metric kCardReports{"slot_director_card_reports_total",
                                     "Errors that the driver of a card reported, by card and answer."};
inline constexpr Metric kCardsWithdrawn{"slot_director_card_withdrawn",
                                        "Whether a card gets no worker until it was reset, by card."};

}  // namespace slots::metrics

namespace slots {

inline void count(Env& env, const recovery::Decision& decision) {
  env.metrics.count(metrics::kDecisions, {{"place", std::string(to_string(decision.place))},
                                          {"answer", std::string(to_string(decision.why))}});
}

}  // namespace slots
