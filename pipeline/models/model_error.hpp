// What can be wrong with model files. Codes: MODEL_NOT_FOUND, MODEL_CORRUPTED, MODEL_VERSION_MISMATCH,
// MODEL_LOAD_FAILED, and STORAGE_FULL, STORAGE_ERROR when writing them fails.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace slots {

struct ModelError {
  std::string code;
  std::string message;          // names the model, what is wrong, both values, and what to do
  std::string expected, found;  // both sums, sizes or versions; empty where there are none
};

template <class T>
using ModelResult = boost::system::result<T, ModelError>;

// For result::value().
[[noreturn]] inline void throw_exception_from_error(const ModelError& e, const boost::source_location&) {
  throw std::runtime_error(e.code + ": " + e.message);
}

}  // namespace slots
