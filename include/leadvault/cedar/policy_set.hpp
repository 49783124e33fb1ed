// PolicySet: policies, templates and the links of templates, indexed by action and types so that a
// request costs only the policies that can apply. Immutable once built: share it as const, swap the
// pointer to change it.
#pragma once

#include "leadvault/cedar/entities.hpp"
#include "leadvault/cedar/policy.hpp"

#include <string>

namespace lv::cedar {

class PolicySet {
public:
  PolicySet();
  ~PolicySet();
  PolicySet(PolicySet&&) noexcept;
  PolicySet& operator=(PolicySet&&) noexcept;

  // What decides: static policies and links, in the order they were added.
  const std::vector<Policy>& policies() const { return policies_; }
  const std::vector<Policy>& templates() const { return templates_; }
  const Policy* find(std::string_view id) const; // a policy or a template, or null

  // Places in policies() of those whose scope could match; ascending.
  void candidates(const EntityUid& principal, const EntityUid& action, const EntityUid& resource,
                  const Entities& entities, std::vector<std::uint32_t>& found) const;

private:
  friend class PolicySetBuilder;
  struct Index;
  std::unique_ptr<Arena> arena_;
  std::vector<Policy> policies_;
  std::vector<Policy> templates_;
  std::unique_ptr<Index> index_;
};

struct SlotValues {
  std::optional<EntityUid> principal;
  std::optional<EntityUid> resource;
};

class PolicySetBuilder {
public:
  // Reads the policies and templates of one text, which is copied. Their ids are `prefix` and the
  // number of the policy in this text, from 0. All of them or, on a problem, none is added.
  Checked<void> add_text(std::string_view text, std::string_view prefix = "policy");
  // Makes a policy `id` of a template. Fails when a slot has no value, a value no slot, the id is
  // taken or there is no such template.
  Checked<void> link(std::string_view template_id, std::string_view id, const SlotValues& values);
  // Names a policy that was added anew; fails when the name is taken.
  Checked<void> rename(std::string_view id, std::string_view new_id);

  const PolicySet& set() const { return set_; } // so far
  PolicySet build() &&;

private:
  void add(const Policy& policy);

  PolicySet set_;
};

Checked<PolicySet> parse_policies(std::string_view text);

} // namespace lv::cedar
