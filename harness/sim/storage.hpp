// The simulated host's files, and the journal of one process. A record is durable one sync after its append;
// a crash in between loses it. Appends are sites (ORDEAL_APPEND): a rule can kill the process before or after
// one, fail it, or hang it.
#pragma once

#include "pipeline/env/env.hpp"

namespace ordeal::sim {

class World;
class Process;

class Journal final : public slots::Journal {
 public:
  Journal(World& world, Process& owner) : world_(world), owner_(owner) {}
  slots::Task<slots::Result<void>> append(std::vector<slots::Record> records) override;
  slots::Task<slots::Result<void>> replace(std::vector<slots::Record> records) override;
  slots::Task<slots::Result<std::vector<slots::Record>>> load() override;

 private:
  // Nothing: go on. An append is a site of its own; a replacement is one, too.
  slots::Task<std::optional<slots::Error>> site(const char* call, std::string slot, std::string kind);

  World& world_;
  Process& owner_;
};

class Files final : public slots::Files {
 public:
  Files(World& world, Process& owner) : world_(world), owner_(owner) {}
  slots::Task<slots::Result<std::string>> read(std::string path, std::int64_t limit_bytes) override;
  slots::Task<slots::Result<void>> write(std::string path, std::string contents) override;
  slots::Task<slots::Result<std::string>> sha256(std::string path) override;
  slots::Task<slots::Result<void>> rename(std::string from, std::string to) override;
  slots::Task<slots::Result<void>> remove_all(std::string path) override;
  slots::Task<slots::Result<void>> make_folder(std::string path) override;

 private:
  slots::Task<void> disk(const char* call);
  World& world_;
  Process& owner_;
};

}  // namespace ordeal::sim
