// A pickle as it travels in the message stream.
#pragma once

#include "harness/gherkin/pickle.hpp"
#include "harness/messages/envelope.hpp"

namespace ordeal::run {

messages::Pickle as_message(const gherkin::Pickle& pickle);

}  // namespace ordeal::run
