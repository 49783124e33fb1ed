#include "lead/text.hpp"

#include "leadvault/lead/validate.hpp"

#include <utility>

namespace lv::lead {
namespace {

constexpr std::pair<std::string_view, std::string_view> countries[] = {
#include "lead/countries.inc"
};

constexpr std::size_t country_bytes_max = 64;

constexpr char lower(char capital) { return static_cast<char>(capital - 'A' + 'a'); }

} // namespace

std::string_view country_code_of(std::string_view text) {
  const auto name = trimmed(text);
  if (name.empty() || name.size() > country_bytes_max) return {};
  const auto wanted = to_form(name, UnicodeForm::nfkc_lower);
  if (!wanted) return {};
  if (wanted->size() == 2) {
    for (const auto& [code, known] : countries) {
      if (lower(code[0]) == (*wanted)[0] && lower(code[1]) == (*wanted)[1]) return code;
    }
  }
  for (const auto& [code, known] : countries) {
    const auto folded = to_form(known, UnicodeForm::nfkc_lower);
    if (folded && *folded == *wanted) return code;
  }
  return {};
}

} // namespace lv::lead
