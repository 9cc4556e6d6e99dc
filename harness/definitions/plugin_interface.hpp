// What a plug-in (a shared library of step definitions, `ordeal run --load`) and the program that loads it
// must agree on, as the name of a symbol: the program defines it, every file with step definitions refers to
// it. A plug-in that was built for another interface wants a symbol that is not there, so the system refuses
// to load it before any of its code runs.
//
// The number goes up when what step definitions see changes: anything in the headers below harness/ordeal/.
// The words after it are facts that change the layout of the same types.
#pragma once

#include <boost/version.hpp>
#include <string>
#include <version>

#define ORDEAL_PLUGIN_VERSION 5

#if defined(_LIBCPP_VERSION)
#define ORDEAL_PLUGIN_LIBRARY libcxx
#elif defined(_GLIBCXX_DEBUG)
#define ORDEAL_PLUGIN_LIBRARY libstdcxx_debug
#elif !_GLIBCXX_USE_CXX11_ABI
#define ORDEAL_PLUGIN_LIBRARY libstdcxx_old_strings
#else
#define ORDEAL_PLUGIN_LIBRARY libstdcxx
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ORDEAL_PLUGIN_SANITIZER address_sanitizer
#elif __has_feature(thread_sanitizer)
#define ORDEAL_PLUGIN_SANITIZER thread_sanitizer
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ORDEAL_PLUGIN_SANITIZER address_sanitizer
#elif defined(__SANITIZE_THREAD__)
#define ORDEAL_PLUGIN_SANITIZER thread_sanitizer
#endif
#ifndef ORDEAL_PLUGIN_SANITIZER
#define ORDEAL_PLUGIN_SANITIZER no_sanitizer
#endif

#define ORDEAL_PLUGIN_JOIN_(version, library, boost, sanitizer) \
  ordeal_plugin_interface_##version##_##library##_boost_##boost##_##sanitizer
#define ORDEAL_PLUGIN_JOIN(version, library, boost, sanitizer) \
  ORDEAL_PLUGIN_JOIN_(version, library, boost, sanitizer)
#define ORDEAL_PLUGIN_NAME \
  ORDEAL_PLUGIN_JOIN(ORDEAL_PLUGIN_VERSION, ORDEAL_PLUGIN_LIBRARY, BOOST_VERSION, ORDEAL_PLUGIN_SANITIZER)

extern "C" const char ORDEAL_PLUGIN_NAME;

namespace ordeal::definitions {

inline constexpr const char* kPluginInterfacePrefix = "ordeal_plugin_interface_";
// The name that this program defines.
std::string plugin_interface();

// Kept although nothing reads it: it is what makes a plug-in want the symbol.
[[gnu::used]] inline const char* const wanted_plugin_interface = &ORDEAL_PLUGIN_NAME;

}  // namespace ordeal::definitions
