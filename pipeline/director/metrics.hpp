// What the director counts. Names as Prometheus has them: https://prometheus.io/docs/practices/naming/
#pragma once

#include "pipeline/env/env.hpp"

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
inline constexpr Metric kOutlivesItsEnd{
    "slot_director_worker_outlives_its_end",
    "1 while a worker's process is still there long after SIGKILL, and its card with it, by worker."};
inline constexpr Metric kDeviceErrors{"slot_director_device_errors_total",
                                      "Failures that a worker left its card for, by card, error code and "
                                      "CUDA's number."};
inline constexpr Metric kWeightsCorrupted{
    "slot_director_weights_corrupted_total",
    "Times that the weights on a card were not those that were loaded, by "
    "card."};
inline constexpr Metric kFallbacks{
    "slot_director_fallbacks_total",
    "Workers that compute on another back-end than the configured one, by card "
    "and back-end."};
inline constexpr Metric kCardLost{"slot_director_card_lost",
                                  "1 while the card does not answer and is given to no slot, by card."};
inline constexpr Metric kStaleMessages{"slot_director_stale_messages_total",
                                       "Messages refused as of an older process or dispatch, by worker."};
inline constexpr Metric kAlerts{"slot_director_alerts_total", "What an operator must see to, by kind."};
inline constexpr Metric kReady{"slot_director_ready", "1 while a slot can be made, 0 while none can."};
inline constexpr Metric kNotices{"slot_director_worker_notices_total",
                                 "What workers noticed and an operator should know, by worker and notice."};
inline constexpr Metric kWorkerMemory{"slot_director_worker_memory_used_bytes",
                                      "Memory of the card that the worker holds, by worker."};
inline constexpr Metric kCardReports{"slot_director_card_reports_total",
                                     "Errors that the driver of a card reported, by card and answer."};
inline constexpr Metric kCardsWithdrawn{"slot_director_card_withdrawn",
                                        "Whether a card gets no worker until it was reset, by card."};

}  // namespace slots::metrics
