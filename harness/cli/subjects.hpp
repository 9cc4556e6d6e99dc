// What each arm runs scenarios against.
#pragma once

#include <string>
#include <vector>

#include "harness/run/subject.hpp"

namespace ordeal::cli {

std::vector<std::string> arms();  // "cpu", "sim", "cuda"
run::SubjectFactory subject_factory();

}  // namespace ordeal::cli
