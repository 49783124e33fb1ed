// A decider behind which the policies are replaced: what a reload does between a decision and what
// comes of it.
#pragma once

#include "unit/vault/vault_fixture.hpp"

namespace lv::test {

inline std::shared_ptr<const policy::Policies> plain_and(const char* id) {
  auto texts = plain_texts();
  texts.files.push_back({"tail.cedar", "@id(\"" + std::string(id) +
                                           "\") forbid (principal, action, resource is Lead)"
                                           " when { false };"});
  Violations findings;
  auto catalogue = lead::load_catalogue(LV_SOURCE_DIR "/policies", findings).value();
  return policy::Policies::make(std::move(texts), std::move(catalogue), findings).value();
}

// Decides by the policies in force; after every call it decides, or every so many, others are.
class ReloadedBehind final : public policy::Decider {
public:
  explicit ReloadedBehind(vault::OpenVault& opened, std::size_t calls = 1)
      : opened_(opened), calls_(calls), next_{plain_and("one"), plain_and("other")} {}

  policy::Decision decide_read(const policy::Caller& caller, const policy::LeadFacts& facts,
                               const policy::ReadQuestion& question, Time now) const override {
    return in_force().decide_read(caller, facts, question, now);
  }
  policy::ActionDecision decide_action(const policy::Caller& caller, policy::Action action,
                                       lead::PurposeId purpose) const override {
    auto decided = in_force().decide_action(caller, action, purpose);
    decided_by = decided.policy_set;
    if (++decided_ % calls_ != 0) return decided;
    turn_ = 1 - turn_;
    REQUIRE(opened_.replace_policies(next_.at(turn_)).value() ==
            vault::OpenVault::Policies::replaced);
    return decided;
  }
  std::shared_ptr<const policy::Policies> policies() const override {
    return in_force().policies();
  }
  Digest policy_set() const override { return in_force().policy_set(); }
  Position position() const override { return in_force().position(); }
  const Digest& catalogue() const override { return in_force().catalogue(); }

  mutable Digest decided_by{};

private:
  const policy::Decider& in_force() const { return opened_.decider(); }

  vault::OpenVault& opened_;
  const std::size_t calls_;
  std::array<std::shared_ptr<const policy::Policies>, 2> next_;
  mutable std::size_t turn_ = 0;
  mutable std::size_t decided_ = 0;
};

} // namespace lv::test
