// C++ types as a person writes them, for messages and snippets: "std::string", "ordeal::World".
#pragma once

#include <string>
#include <typeindex>

namespace ordeal {

[[nodiscard]] std::string readable_type(std::type_index);

}  // namespace ordeal
