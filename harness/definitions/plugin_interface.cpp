#include "harness/definitions/plugin_interface.hpp"

extern "C" const char ORDEAL_PLUGIN_NAME = ORDEAL_PLUGIN_VERSION;

namespace ordeal::definitions {
namespace {

#define ORDEAL_TEXT_(name) #name
#define ORDEAL_TEXT(name) ORDEAL_TEXT_(name)
constexpr const char* kName = ORDEAL_TEXT(ORDEAL_PLUGIN_NAME);

}  // namespace

std::string plugin_interface() {
  return kName;
}

}  // namespace ordeal::definitions
