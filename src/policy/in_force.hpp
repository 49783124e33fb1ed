// The policy set in force and what it decided lately. The memory is bounded and goes with the set.
#pragma once

#include "policy/ruling.hpp"

#include "leadvault/base/memo.hpp"
#include "leadvault/policy/cedar_decider.hpp"

namespace lv::policy {

struct CedarDecider::InForce {
  InForce(std::shared_ptr<const Policies> given, Position at)
      : policies(std::move(given)), position(at) {}

  std::shared_ptr<const ReadRuling> read(const Caller& caller, const LeadFacts& facts,
                                         const ReadQuestion& question, Time now) const;
  ActionRuling action(const Caller& caller, Action action, lead::PurposeId purpose, Time now) const;

  std::shared_ptr<const Policies> policies;
  Position position;

private:
  template <class Value>
  using Rulings = Memo<std::string, Value, std::hash<std::string_view>, 4'096>;
  mutable Rulings<std::shared_ptr<const ReadRuling>> reads_;
  mutable Rulings<ActionRuling> actions_;
};

} // namespace lv::policy
