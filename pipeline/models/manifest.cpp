#include "pipeline/models/manifest.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

namespace slots {
namespace {

namespace json = boost::json;

// Thrown while parsing, and turned into a ModelError at its end.
struct BadManifest {
  ModelError error;
};

[[noreturn]] void bad(const std::string& what) {
  throw BadManifest{
      {"MODEL_CORRUPTED", std::string(kManifestFile) + ": " + what + "; fetch or build it again", {}, {}}};
}

const json::value& field(const json::object& o, std::string_view key, const std::string& where) {
  const json::value* v = o.if_contains(key);
  if (!v) bad(where + " has no \"" + std::string(key) + '"');
  return *v;
}

std::string text(const json::object& o, std::string_view key, const std::string& where) {
  const json::value& v = field(o, key, where);
  if (!v.is_string()) bad(where + ": \"" + std::string(key) + "\" is not a string");
  return std::string(v.get_string());
}

std::uint64_t number(const json::object& o, std::string_view key, const std::string& where) {
  const json::value& v = field(o, key, where);
  if (v.is_uint64()) return v.get_uint64();
  if (v.is_int64() && v.get_int64() >= 0) return static_cast<std::uint64_t>(v.get_int64());
  bad(where + ": \"" + std::string(key) + "\" is not a whole number from 0 on");
}

bool hexadecimal(std::string_view s, std::size_t digits) {
  return s.size() == digits && std::all_of(s.begin(), s.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// A manifest may come from a network: its files must stay in its folder.
bool plain_name(std::string_view s) {
  return !s.empty() && s.size() <= 100 && s[0] != '.' && s != kManifestFile &&
         std::all_of(s.begin(), s.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '-' || c == '_'; });
}

ModelEntry entry(const json::value& v, const std::string& where) {
  if (!v.is_object()) bad(where + " is not an object");
  const json::object& o = v.get_object();
  ModelEntry e{.name = text(o, "name", where),
               .version = text(o, "version", where),
               .format = text(o, "format", where),
               .file = text(o, "file", where),
               .bytes = number(o, "bytes", where),
               .sha256 = text(o, "sha256", where)};
  if (!plain_name(e.file)) bad(where + ": \"file\" is not a plain file name");
  if (e.bytes - 1 >= std::numeric_limits<std::int64_t>::max())  // 0 as well
    bad(where + ": \"bytes\" is not a size of a file that has any");
  if (!hexadecimal(e.sha256, 64)) bad(where + ": \"sha256\" is not 64 lower-case hexadecimal digits");
  const std::string sum = text(o, "weights_checksum", where);
  if (!hexadecimal(sum, 16)) bad(where + ": \"weights_checksum\" is not 16 lower-case hexadecimal digits");
  std::from_chars(sum.data(), sum.data() + sum.size(), e.weights_checksum, 16);
  return e;
}

const json::object& object(const json::object& o, std::string_view key, const std::string& where) {
  const json::value& v = field(o, key, where);
  if (!v.is_object()) bad(where + ": \"" + std::string(key) + "\" is not an object");
  return v.get_object();
}

Costs costs(const json::object& o) {
  Costs c;
  const json::object& stages = object(o, "stages", "the costs");
  for (const Stage stage : kStages) {
    const json::object& of = object(stages, name(stage), "the costs");
    const std::string where = "the costs of the " + in_words(stage);
    c.stages[stage] = {.launches = number(of, "launches", where),
                       .allocations = number(of, "allocations", where),
                       .allocated_bytes = number(of, "allocated_bytes", where),
                       .peak_bytes = number(of, "peak_bytes", where),
                       .model_bytes = number(of, "model_bytes", where)};
  }
  return c;
}

Manifest manifest(const json::value& root) {
  if (!root.is_object()) bad("is not a JSON object");
  const json::object& o = root.get_object();
  const std::uint64_t format = number(o, "format", "the manifest");
  if (format != static_cast<std::uint64_t>(kManifestFormat))
    throw BadManifest{{"MODEL_VERSION_MISMATCH",
                       std::string(kManifestFile) + " has format " + std::to_string(format) +
                           ", this program reads " + std::to_string(kManifestFormat) +
                           "; use models and program of one release",
                       std::to_string(kManifestFormat), std::to_string(format)}};
  Manifest m{.profile = text(o, "profile", "the manifest"),
             .version = text(o, "version", "the manifest"),
             .seed = number(o, "seed", "the manifest"),
             .models = {},
             .costs = {}};
  if (o.contains("costs")) m.costs = costs(object(o, "costs", "the manifest"));
  const json::value& models = field(o, "models", "the manifest");
  if (!models.is_array()) bad("\"models\" is not a list");
  for (const json::value& v : models.get_array()) {
    m.models.push_back(entry(v, "model " + std::to_string(m.models.size() + 1)));
    const ModelEntry& e = m.models.back();
    if (m.find(e.name) != &e) bad("two models are named \"" + e.name + '"');
  }
  return m;
}

std::string hex(std::uint64_t v) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(v));
  return digits;
}

std::string to_json(const Costs& c) {
  std::string out = "{\"stages\": {";
  const char* separator = "\n  ";
  for (const Stage stage : kStages) {
    const StageCosts& of = c.stages[stage];
    out += separator;
    out += '"' + std::string(name(stage)) + "\": {\"launches\": " + std::to_string(of.launches) +
           ", \"allocations\": " + std::to_string(of.allocations) +
           ", \"allocated_bytes\": " + std::to_string(of.allocated_bytes) +
           ", \"peak_bytes\": " + std::to_string(of.peak_bytes) +
           ", \"model_bytes\": " + std::to_string(of.model_bytes) + '}';
    separator = ",\n  ";
  }
  return out + "\n}}";
}

}  // namespace

