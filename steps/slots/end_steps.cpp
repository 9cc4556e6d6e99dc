// That a slot ended once, by what is left of it: its journal, what its client was told, its files.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <filesystem>
#include <set>

#include "harness/definitions/define.hpp"
#include "pipeline/director/journal_records.hpp"
#include "pipeline/protocol/artefact.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/slots/posted.hpp"

namespace ordeal {
namespace {

namespace fs = std::filesystem;

// No fewer, none twice, and nothing beside them.
void expect_the_files_of(const SlotView& slot) {
  std::multiset<std::string> promised{"slot.json"}, there;
  for (const slots::Artefact& file : slots::artefacts_of(slot.result).value()) promised.insert(file.name);
  for (const auto& entry : fs::directory_iterator(slot.out)) there.insert(entry.path().filename());
  EXPECT_EQ(there, promised) << "the files are not those that slot.json names";
}

}  // namespace

THEN("its client was told one end, and has the files of one slot", (Clients & clients),
     "Each event once and in order, the end behind all others; files where they are real.") {
  const SlotView& slot = clients.slot();
  ASSERT_FALSE(slot.events.empty());
  for (std::size_t n = 1; n < slot.events.size(); ++n) {
    EXPECT_LT(slot.events[n - 1].sequence, slot.events[n].sequence)
        << "event " << slot.events[n].type << " came out of order";
  }
  const auto ends = std::count_if(slot.events.begin(), slot.events.end(),
                                  [](const slots::SlotEvent& event) { return event.last(); });
  EXPECT_EQ(ends, 1) << "its client was told so many ends";
  EXPECT_TRUE(slot.events.back().last()) << slot.events.back().type << " came behind the end";
  if (!slot.out.empty()) expect_the_files_of(slot);
}

THEN("the journal has one end of the slot: {word}",
     (Clients & clients, Director& director, const std::string& phase), "The director has ended.") {
  const std::string slot = clients.slot().id;
  std::vector<std::string> ends;
  int accepted = 0;
  for (const auto& entry : slots::journal::read(director.journal()).value()) {
    if (entry.slot != slot) continue;
    if (std::get_if<slots::journal::Accepted>(&entry.what)) ++accepted;
    if (const auto* settled = std::get_if<slots::journal::Settled>(&entry.what))
      ends.push_back(settled->phase);
  }
  EXPECT_EQ(accepted, 1) << slot << " is not accepted once there";
  EXPECT_EQ(ends, std::vector<std::string>{phase})
      << slot << " has these ends there: " << boost::algorithm::join(ends, ", ");
}

THEN("no slot was begun since it was started again", (Events & events), "By the director's log.") {
  const auto begun = begun_since_the_last_start(events);
  EXPECT_TRUE(begun.empty()) << "it gave these to a worker: " << boost::algorithm::join(begun, ", ");
}

}  // namespace ordeal
