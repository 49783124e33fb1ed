#include "leadvault/lead/normalise.hpp"

#include "lead/text.hpp"

#include <idn2.h>

#include <algorithm>

namespace lv::lead {
namespace {

constexpr std::size_t local_bytes_max = 64;
constexpr std::size_t email_bytes_max = 254;

bool is_atom_char(char c) {
  if (static_cast<unsigned char>(c) >= 0x80) return true; // RFC 6531
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// RFC 5321 §4.1.2: Dot-string = Atom *("." Atom)
bool is_dot_string(std::string_view local) {
  if (local.empty() || local.size() > local_bytes_max) return false;
  char before = '.';
  for (const char c : local) {
    if (c == '.' ? before == '.' : !is_atom_char(c)) return false;
    before = c;
  }
  return before != '.';
}

// Letters, digits and hyphens; two labels or more; the last one is no number (RFC 3696 §2).
bool is_host_name(std::string_view domain) {
  if (domain.find('.') == std::string_view::npos || domain.size() > 253) return false;
  std::size_t label = 0;
  bool digits_only = true;
  char before = '.';
  for (const char c : domain) {
    if (c == '.') {
      if (label == 0 || before == '-') return false;
      label = 0;
      digits_only = true;
    } else {
      const bool digit = c >= '0' && c <= '9';
      const bool letter = c >= 'a' && c <= 'z';
      if (!digit && !letter && (c != '-' || label == 0)) return false;
      if (++label > 63) return false;
      digits_only = digits_only && digit;
    }
    before = c;
  }
  return label > 0 && before != '-' && !digits_only;
}

Result<SecretText> to_ascii_domain(std::string_view domain) {
  // IDNA leaves plain host names as they are; labels that claim to be encoded it has to check.
  if (is_ascii(domain) && domain.find("xn--") == std::string_view::npos) return SecretText(domain);
  SecretText zero_terminated(domain);
  char* mapped = nullptr;
  const int rc =
      idn2_to_ascii_8z(zero_terminated.c_str(), &mapped, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  if (rc != IDN2_OK) return LV_FAIL(invalid, "an e-mail domain is not a name of the DNS");
  SecretText out(mapped);
  wipe({reinterpret_cast<std::uint8_t*>(mapped), out.size()});
  idn2_free(mapped);
  return out;
}

bool has_space_or_nul(std::string_view text) {
  return text.find_first_of(std::string_view(" \t\r\n\0", 5)) != std::string_view::npos;
}

} // namespace

Result<SecretText> normalise_email(std::string_view text) {
  const auto given = trimmed(text);
  if (given.size() > 4 * email_bytes_max || has_space_or_nul(given)) {
    return LV_FAIL(invalid, "an e-mail address is too long or has white space");
  }
  const auto at = given.rfind('@');
  if (at == std::string_view::npos || !is_dot_string(given.substr(0, at))) {
    return LV_FAIL(invalid, "an e-mail address has no usable local part");
  }
  LV_TRY(local, to_form(given.substr(0, at), UnicodeForm::nfkc_lower));
  LV_TRY(folded, to_form(given.substr(at + 1), UnicodeForm::nfkc_lower));
  // Compatibility forms may turn into syntax: the checks hold for the result too.
  if (!is_dot_string(local) || has_control(local, "") || has_space_or_nul(local)) {
    return LV_FAIL(invalid, "an e-mail address has no usable local part");
  }
  LV_TRY(domain, to_ascii_domain(folded));
  if (!is_host_name(domain)) return LV_FAIL(invalid, "an e-mail address has no usable domain");
  SecretText out = std::move(local);
  out.push_back('@');
  out.append(domain);
  if (out.size() > email_bytes_max) return LV_FAIL(invalid, "an e-mail address is too long");
  return out;
}

Result<SecretText> normalise_exact(std::string_view text) {
  return to_form(text, UnicodeForm::nfc);
}

Result<SecretText> index_form(const IndexDef& index, std::string_view text) {
  if (index.normaliser_version != 1) {
    return LV_FAIL(unknown_version, "an index names a normaliser version this build does not have");
  }
  switch (index.normaliser) {
  case Normaliser::email:
    return normalise_email(text);
  case Normaliser::phone:
    return normalise_phone(text);
  case Normaliser::exact:
    return normalise_exact(text);
  }
  return LV_FAIL(internal, "an index names no normaliser");
}

} // namespace lv::lead
