#include "lead/phone_pattern.hpp"
#include "lead/phone_plans.hpp"

#include "leadvault/lead/normalise.hpp"

#include <algorithm>

namespace lv::lead {
namespace {

constexpr std::size_t digits_max = 24;      // more than any prefix and number together
constexpr std::size_t phone_text_max = 128; // bytes of what came in

struct Dialled {
  SecretText digits;
  bool plus = false;
};

// The code point at `at` and its length, for the few separators and digits beyond ASCII.
std::string_view one(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return text.substr(at, size);
}

bool is_separator(std::string_view c) {
  if (c.size() == 1) return std::string_view(" -./()\t~[]").find(c[0]) != std::string_view::npos;
  static constexpr std::string_view wide[] = {"\u00a0", "\u00ad", "\u200b", "\u2010", "\u2011",
                                              "\u2012", "\u2013", "\u2014", "\u2212", "\u202f",
                                              "\u2009", "\u3000", "\u200e", "\u200f", "\u202a",
                                              "\u202c", "\uff08", "\uff09", "\uff0d", "\u2060"};
  return std::find(std::begin(wide), std::end(wide), c) != std::end(wide);
}

int digit_of(std::string_view c) {
  if (c.size() == 1) return c[0] >= '0' && c[0] <= '9' ? c[0] - '0' : -1;
  if (c.size() == 3 && c.substr(0, 2) == "\xef\xbc") { // full width, U+FF10 to U+FF19
    const int digit = static_cast<unsigned char>(c[2]) - 0x90;
    return digit >= 0 && digit <= 9 ? digit : -1;
  }
  if (c.size() == 2) { // Arabic-Indic U+0660.., extended U+06F0..
    const auto a = static_cast<unsigned char>(c[0]);
    const auto b = static_cast<unsigned char>(c[1]);
    if (a == 0xd9 && b >= 0xa0 && b <= 0xa9) return b - 0xa0;
    if (a == 0xdb && b >= 0xb0 && b <= 0xb9) return b - 0xb0;
  }
  return -1;
}

// True where an extension begins: nothing after it is part of the number.
bool starts_extension(std::string_view rest) {
  static constexpr std::string_view marks[] = {";ext=", "ext", "Ext", "EXT", "x",
                                               "X",     "#",   ",",   ";"};
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return rest.starts_with(mark); });
}

Result<Dialled> dialled(std::string_view text) {
  if (text.size() > phone_text_max) return LV_FAIL(invalid, "a phone number is too long");
  if (text.starts_with("tel:")) text.remove_prefix(4);
  Dialled out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = one(text, at);
    if (const int digit = digit_of(c); digit >= 0) {
      out.digits.push_back(static_cast<char>('0' + digit));
    } else if ((c == "+" || c == "\uff0b") && out.digits.empty() && !out.plus) {
      out.plus = true;
    } else if (!out.digits.empty() && starts_extension(text.substr(at))) {
      break;
    } else if (!is_separator(c)) {
      return LV_FAIL(invalid, "a phone number has characters that cannot be dialled");
    }
    at += c.size();
  }
  if (out.digits.empty() || out.digits.size() > digits_max) {
    return LV_FAIL(invalid, "a phone number has no digits or too many");
  }
  return out;
}

bool matches(std::uint32_t program, std::string_view digits) {
  return program != 0 && match_pattern(phone_program(program), digits, MatchKind::whole);
}

bool possible(const PhonePlan& plan, std::string_view national) {
  return national.size() < 32 && ((plan.lengths >> national.size()) & 1) != 0;
}

bool valid(const PhonePlan& plan, std::string_view national) {
  return possible(plan, national) && matches(plan.national, national);
}

// Drops the national prefix and carrier code, unless what remains is no number while the whole is.
SecretText strip_prefix(const PhonePlan& plan, std::string_view digits) {
  SecretText whole(digits);
  if (plan.prefix == 0) return whole;
  const auto match = match_pattern(phone_program(plan.prefix), digits, MatchKind::prefix);
  if (!match) return whole;
  std::size_t last = 0; // the last group that took part
  for (std::size_t group = 1; group < phone_groups_max; ++group) {
    if (match->groups[2 * group + 1] != std::string_view::npos) last = group;
  }
  SecretText rest;
  if (!plan.transform.empty() && last != 0) {
    for (std::size_t i = 0; i < plan.transform.size(); ++i) {
      if (plan.transform[i] != '$') {
        rest.push_back(plan.transform[i]);
        continue;
      }
      const auto group = static_cast<std::size_t>(plan.transform[++i] - '0');
      const auto begin = match->groups.at(2 * group);
      if (begin != std::string_view::npos) {
        rest.append(digits.substr(begin, match->groups.at(2 * group + 1) - begin));
      }
    }
  }
  rest.append(digits.substr(match->length));
  if (!possible(plan, rest)) return whole;
  if (matches(plan.national, whole) && !matches(plan.national, rest)) return whole;
  return rest;
}

SecretText e164(std::string_view calling_code, std::string_view national) {
  SecretText out("+");
  out.append(calling_code);
  out.append(national);
  return out;
}

// Digits that begin with a calling code.
Result<SecretText> international(std::string_view digits) {
  const auto plans = phone_plans_of(digits);
  if (plans.empty()) return LV_FAIL(invalid, "a phone number has no known calling code");
  const auto& main = plans.front();
  const auto rest = digits.substr(main.calling_code.size());
  const bool as_written = std::any_of(plans.begin(), plans.end(), [&](const PhonePlan& plan) {
    return valid(plan, rest); // in any region of that code
  });
  if (as_written) return e164(main.calling_code, rest);
  const auto national = strip_prefix(main, rest); // "+44 (0)20 ..."
  if (!valid(main, national)) return LV_FAIL(invalid, "a phone number is not one of its country");
  return e164(main.calling_code, national);
}

} // namespace

Result<SecretText> normalise_phone(std::string_view text, std::string_view region) {
  LV_TRY(number, dialled(text));
  if (number.plus) return international(number.digits);
  const auto* plan = phone_plan_of(region);
  if (plan == nullptr) return LV_FAIL(invalid, "a phone number needs a calling code or a region");
  const std::string_view digits = number.digits;
  const auto national = strip_prefix(*plan, digits);
  if (valid(*plan, national)) return e164(plan->calling_code, national);
  if (plan->international != 0) {
    const auto abroad =
        match_pattern(phone_program(plan->international), digits, MatchKind::prefix);
    if (abroad && abroad->length < digits.size() && digits[abroad->length] != '0') {
      return international(digits.substr(abroad->length));
    }
  }
  if (digits.starts_with(plan->calling_code)) { // the calling code without a plus
    const auto rest = digits.substr(plan->calling_code.size());
    if (valid(*plan, rest)) return e164(plan->calling_code, rest);
  }
  return LV_FAIL(invalid, "a phone number is not one of its country");
}

} // namespace lv::lead
