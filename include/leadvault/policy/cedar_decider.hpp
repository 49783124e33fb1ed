// CedarDecider: the Decider over a policy set that is swapped whole on reload. Remembers what it
// decided by everything that the policies can see, so that leads with the same facts cost one
// evaluation; what it remembers goes with the set. Thread safe.
#pragma once

#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/policies.hpp"

#include <atomic>

namespace lv::policy {

class CedarDecider final : public Decider {
public:
  explicit CedarDecider(std::shared_ptr<const Policies> policies, const Clock& clock);
  ~CedarDecider() override;

  Decision decide_read(const Caller& caller, const LeadFacts& facts, const ReadQuestion& question,
                       Time now) const override;
  ActionDecision decide_action(const Caller& caller, Action action,
                               lead::PurposeId purpose) const override;
  Digest policy_set() const override;
  Position position() const override;
  const Digest& catalogue() const override { return catalogue_digest_; }

  std::shared_ptr<const Policies> policies() const override;
  // What is decided from here on, and the entry that says so. Of the same catalogue.
  void replace(std::shared_ptr<const Policies> policies, Position position);
  // Decisions that were denials because a policy could not be evaluated.
  std::uint64_t failures() const { return failures_.load(std::memory_order_relaxed); }

private:
  struct InForce; // src/policy/in_force.hpp

  std::shared_ptr<const InForce> in_force() const {
    return in_force_.load(std::memory_order_acquire);
  }

  const Clock& clock_;
  Digest catalogue_digest_{};
  std::atomic<std::shared_ptr<const InForce>> in_force_;
  mutable std::atomic<std::uint64_t> failures_{0};
};

} // namespace lv::policy
