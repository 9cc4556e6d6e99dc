// What stands above the list of a page: where and how the run took place.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "reports/run_facts.hpp"
#include "reports/run_time.hpp"

namespace ordeal::reports {

class RunHeading {
 public:
  void on(const messages::Envelope&);

  // What is known, as name and text, in the order in which it is to be read: arm, clock, seed, repetitions,
  // shards, when it began and how long it took, versions, the machine, the pipeline of CI.
  std::vector<std::pair<std::string, std::string>> lines(const RunFacts&) const;

 private:
  RunTime time_;
  messages::Meta meta_;
  std::string shards_;  // "3/10"; of runs put together "1/2, 2/2"
};

}  // namespace ordeal::reports
