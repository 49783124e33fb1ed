// What a note may hold: strict UTF-8 (RFC 3629), and which characters a key name may not.
#pragma once

#include <string_view>

namespace lv::tlog {

bool is_utf8(std::string_view text);
bool has_unicode_space_or_control(std::string_view utf8); // White_Space, or below 0x20

} // namespace lv::tlog
