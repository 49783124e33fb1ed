// Opening the string literals of policy and schema texts: \n \r \t \\ \0 \' \" \x41 \u{1F600}.
#pragma once

#include "leadvault/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lv::cedar {

// `literal` with its quotes. Fails with malformed.
Result<std::string> unescape(std::string_view literal);

// The pieces between the stars of a pattern; \* is a star that stands for itself.
Result<std::vector<std::string>> unescape_pattern(std::string_view literal);

} // namespace lv::cedar
