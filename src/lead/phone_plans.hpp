// The numbering plans of the pinned metadata, one row per region. The table is made at build time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lv::lead {

struct PhonePlan {
  std::string_view region;       // ISO 3166-1 alpha-2; "001" = no country
  std::string_view calling_code; // "49"
  std::uint32_t international;   // programs in the table, 0 = none: prefix dialled to go abroad
  std::uint32_t national;        // a whole national number
  std::uint32_t prefix;          // national prefix and carrier code, stripped
  std::string_view transform;    // replaces the prefix: "9$1"
  std::uint32_t lengths;         // bit n: n digits are possible
};

const PhonePlan* phone_plan_of(std::string_view region); // null: none, as of "001"

// The plans of the calling code that these digits begin with, its main region's first; or none.
std::span<const PhonePlan> phone_plans_of(std::string_view digits);

const std::uint32_t* phone_program(std::uint32_t offset);

} // namespace lv::lead
