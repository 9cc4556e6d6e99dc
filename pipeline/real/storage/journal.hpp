// The journal on its own thread. Appends that wait for it at the same time share one commit.
#pragma once

#include <memory>

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

class SqliteJournal final : public Journal {
 public:
  // Opens nothing yet: the first call does, and says what is wrong with the file.
  SqliteJournal(Reactor& reactor, std::string path);
  ~SqliteJournal() override;

  Task<Result<void>> append(std::vector<Record> records) override;
  Task<Result<void>> replace(std::vector<Record> records) override;
  Task<Result<std::vector<Record>>> load() override;

 private:
  class Desk;
  Task<Result<void>> lay_down(std::vector<Record> records, bool in_place_of_all);

  Reactor& reactor_;
  std::shared_ptr<Desk> desk_;
  Threads thread_{1};  // last: waits for the commit that runs
};

}  // namespace slots
