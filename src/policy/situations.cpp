#include "policy/situations.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

constexpr std::uint8_t any_of_two = 0b11;
constexpr std::uint8_t any_basis = (1U << bases) - 1;

bool has(std::uint8_t choice, std::size_t value) { return (choice >> value & 1U) != 0; }

// The sides of a situation as one number, and back.
struct Sides {
  std::size_t stage, assigned, basis, incident;

  static Sides of(std::size_t situation) {
    return {situation / (2 * bases * 2), situation / (bases * 2) % 2, situation / 2 % bases,
            situation % 2};
  }
};

void give(LeadFacts& facts, lead::PurposeId purpose, lead::LegalBasis basis) {
  lead::ConsentEvent event;
  event.purpose = purpose;
  event.basis = basis;
  event.sequence = facts.consents.next_sequence();
  event.time = Time{1};
  facts.consents.apply(event);
}

std::string basis_text(std::uint8_t basis) {
  // A consent for the purpose is what it takes; those for others besides do no harm.
  if (has(basis, 1)) basis = static_cast<std::uint8_t>(basis & ~(1U << 3U));
  constexpr const char* names[] = {"neither consent nor legal basis", "consent", "legal basis",
                                   "consent for other purposes too"};
  std::string text;
  for (std::size_t value = 0; value < bases; ++value) {
    if (!has(basis, value)) continue;
    if (!text.empty()) text += " or ";
    text += names[value];
  }
  return text;
}

} // namespace

Situations::Situations(std::vector<std::vector<lead::Stage>> stages) : stages_(std::move(stages)) {
  for (unsigned stage = 1; stage < 1U << stages_.size(); ++stage) {
    for (unsigned assigned = 1; assigned <= any_of_two; ++assigned) {
      for (unsigned basis = 1; basis <= any_basis; ++basis) {
        for (unsigned incident = 1; incident <= any_of_two; ++incident) {
          const Box box{static_cast<std::uint8_t>(stage), static_cast<std::uint8_t>(assigned),
                        static_cast<std::uint8_t>(basis), static_cast<std::uint8_t>(incident)};
          boxes_.emplace_back(box, members(box));
        }
      }
    }
  }
  std::stable_sort(boxes_.begin(), boxes_.end(), [](const auto& a, const auto& b) {
    return a.second.count() > b.second.count();
  });
}

SituationSet Situations::members(const Box& box) const {
  SituationSet set;
  for (std::size_t i = 0; i < size(); ++i) {
    const auto sides = Sides::of(i);
    set[i] = has(box.stages, sides.stage) && has(box.assigned, sides.assigned) &&
             has(box.basis, sides.basis) && has(box.incident, sides.incident);
  }
  return set;
}

LeadFacts Situations::facts(std::size_t situation, const Caller& caller, lead::PurposeId purpose,
                            const lead::Catalogue& catalogue) const {
  const auto sides = Sides::of(situation);
  LeadFacts facts;
  facts.tenant = caller.tenant;
  facts.lead.bytes.back() = 1; // nobody's
  facts.stage = stages_[sides.stage].front();
  facts.channel = lead::Channel::website;
  facts.subject_kind = lead::SubjectKind::person;
  facts.residency = "DE";
  if (sides.assigned == 1) facts.assigned_to = caller.principal;
  if (sides.incident == 1) {
    facts.incidents.emplace_back();
    facts.incidents.back().bytes.back() = 1;
  }
  const auto basis = static_cast<Basis>(sides.basis);
  if (basis == Basis::legal_basis) {
    give(facts, purpose, lead::LegalBasis::legitimate_interests);
  } else if (basis == Basis::consent) {
    give(facts, purpose, lead::LegalBasis::consent);
  } else if (basis == Basis::all_consents) {
    for (const auto& each : catalogue.purposes()) give(facts, each.id, lead::LegalBasis::consent);
  }
  return facts;
}

// Greedy, which is enough to be right: each step takes the largest box that lies in the set and
// holds the most of what is left.
const std::vector<Box>& Situations::cover(const SituationSet& set) {
  const auto known = covers_.find(set);
  if (known != covers_.end()) return known->second;
  std::vector<Box> chosen;
  for (auto left = set; left.any();) {
    const std::pair<Box, SituationSet>* best = nullptr;
    for (const auto& one : boxes_) {
      if ((one.second & ~set).any()) continue;
      if (best == nullptr || (one.second & left).count() > (best->second & left).count())
        best = &one;
    }
    chosen.push_back(best->first);
    left &= ~best->second;
  }
  return covers_.emplace(set, std::move(chosen)).first->second;
}

std::vector<std::string> Situations::needs(const Box& box) const {
  std::vector<std::string> needs;
  if (box.stages != (1U << stages_.size()) - 1) {
    std::vector<lead::Stage> stages;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (has(box.stages, i)) stages.insert(stages.end(), stages_[i].begin(), stages_[i].end());
    }
    std::sort(stages.begin(), stages.end());
    std::string text;
    for (const auto stage : stages)
      text += (text.empty() ? "stage " : ", ") + std::string(name_of(stage));
    needs.push_back(std::move(text));
  }
  if (box.basis != any_basis) needs.push_back(basis_text(box.basis));
  if (box.assigned != any_of_two)
    needs.emplace_back(has(box.assigned, 1) ? "assigned" : "not assigned to the caller");
  if (box.incident != any_of_two)
    needs.emplace_back(has(box.incident, 1) ? "open incident" : "no open incident");
  return needs;
}

} // namespace lv::policy
