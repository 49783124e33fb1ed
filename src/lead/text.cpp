#include "lead/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace lv::lead {
namespace {

template <class Visit>
bool all_code_points(std::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = 0;
    const auto size =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    if (size <= 0 || !visit(code)) return false;
    at += static_cast<std::size_t>(size);
  }
  return true;
}

constexpr std::string_view spaces[] = {" ",  "\t",     "\r",     "\n",    "\v",
                                       "\f", "\u00a0", "\u3000", "\ufeff"};

} // namespace

bool valid_utf8(std::string_view text) {
  return all_code_points(text, [](utf8proc_int32_t) { return true; });
}

bool has_control(std::string_view text, std::string_view allowed) {
  return !all_code_points(text, [&](utf8proc_int32_t code) {
    if (code < 0x20) return allowed.find(static_cast<char>(code)) != std::string_view::npos;
    if (code >= 0x7f && code <= 0x9f) return false;
    return !(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069);
  });
}

std::string_view trimmed(std::string_view text) {
  const auto strip = [&](auto fits, auto drop) {
    for (bool again = true; again;) {
      again = false;
      for (const auto space : spaces) {
        if (!fits(space)) continue;
        drop(space.size());
        again = true;
      }
    }
  };
  strip([&](auto s) { return text.starts_with(s); }, [&](auto n) { text.remove_prefix(n); });
  strip([&](auto s) { return text.ends_with(s); }, [&](auto n) { text.remove_suffix(n); });
  return text;
}

std::size_t code_point_size(unsigned char lead_byte) {
  if (lead_byte < 0x80) return 1;
  if (lead_byte < 0xe0) return 2;
  return lead_byte < 0xf0 ? 3 : 4;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<SecretText> to_form(std::string_view text, UnicodeForm form) {
  if (is_ascii(text)) { // composed already; all that folding does is to make letters small
    SecretText out(text);
    if (form == UnicodeForm::nfkc_lower)
      for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
  }
  int options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
  if (form == UnicodeForm::nfkc_lower) options |= UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(options));
  if (size < 0) return LV_FAIL(invalid, "a text is not valid UTF-8");
  const auto length = static_cast<std::size_t>(size);
  SecretText out(reinterpret_cast<const char*>(mapped), length);
  wipe({mapped, length});
  std::free(mapped);
  return out;
}

} // namespace lv::lead
