#include "lead/text.hpp"

#include "leadvault/lead/validate.hpp"

#include <utility>

namespace lv::lead {
namespace {

constexpr std::pair<std::string_view, std::string_view> countries[] = {
#include "lead/countries.inc"
};

constexpr std::size_t country_bytes_max = 64;

} // namespace

std::string_view country_code_of(std::string_view text) {
  const auto name = trimmed(text);
  if (name.empty() || name.size() > country_bytes_max) return {};
  const auto wanted = to_form(name, UnicodeForm::nfkc_lower);
  if (!wanted) return {};
  for (const auto& [code, known] : countries) {
    const SecretText lower_code{static_cast<char>(code[0] + 32), static_cast<char>(code[1] + 32)};
    if (lower_code == *wanted) return code;
  }
  for (const auto& [code, known] : countries) {
    const auto folded = to_form(known, UnicodeForm::nfkc_lower);
    if (folded && *folded == *wanted) return code;
  }
  return {};
}

} // namespace lv::lead
