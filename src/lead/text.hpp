// Unicode by utf8proc: wiping copies, no locale.
#pragma once

#include "leadvault/base/json.hpp"

namespace lv::lead {

bool valid_utf8(std::string_view text);
bool has_control(std::string_view text, std::string_view allowed); // C0, DEL, C1, bidi overrides
std::string_view trimmed(std::string_view text); // ASCII white space and U+00A0, U+3000, U+FEFF
std::size_t code_point_size(unsigned char lead_byte);

enum class UnicodeForm { nfc, nfkc_lower };
bool is_ascii(std::string_view text);
Result<SecretText> to_form(std::string_view text, UnicodeForm form);

} // namespace lv::lead
