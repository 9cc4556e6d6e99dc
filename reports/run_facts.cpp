#include "reports/run_facts.hpp"

#include <algorithm>

namespace ordeal::reports {

void RunFacts::on(const messages::Envelope& envelope) {
  auto note = messages::settings_note_in(envelope);
  if (note && std::ranges::find(settings, *note) == settings.end()) settings.push_back(*std::move(note));
}

}  // namespace ordeal::reports
