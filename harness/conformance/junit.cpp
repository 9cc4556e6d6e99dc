#include "reports/junit.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "harness/conformance/cases.hpp"
#include "harness/messages/ndjson.hpp"

namespace ordeal::conformance {
namespace {

namespace fs = std::filesystem;

// Runs of white space count as one space: the official files have it differently from parser to parser.
std::string collapsed(const std::string& text) {
  std::istringstream words(text);
  std::string word, all;
  while (words >> word) all += (all.empty() ? "" : " ") + word;
  return all;
}

// One line for each element, attribute and text, with its path; attributes in alphabetical order.
void list(const boost::property_tree::ptree& element, const std::string& path, std::string& into) {
  static const boost::property_tree::ptree none;
  std::vector<std::string> attributes;
  for (const auto& [name, value] : element.get_child("<xmlattr>", none)) {
    attributes.push_back(path + "@" + name + "=" + collapsed(value.data()) + "\n");
  }
  std::sort(attributes.begin(), attributes.end());
  for (const auto& attribute : attributes) into += attribute;
  if (!collapsed(element.data()).empty()) into += path + ": " + collapsed(element.data()) + "\n";
  for (const auto& [name, child] : element) {
    if (name == "<xmlattr>") continue;
    into += path + "/" + name + "\n";
    list(child, path + "/" + name, into);
  }
}

std::string canonical_xml(const std::string& xml) {
  std::istringstream stream(xml);
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(stream, tree);
  std::string lines;
  list(tree, "", lines);
  return lines;
}

std::string junit_of(const fs::path& stream, const reports::JunitNames& names) {
  const fs::path file = fs::path(testing::TempDir()) / ("junit-" + std::to_string(getpid()) + ".xml");
  auto output = reports::Output::file(file);
  if (!output) throw std::runtime_error(output.error());
  reports::Junit report(std::move(*output), names);
  std::istringstream lines(text_of(stream));
  const auto read =
      messages::read_ndjson(lines, [&](const messages::Envelope& message) { report.on(message); });
  if (!read) ADD_FAILURE() << stream << ": " << read.error();
  EXPECT_TRUE(report.finish());
  const std::string xml = text_of(file);
  fs::remove(file);
  return xml;
}

void check(const fs::path& expectation) {
  const std::string file = expectation.filename().string();
  reports::JunitNames names;
  if (file.ends_with(".custom.xml")) names = {"Cucumber Suite", "Cucumber Class", true};
  const std::string stream = file.substr(0, file.find('.')) + ".ndjson";
  EXPECT_EQ(canonical_xml(junit_of(expectation.parent_path() / stream, names)),
            canonical_xml(text_of(expectation)));
}

}  // namespace

void add_junit_cases(const fs::path& folder) {
  for (const fs::path& file : files_of(folder, ".xml")) {
    add_case("JunitXml", file.stem(), [file] { check(file); });
  }
}

}  // namespace ordeal::conformance
