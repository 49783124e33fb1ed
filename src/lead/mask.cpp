#include "leadvault/lead/mask.hpp"

#include "lead/text.hpp"

#include <algorithm>

namespace lv::lead {
namespace {

constexpr std::string_view dots = "•••";

std::string_view first_letter(std::string_view text) {
  if (text.empty()) return {};
  return text.substr(0, code_point_size(static_cast<unsigned char>(text.front())));
}

SecretText initials(std::string_view text) {
  SecretText out;
  bool at_start = true;
  for (std::size_t at = 0; at < text.size();) {
    const auto letter = first_letter(text.substr(at));
    const bool gap = letter == " " || letter == "-";
    if (!gap && at_start) {
      if (!out.empty()) out.push_back(' ');
      out.append(letter);
      out.push_back('.');
    }
    at_start = gap;
    at += letter.size();
  }
  return out;
}

// Four of seven digits or fewer would leave too little to guess.
SecretText last_four(std::string_view text) {
  constexpr std::ptrdiff_t digits_min = 8;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::count_if(text.begin(), text.end(), is_digit) < digits_min) return SecretText(dots);
  SecretText kept;
  for (auto c = text.rbegin(); c != text.rend() && kept.size() < 4; ++c) {
    if (is_digit(*c)) kept.insert(kept.begin(), *c);
  }
  SecretText out("•••• ");
  out.append(kept);
  return out;
}

SecretText email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return SecretText(dots);
  const auto domain = text.substr(at + 1);
  SecretText out(first_letter(text));
  out.append(dots).append("@").append(first_letter(domain)).append(dots);
  const auto dot = domain.rfind('.');
  if (dot != std::string_view::npos) out.append(domain.substr(dot));
  return out;
}

SecretText year(std::string_view text) {
  const bool is_date = text.size() == 10 && text[4] == '-' && text[7] == '-';
  return SecretText(is_date ? text.substr(0, 4) : dots);
}

} // namespace

SecretText mask_value(MaskKind kind, std::string_view text) {
  switch (kind) {
  case MaskKind::none:
    return SecretText(text);
  case MaskKind::initials:
    return initials(text);
  case MaskKind::last4:
    return last_four(text);
  case MaskKind::email:
    return email(text);
  case MaskKind::year:
    return year(text);
  case MaskKind::full:
    break;
  }
  return SecretText(dots);
}

} // namespace lv::lead