const ModelEntry* Manifest::find(std::string_view name) const {
  const auto at =
      std::find_if(models.begin(), models.end(), [&](const ModelEntry& e) { return e.name == name; });
  return at == models.end() ? nullptr : &*at;
}

ModelResult<Manifest> parse_manifest(std::string_view text) {
  boost::system::error_code why;
  json::monotonic_resource memory;
  const json::value root = json::parse({text.data(), text.size()}, why, &memory);
  try {
    if (why) bad("is not JSON (" + why.message() + ')');
    return manifest(root);
  } catch (const BadManifest& b) {
    return b.error;
  }
}

// One model a line, so that people and diff can read it.
std::string to_json(const Manifest& m) {
  const auto quoted = [](const std::string& s) { return json::serialize(json::value(s)); };
  std::string out = "{\"format\": " + std::to_string(kManifestFormat) +
                    ", \"profile\": " + quoted(m.profile) + ", \"version\": " + quoted(m.version) +
                    ", \"seed\": " + std::to_string(m.seed) + ", \"models\": [";
  const char* separator = "\n  ";
  for (const ModelEntry& e : m.models) {
    out += separator;
    out += "{\"name\": " + quoted(e.name) + ", \"version\": " + quoted(e.version) +
           ", \"format\": " + quoted(e.format) + ", \"file\": " + quoted(e.file) +
           ", \"bytes\": " + std::to_string(e.bytes) + ", \"sha256\": " + quoted(e.sha256) +
           ", \"weights_checksum\": \"" + hex(e.weights_checksum) + "\"}";
    separator = ",\n  ";
  }
  out += "\n]";
  if (m.costs) out += ", \"costs\": " + to_json(*m.costs);
  return out + "}\n";
}

ModelResult<Manifest> read_manifest(const std::filesystem::path& folder) {
  errno = 0;
  std::ifstream in(folder / kManifestFile, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad() || std::filesystem::is_directory(folder / kManifestFile))
    return ModelError{"MODEL_NOT_FOUND",
                      "no " + std::string(kManifestFile) + " can be read in the model folder (" +
                          (errno ? std::strerror(errno) : "it is not a file") +
                          "); build the models with slot-models build, or fetch them",
                      {},
                      {}};
  return parse_manifest(content);
}

ModelResult<void> check_compatible(const Manifest& m, std::string_view profile) {
  const auto mismatch = [](const std::string& what, std::string_view expected, const std::string& found) {
    return ModelError{"MODEL_VERSION_MISMATCH",
                      what + " is \"" + found + "\", this program needs \"" + std::string(expected) +
                          "\"; build or fetch the models that belong to it",
                      std::string(expected), found};
  };
  if (m.profile != profile) return mismatch("the profile of the models", profile, m.profile);
  if (m.version != kModelVersion) return mismatch("the version of the models", kModelVersion, m.version);
  for (const char* name : kModelNames) {
    const ModelEntry* e = m.find(name);
    if (!e)
      return ModelError{"MODEL_NOT_FOUND",
                        "the manifest names no model \"" + std::string(name) + "\"; fetch it again",
                        name,
                        {}};
    if (e->version != kModelVersion)
      return mismatch("the version of model " + e->name, kModelVersion, e->version);
    if (e->format != kModelFormat) return mismatch("the format of model " + e->name, kModelFormat, e->format);
  }
  return {};
}

}  // namespace slots
