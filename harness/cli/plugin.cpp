#include "harness/cli/plugin.hpp"

#include <dlfcn.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "harness/cli/plugin_file.hpp"
#include "harness/definitions/declarations.hpp"
#include "harness/definitions/plugin_interface.hpp"

namespace ordeal::cli {
namespace fs = std::filesystem;
namespace {

using Loaded = boost::system::result<void, std::string>;

Loaded refused(std::string why) {
  return {boost::system::in_place_error, std::move(why)};
}

// "ordeal_plugin_interface_1_libstdcxx_boost_108100_no_sanitizer" → "1 (libstdcxx boost_108100 no_sanitizer)"
std::string described(const std::string& interface) {
  const std::string facts = interface.substr(std::string_view(definitions::kPluginInterfacePrefix).size());
  const auto version = std::min(facts.find('_'), facts.size());
  return facts.substr(0, version) + " (" + facts.substr(std::min(version + 1, facts.size())) + ")";
}

Loaded check_interface(const fs::path& file) {
  const auto symbols = symbols_of(file, definitions::kPluginInterfacePrefix);
  if (!symbols) return refused(symbols.error());
  if (symbols->empty()) {
    return refused(
        file.string() +
        " is a shared library without step definitions: nothing in it includes <ordeal/steps.hpp>");
  }
  const std::string ours = definitions::plugin_interface();
  for (const LibrarySymbol& theirs : *symbols) {
    if (!theirs.wanted) {
      return refused(file.string() +
                     " holds a copy of ordeal's own libraries, to which its steps would go. " +
                     "Link it to ordeal::steps, and not to ordeal::suite or ordeal::harness");
    }
    if (theirs.name == ours) continue;
    return refused(file.string() + " was built for plug-in interface " + described(theirs.name) +
                   ", and this program has " + described(ours) +
                   ". Build the plug-in again, with the ordeal package that this program comes from");
  }
  if (!dlsym(RTLD_DEFAULT, ours.c_str())) {
    return refused(
        "this program takes no plug-ins, since it lends them no symbols. Use the program ordeal, or build "
        "this one with ordeal_add_suite(… PLUGINS)");
  }
  return {};
}

std::size_t declared() {
  const Declarations& all = Declarations::of_program();
  return all.steps.size() + all.hooks.size() + all.parameter_types.size();
}

std::vector<fs::path>& plugins() {
  static std::vector<fs::path> loaded;
  return loaded;
}

}  // namespace

Loaded load_plugin(const fs::path& file) {
  if (auto checked = check_interface(file); !checked) return checked;
  const fs::path path = fs::canonical(file);
  if (std::ranges::find(plugins(), path) != plugins().end()) return {};
  const std::size_t before = declared();
  if (!dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    return refused("the system cannot load " + std::string(dlerror()) +
                   ". What it misses must be linked to the plug-in (ordeal_add_plugin(… LIBRARIES …))");
  }
  if (declared() == before) {
    return refused(
        file.string() + " brings no step definition, hook or parameter type. Name its .cpp files under " +
        "STEPS of ordeal_add_plugin: out of a static library the linker takes only what is called");
  }
  plugins().push_back(path);
  return {};
}

const std::vector<fs::path>& loaded_plugins() {
  return plugins();
}

void add_load_option(CLI::App& command) {
  command
      .add_option_function<std::vector<std::string>>(
          "--load",
          [](const std::vector<std::string>& files) {
            for (const std::string& file : files) {
              if (auto loaded = load_plugin(file); !loaded)
                throw CLI::ValidationError("--load", loaded.error());
            }
          },
          "Step definitions in a shared library, libmysteps.so (repeatable)")
      ->allow_extra_args(false);
}

}  // namespace ordeal::cli
