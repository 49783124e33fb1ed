// Purposes: what personal data is asked for. Permanent numbers, policies/purposes.toml.
// Plain values, thread safe. A purpose is bound to a credential, never merely claimed.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace lv::lead {

struct PurposeId {
  std::uint16_t value = 0; // 0 = none named
  auto operator<=>(const PurposeId&) const = default;
};

enum class ConsentNeed : std::uint8_t { not_required, required };

struct PurposeDef {
  PurposeId id;
  std::string name;    // snake_case
  std::string label;   // for people
  std::string dpv_iri; // Data Privacy Vocabulary
  ConsentNeed consent = ConsentNeed::required;
};

} // namespace lv::lead
