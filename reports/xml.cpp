#include "reports/xml.hpp"

#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::reports {
namespace {

// U+FFFE and U+FFFF are well-formed UTF-8, but no characters of XML.
constexpr std::string_view noncharacters[] = {"\xEF\xBF\xBE", "\xEF\xBF\xBF"};

bool is_noncharacter(std::string_view sequence) {
  return sequence == noncharacters[0] || sequence == noncharacters[1];
}

bool is_forbidden_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// Valid UTF-8 without the characters that XML 1.0 has no way to write (section 2.2): they are left out.
std::string without_forbidden(std::string_view text) {
  const std::string valid = valid_utf8(text);
  std::string allowed;
  allowed.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    const auto sequence = rest.substr(0, utf8_sequence_length(rest));
    if (!is_forbidden_control(sequence[0]) && !is_noncharacter(sequence)) allowed += sequence;
    rest.remove_prefix(sequence.size());
  }
  return allowed;
}

}  // namespace

std::string xml_attribute(std::string_view text) {
  constexpr Escape spaces[] = {{'\t', "&#9;"}, {'\n', "&#10;"}, {'\r', "&#13;"}};
  return escaped(escaped_markup(without_forbidden(text)), spaces);
}

std::string xml_cdata(std::string_view text) {
  constexpr std::string_view cut = "]]><![CDATA[";
  std::string content = without_forbidden(text);
  for (std::size_t end = 0; (end = content.find("]]>", end)) != std::string::npos; end += cut.size() + 2) {
    content.insert(end + 2, cut);
  }
  return "<![CDATA[" + content + "]]>";
}

}  // namespace ordeal::reports
