// One slot's life, from accepted to settled: audio ∥ image → video → clip on one worker, a stage's own
// retries, another worker after losing one, the deadline over all of it.
#pragma once

#include "pipeline/director/placement.hpp"
#include "pipeline/director/retries.hpp"

namespace slots {

// CANCELLED, of a slot that its client does not want any more.
Error cancelled_by_client();

class SlotRun {
 public:
  SlotRun(Env& env, const DirectorConfig& config, Placement& placement, SlotBook& book, Retries& retries,
          SlotPtr slot)
      : env_(env),
        config_(config),
        placement_(placement),
        book_(book),
        retries_(retries),
        slot_(std::move(slot)) {}

  // Returns when the slot is settled (done, failed or cancelled), or left for the next director: cancelled by
  // nobody who wants it to end.
  Task<void> run();

  // The folder of a slot's artefacts on the director's host.
  static std::string folder(const DirectorConfig& config, const std::string& slot);

 private:
  struct Ending {
    SlotPhase phase;
    boost::json::object result;
  };
  struct Lease;

  Task<std::optional<Ending>> generate();
  Task<boost::json::object> dispatch();  // until one worker has made it
  Task<boost::json::object> run_stages(WorkerLink& worker);
  Task<void> make_folder();
  Task<StageDone> stage(WorkerLink& worker, Stage which);
  Task<StageDone> stage_once(WorkerLink& worker, Stage which);
  Task<StageDone> clip(WorkerLink& worker);
  boost::json::object slot_json(const std::vector<StageDone>& stages, const WorkerLink& worker) const;
  recovery::Decision decide_on_dispatch(const Error& failure, std::optional<std::int64_t> lost_on);
  recovery::Decision decide_on_stage(const WorkerLink& worker, Stage which, const Error& failure,
                                     int retries);
  Error crashed(const WorkerLost& lost) const;
  Error too_late() const;
  void say_why_nobody_took_it(Error& failure) const;
  // What the stages that were done have made, when the last worker is lost.
  boost::json::object partial() const;
  Task<void> keep_only(std::vector<std::string> files);
  // Long enough for a stage inside to stop or be killed, `levels` deep.
  Duration grace(int levels) const;

  Env& env_;
  const DirectorConfig& config_;
  Placement& placement_;
  SlotBook& book_;
  Retries& retries_;
  SlotPtr slot_;
  std::vector<StageDone> done_;  // in this dispatch
  int dispatch_ = 0;             // how many workers the slot was given to
  int stages_run_ = 0;           // each run of a stage has a number, so that a late answer is nobody else's
  bool waits_ = false;           // for a worker
  int forgiven_ = 0;             // of the dispatches, lost for nobody's fault here
  bool video_over_ = false;
  Time video_over_at_{0};
};

}  // namespace slots
