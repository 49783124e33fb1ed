// Situations: what a lead can be like, as far as a review goes into it, and sets of them. What is
// true in a set is said by few boxes: one choice of values for each side of a situation.
#pragma once

#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/policies.hpp"

#include <bitset>
#include <map>

namespace lv::policy {

// Of the purpose that is asked for.
enum class Basis : std::uint8_t { nothing, consent, legal_basis, all_consents };

inline constexpr std::size_t stages_max = 8;
inline constexpr std::size_t bases = 4;
using SituationSet = std::bitset<stages_max * 2 * bases * 2>;

// Which values of each side a box takes, one bit a value.
struct Box {
  std::uint8_t stages = 0;   // groups of stages
  std::uint8_t assigned = 0; // bit 0: to nobody, bit 1: to the caller
  std::uint8_t basis = 0;
  std::uint8_t incident = 0; // bit 0: none is open, bit 1: one is
  auto operator<=>(const Box&) const = default;
};

class Situations {
public:
  // `stages`: groups of stages that the policies cannot tell apart.
  explicit Situations(std::vector<std::vector<lead::Stage>> stages);

  std::size_t size() const { return stages_.size() * 2 * bases * 2; }
  // The facts of one; of a lead in the caller's tenant.
  LeadFacts facts(std::size_t situation, const Caller& caller, lead::PurposeId purpose,
                  const lead::Catalogue& catalogue) const;

  // Few boxes, as large as they can be, that hold all of `set` and nothing else.
  const std::vector<Box>& cover(const SituationSet& set);
  // What a lead must be like to be in it; a purpose for whose consent it takes other consents too
  // is told by `others`.
  std::vector<std::string> needs(const Box& box) const;

private:
  SituationSet members(const Box& box) const;

  struct SetLess {
    bool operator()(const SituationSet& a, const SituationSet& b) const {
      return a.to_string() < b.to_string();
    }
  };
  std::vector<std::vector<lead::Stage>> stages_;
  std::vector<std::pair<Box, SituationSet>> boxes_; // largest first
  std::map<SituationSet, std::vector<Box>, SetLess> covers_;
};

} // namespace lv::policy
