#include "leadvault/lead/normalise.hpp"
#include "leadvault/lead/validate.hpp"

namespace lv::lead {
namespace {

constexpr std::size_t card_digits_min = 13;
constexpr std::size_t card_digits_max = 19;

struct IssuerRange {
  std::string_view low; // of the leading digits, same length as high
  std::string_view high;
  std::size_t shortest;
  std::size_t longest;
};

// ISO/IEC 7812 issuer ranges as the card networks publish them.
constexpr IssuerRange issuers[] = {
    {"4", "4", 13, 19},                                   // Visa
    {"51", "55", 16, 16},                                 // Mastercard
    {"222100", "272099", 16, 16},                         // Mastercard, 2-series
    {"34", "34", 15, 15},                                 // American Express
    {"37", "37", 15, 15},         {"300", "305", 14, 19}, // Diners Club
    {"3095", "3095", 14, 19},     {"36", "36", 14, 19},   {"38", "39", 14, 19},
    {"6011", "6011", 16, 19},                                                       // Discover
    {"644", "649", 16, 19},       {"65", "65", 16, 19},   {"3528", "3589", 16, 19}, // JCB
    {"62", "62", 16, 19},                                                           // UnionPay
    {"50", "50", 13, 19},                                                           // Maestro
    {"5600", "5899", 13, 19},     {"67", "67", 13, 19},   {"2200", "2204", 16, 19}, // Mir
};

bool of_issuer(std::string_view digits) {
  for (const auto& issuer : issuers) {
    const auto lead = digits.substr(0, issuer.low.size());
    if (lead >= issuer.low && lead <= issuer.high && digits.size() >= issuer.shortest &&
        digits.size() <= issuer.longest) {
      return true;
    }
  }
  return false;
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c) {
    int value = *c - '0';
    if (twice) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
    twice = !twice;
  }
  return sum % 10 == 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits from `at` on, with at most one space or hyphen between two of them.
SecretText digit_run(std::string_view text, std::size_t& at) {
  SecretText digits;
  while (at < text.size()) {
    if (is_digit(text[at])) {
      digits.push_back(text[at++]);
    } else if ((text[at] == ' ' || text[at] == '-') && at + 1 < text.size() &&
               is_digit(text[at + 1])) {
      ++at;
    } else {
      break;
    }
  }
  return digits;
}

bool is_card(std::string_view digits) { return of_issuer(digits) && passes_luhn(digits); }

// A longer run may join a card with its neighbours ("12 4111 1111 1111 1111 03/27"), so every
// window of a run is looked at, up to a length beyond which it is a list of numbers anyway.
bool run_has_card(std::string_view digits) {
  for (std::size_t begin = 0; begin + card_digits_min <= digits.size(); ++begin) {
    const bool whole_run_only = digits.size() <= card_digits_max;
    for (std::size_t size = card_digits_min;
         size <= card_digits_max && begin + size <= digits.size(); ++size) {
      if (whole_run_only && size != digits.size()) continue;
      if (is_card(digits.substr(begin, size))) return true;
    }
  }
  return false;
}

} // namespace

CardNumber find_card_number(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const auto begin = at;
    const auto digits = digit_run(text, at);
    // Phone numbers of 13 to 15 digits pass Luhn's check by chance; the plus and a numbering plan
    // that has the number tell them from cards.
    const bool is_phone = begin > 0 && text[begin - 1] == '+' &&
                          normalise_phone(text.substr(begin - 1, at - begin + 1));
    if (!is_phone && run_has_card(digits)) return CardNumber::present;
  }
  return CardNumber::absent;
}

} // namespace lv::lead
