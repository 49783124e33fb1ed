// Validation: turns what came in into the stored form of its field, or names the rule it breaks.
// Stateless, thread safe. Never puts the value into a violation.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/new_lead.hpp"

#include <optional>
#include <variant>

namespace lv::lead {

// The stored form: NFC, outer white space trimmed, dates as YYYY-MM-DD, countries as ISO codes
// where known, e-mail and phone as given. `rule` is stable: "invalid-utf8", "control-character",
// "too-long", "card-number", "empty", "email-syntax", "phone-syntax", "date-syntax",
// "country-unknown", "number-syntax", "url-syntax".
struct Broken {
  const char* rule;
  const char* detail;
};
using Checked = std::variant<SecretText, Broken>;

Checked validate_value(const FieldDef& field, std::string_view text);

// The value in stored form; otherwise nothing, and the violation noted under `pointer`.
std::optional<SecretText> validate(const FieldDef& field, std::string_view text,
                                   const std::string& pointer, Violations& violations);

// Payment card numbers: 13 to 19 digits (spaces and hyphens between them allowed) that start
// like an issuer's and pass Luhn's check (ISO/IEC 7812-1).
enum class CardNumber { absent, present };
CardNumber find_card_number(std::string_view text);

// ISO 3166-1 alpha-2 of a country's code or English name; empty when unknown.
std::string_view country_code_of(std::string_view text);

} // namespace lv::lead
