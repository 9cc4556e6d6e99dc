// Text as XML 1.0 takes it.
#pragma once

#include <string>
#include <string_view>

namespace ordeal::reports {

// For an attribute in double quotes; line breaks and tabs survive as references.
std::string xml_attribute(std::string_view text);

// <![CDATA[…]]>; a "]]>" in the text is cut into two sections.
std::string xml_cdata(std::string_view text);

}  // namespace ordeal::reports
