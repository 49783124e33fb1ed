#include "leadvault/lead/validate.hpp"

#include "lead/text.hpp"

#include "leadvault/lead/normalise.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace lv::lead {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// YYYY-MM-DD of the proleptic Gregorian calendar, years 1800 to 2200.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto part = [&](std::size_t at, std::size_t size) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
    return error == std::errc() && end == text.data() + at + size ? value : -1;
  };
  const int year = part(0, 4);
  const int month = part(5, 2);
  const int day = part(8, 2);
  if (year < 1800 || year > 2200 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

bool is_number(std::string_view text) {
  if (text.starts_with("-")) text.remove_prefix(1);
  bool point = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' && !point && i > 0 && i + 1 < text.size()) {
      point = true;
    } else if (!is_digit(text[i])) {
      return false;
    }
  }
  return !text.empty();
}

// Only what a browser may be sent to; other schemes run code or open files.
bool is_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end != std::string_view::npos) {
    const auto scheme = text.substr(0, scheme_end);
    if (scheme != "http" && scheme != "https") return false;
    text.remove_prefix(scheme_end + 3);
  } else if (text.substr(0, text.find('/')).find(':') != std::string_view::npos) {
    return false;
  }
  const auto host = text.substr(0, text.find_first_of("/?#"));
  return host.find('.') != std::string_view::npos && host.front() != '.' &&
         text.find_first_of(" \"<>\\^`{|}") == std::string_view::npos;
}

bool has_phone_characters(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const bool beyond_ascii = std::any_of(text.begin(), text.end(), [](char c) { return c < 0; });
  return digits > 0 || beyond_ascii;
}

Checked stored_form(const FieldDef& field, SecretText text) {
  switch (field.type) {
  case FieldType::email:
    if (!normalise_email(text)) {
      return Broken{"email-syntax", "this is not an e-mail address that mail can reach"};
    }
    return text;
  case FieldType::phone:
    if (!has_phone_characters(text)) {
      return Broken{"phone-syntax", "a phone number has digits"};
    }
    return text;
  case FieldType::date:
    if (!is_date(text)) return Broken{"date-syntax", "a date is written YYYY-MM-DD"};
    return text;
  case FieldType::country: {
    const auto code = country_code_of(text);
    if (code.empty()) return Broken{"country-unknown", "use the ISO 3166 code of a country"};
    return SecretText(code);
  }
  case FieldType::number:
    if (!is_number(text)) return Broken{"number-syntax", "a number is digits and one point"};
    return text;
  case FieldType::url:
    if (!is_url(text)) return Broken{"url-syntax", "a web address starts with https:// or a host"};
    return text;
  case FieldType::text:
  case FieldType::name:
  case FieldType::note:
  case FieldType::identifier:
    break;
  }
  return text;
}

} // namespace

Checked validate_value(const FieldDef& field, std::string_view text) {
  const auto given = trimmed(text);
  if (given.size() > field.bytes_max) return Broken{"too-long", "the value is longer than allowed"};
  if (!valid_utf8(given)) return Broken{"invalid-utf8", "the value is not valid UTF-8"};
  if (has_control(given, field.type == FieldType::note ? "\t\r\n" : "")) {
    return Broken{"control-character", "the value has control or text-direction characters"};
  }
  if (given.empty()) return Broken{"empty", "leave the member out or set it to null"};
  auto composed = to_form(given, UnicodeForm::nfc);
  if (!composed) return Broken{"invalid-utf8", "the value is not valid UTF-8"};
  if (composed->size() > field.bytes_max) {
    return Broken{"too-long", "the value is longer than allowed"};
  }
  if (find_card_number(*composed) == CardNumber::present) {
    return Broken{"card-number", "payment card numbers are not kept in this vault"};
  }
  return stored_form(field, std::move(*composed));
}

std::optional<SecretText> validate(const FieldDef& field, std::string_view text,
                                   const std::string& pointer, Violations& violations) {
  auto checked = validate_value(field, text);
  if (auto* stored = std::get_if<SecretText>(&checked)) return std::move(*stored);
  const auto& broken = std::get<Broken>(checked);
  violations.push_back({pointer, broken.rule, broken.detail});
  return std::nullopt;
}

} // namespace lv::lead
