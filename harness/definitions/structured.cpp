#include "harness/definitions/structured.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <cctype>

namespace ordeal::definitions {
namespace {

// "Max frames" → "max_frames".
std::string field_named(const std::string& heading) {
  std::string name;
  for (const unsigned char c : heading)
    name += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(c));
  return name;
}

}  // namespace

void refuse_cell(const std::string& cell, const std::string& wanted) {
  throw std::invalid_argument("\"" + cell + "\" is not " + wanted);
}

void refuse_cell_at(const std::string& column, std::size_t row, const std::string& why) {
  throw std::invalid_argument(
      (row > 0 ? "Row " + std::to_string(row) + " of the table, column " : "The field ") + column + ": " +
      why + ".");
}

void refuse_json_value(const std::string& path, const boost::json::value& found, const std::string& wanted) {
  constexpr std::size_t longest_shown = 60;
  const std::string text = boost::json::serialize(found);
  refuse_json(path,
              "is " + (text.size() > longest_shown ? "something else" : text) + ", not " + wanted + ".");
}

void refuse_json(const std::string& path, const std::string& why) {
  throw std::invalid_argument((path.empty() ? "it" : path) + " " + why);
}

void refuse_doc_string(const std::string& type, const std::string& why) {
  throw std::invalid_argument("The doc string does not hold a " + type + ": " + why);
}

std::string misfit(const std::set<std::string>& unknown, const std::set<std::string>& missing,
                   const std::vector<std::string>& known) {
  if (unknown.empty() && missing.empty()) return "";
  return (unknown.empty() ? "needs " + boost::algorithm::join(missing, ", ")
                          : "has no field for " + boost::algorithm::join(unknown, ", ")) +
         ". Its fields: " + boost::algorithm::join(known, ", ") + ".";
}

std::map<std::string, std::string> by_field(const std::map<std::string, std::string>& row) {
  std::map<std::string, std::string> cells, headings;
  for (const auto& [heading, cell] : row) {
    const std::string field = field_named(heading);
    const auto [first, fresh] = headings.emplace(field, heading);
    if (!fresh) {
      throw std::invalid_argument("The table has the field " + field + " twice: as \"" + first->second +
                                  "\" and as \"" + heading + "\".");
    }
    cells.emplace(field, cell);
  }
  return cells;
}

boost::json::value json_in(const DocString& text) {
  boost::json::error_code problem;
  boost::json::stream_parser parser;
  const std::size_t read = parser.write_some(text.content, problem);
  if (!problem) parser.finish(problem);
  if (!problem && parser.done() && text.content.find_first_not_of(" \t\r\n", read) == std::string::npos) {
    return parser.release();
  }
  const auto line =
      1 + std::count(text.content.begin(), text.content.begin() + static_cast<long>(read), '\n');
  throw std::invalid_argument("Line " + std::to_string(line) + " of the doc string is no JSON" +
                              (problem ? ": " + problem.message() : std::string()) + ".");
}

std::map<std::string, std::string> named_values(const DataTable& table) {
  std::map<std::string, std::string> values;
  for (const auto& row : table.rows) {
    if (row.size() != 2) {
      throw std::invalid_argument("A table of names and values has two columns, this one has " +
                                  std::to_string(row.size()) + ".");
    }
    if (!values.emplace(row[0], row[1]).second) {
      throw std::invalid_argument("The table has \"" + row[0] + "\" twice.");
    }
  }
  return values;
}

}  // namespace ordeal::definitions
