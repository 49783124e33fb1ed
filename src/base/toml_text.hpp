// TOML texts as toml++ is given them: the same in ASCII. Version 3.3 runs into undefined behaviour
// at some characters beyond it, wherever its parser does not expect them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lv {

// Strings come back as basic ones with escapes, comments not at all; lines stay where they were. A
// text that is not well formed may come back as another that is not. Nothing, and the number of the
// line from 1: it has a control character, one beyond ASCII outside strings and comments, a string
// that does not end on it, or three quotes.
struct AsciiToml {
  std::optional<std::string> text;
  std::size_t odd_line = 0;
};
AsciiToml ascii_toml(std::string_view text);

} // namespace lv
