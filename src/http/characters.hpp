// Character classes of RFC 3986 and RFC 9110, as the guard and the target decoder need them.
#pragma once

#include <array>
#include <string_view>

namespace lv::http {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// A class of characters that is looked up, for what is asked of every byte of a head.
class CharacterSet {
public:
  template <class Predicate>
  explicit constexpr CharacterSet(Predicate member) {
    for (int c = 0; c < 256; ++c)
      members_[static_cast<std::size_t>(c)] = member(static_cast<char>(c));
  }
  constexpr bool has(char c) const { return members_[static_cast<unsigned char>(c)]; }

private:
  std::array<bool, 256> members_{};
};

inline int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

// Optional white space of RFC 9110 §5.6.3: SP and HTAB.
inline std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace lv::http
