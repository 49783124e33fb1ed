// The Decider over roles, bound purposes and consents. A field is released when one of the
// principal's roles grants it (whole or masked), the purpose is bound to the credential and one the
// role may use, and, where the purpose needs it, a consent is in force.
#include "policy/permit_maker.hpp"

#include "leadvault/crypto/hash.hpp"
#include "leadvault/policy/decider.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

constexpr std::uint16_t read_masked_action = 2;

using Roles = ShortList<const lead::RoleDef*>;

class RoleDecider final : public Decider {
public:
  explicit RoleDecider(std::shared_ptr<const lead::Catalogue> catalogue)
      : catalogue_(std::move(catalogue)),
        catalogue_digest_(crypto::sha256(bytes_of(catalogue_->canonical_text()))) {}

  Decision decide_read(const Caller& caller, const LeadFacts& facts, const ReadQuestion& question,
                       Time now) const override;
  Result<void> decide_action(const Caller& caller, Action action,
                             lead::PurposeId purpose) const override;
  // Until policies are files of their own, the roles of the catalogue are the policy set.
  const Digest& policy_set() const override { return catalogue_digest_; }
  const Digest& catalogue() const override { return catalogue_digest_; }

private:
  // The roles of the caller that may do this for this purpose.
  Roles roles_for(const Caller& caller, std::uint16_t action, lead::PurposeId purpose) const;
  PermitData facts_of(const Caller& caller, const LeadFacts& facts,
                      const ReadQuestion& question) const;

  std::shared_ptr<const lead::Catalogue> catalogue_;
  Digest catalogue_digest_;
};

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::binary_search(list.begin(), list.end(), value);
}

int weight(Errc reason) {
  if (reason == Errc::forbidden) return 3;
  return reason == Errc::consent_missing ? 2 : 1;
}

enum class Grant { none, mask, value };

Grant grant_of(const Roles& roles, lead::FieldId field) {
  Grant best = Grant::none;
  for (const auto* role : roles) {
    if (role->values.contains(field)) return Grant::value;
    if (role->masks.contains(field)) best = Grant::mask;
  }
  return best;
}

Denial denial_of(std::vector<Withheld> withheld) {
  Denial denial;
  for (const auto& one : withheld) {
    if (weight(one.reason) > weight(denial.reason)) denial.reason = one.reason;
  }
  denial.withheld = std::move(withheld);
  return denial;
}

} // namespace

Roles RoleDecider::roles_for(const Caller& caller, std::uint16_t action,
                             lead::PurposeId purpose) const {
  Roles roles;
  for (const auto number : caller.roles) {
    const auto* role = catalogue_->role(number);
    if (role == nullptr || !has(role->actions, action)) continue;
    if (purpose.value != 0 && !has(role->purposes, purpose)) continue;
    roles.push_back(role);
  }
  return roles;
}

PermitData RoleDecider::facts_of(const Caller& caller, const LeadFacts& facts,
                                 const ReadQuestion& question) const {
  PermitData data;
  data.tenant = caller.tenant;
  data.lead = facts.lead;
  data.version = facts.version;
  data.lead_position = facts.position;
  data.key = facts.key;
  data.key_term = facts.key_term;
  data.principal = caller.principal;
  data.credential = caller.credential;
  data.on_behalf_of = caller.on_behalf_of;
  data.principal_position = caller.principal_position;
  data.credential_position = caller.credential_position;
  data.request = caller.request;
  data.source_tag = caller.source_tag;
  data.action = question.action.number;
  data.purpose = question.purpose;
  data.policy_set = catalogue_digest_;
  data.catalogue = catalogue_digest_;
  return data;
}

Decision RoleDecider::decide_read(const Caller& caller, const LeadFacts& facts,
                                  const ReadQuestion& question, Time now) const {
  auto data = facts_of(caller, facts, question);
  const auto* purpose = catalogue_->purpose(question.purpose);
  const bool bound = purpose != nullptr && has(caller.purposes, question.purpose);
  const auto whole = roles_for(caller, question.action.number, question.purpose);
  const auto masked = roles_for(caller, read_masked_action, question.purpose);
  const auto* consent =
      purpose != nullptr ? facts.consents.in_force(question.purpose, now) : nullptr;
  const bool consent_missing =
      purpose != nullptr && consent == nullptr && purpose->consent == lead::ConsentNeed::required;
  for (const auto& ask : question.fields) {
    auto grant = bound ? grant_of(whole, ask.field) : Grant::none;
    if (grant == Grant::none && bound) {
      grant = grant_of(masked, ask.field) == Grant::none ? Grant::none : Grant::mask;
    }
    if (grant == Grant::none) {
      data.withheld.push_back({ask.field, bound ? Errc::not_permitted : Errc::forbidden});
    } else if (consent_missing) {
      data.withheld.push_back({ask.field, Errc::consent_missing});
    } else if (grant == Grant::value && ask.view == View::value) {
      data.released.insert(ask.field);
    } else {
      data.masked.insert(ask.field);
    }
  }
  if (consent != nullptr) data.consent = consent->id;
  for (const auto* role : whole) data.policies.push_back(role->id);
  if (data.released.empty() && data.masked.empty()) return denial_of(std::move(data.withheld));
  return PermitMaker::make(std::move(data));
}

Result<void> RoleDecider::decide_action(const Caller& caller, Action action,
                                        lead::PurposeId purpose) const {
  if (purpose.value != 0 && !has(caller.purposes, purpose)) {
    return LV_FAIL(purpose_not_bound, "the credential is not bound to this purpose");
  }
  if (roles_for(caller, action.number, purpose).empty()) {
    return LV_FAIL(not_permitted, "no role of the principal permits this");
  }
  return {};
}

std::unique_ptr<Decider> make_role_decider(std::shared_ptr<const lead::Catalogue> catalogue) {
  return std::make_unique<RoleDecider>(std::move(catalogue));
}

} // namespace lv::policy
