// The matcher of the compiled numbering-plan patterns. Bounded work on bounded input.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lv::lead {

inline constexpr std::size_t phone_groups_max = 4;

struct PatternMatch {
  std::size_t length = 0; // from the start of the text
  // Begin and end of each group; npos when it took no part.
  std::array<std::size_t, 2 * phone_groups_max> groups{};
};

enum class MatchKind { prefix, whole };

// Matches at the start of `digits` (0-9 only), alternatives in the order written.
std::optional<PatternMatch> match_pattern(const std::uint32_t* program, std::string_view digits,
                                          MatchKind kind);

} // namespace lv::lead
