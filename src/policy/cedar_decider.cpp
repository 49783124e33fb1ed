#include "leadvault/policy/cedar_decider.hpp"

#include "policy/in_force.hpp"
#include "policy/permit_maker.hpp"

namespace lv::policy {
namespace {

// What the permit is about, before anything is decided.
PermitData subject_of(const Caller& caller, const LeadFacts& facts, const ReadQuestion& question) {
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
  return data;
}

Error refusal(Errc reason) {
  switch (reason) {
  case Errc::purpose_not_bound:
    return LV_FAIL(purpose_not_bound, "the credential is not bound to this purpose");
  case Errc::forbidden:
    return LV_FAIL(forbidden, "a policy forbids this");
  case Errc::policy_failed:
    return LV_FAIL(policy_failed, "a policy could not be evaluated: tell who keeps the policies");
  default:
    return LV_FAIL(not_permitted, "no policy permits this to the principal");
  }
}

} // namespace

CedarDecider::CedarDecider(std::shared_ptr<const Policies> policies, const Clock& clock)
    : clock_(clock), catalogue_digest_(policies->catalogue_digest()) {
  replace(std::move(policies), Position{});
}

CedarDecider::~CedarDecider() = default;

void CedarDecider::replace(std::shared_ptr<const Policies> policies, Position position) {
  in_force_.store(std::make_shared<const InForce>(std::move(policies), position),
                  std::memory_order_release);
}

Digest CedarDecider::policy_set() const { return in_force()->policies->digest(); }
std::shared_ptr<const Policies> CedarDecider::policies() const { return in_force()->policies; }
Position CedarDecider::position() const { return in_force()->position; }

Decision CedarDecider::decide_read(const Caller& caller, const LeadFacts& facts,
                                   const ReadQuestion& question, Time now) const {
  const auto set = in_force();
  const auto ruling = set->read(caller, facts, question, now);
  if (!ruling->failures.empty()) failures_.fetch_add(1, std::memory_order_relaxed);
  if (ruling->released.empty() && ruling->masked.empty()) {
    return Denial{ruling->reason, ruling->withheld, ruling->policies, set->policies->digest(),
                  set->position};
  }
  auto data = subject_of(caller, facts, question);
  data.policy_set = set->policies->digest();
  data.policy_position = set->position;
  data.catalogue = catalogue_digest_;
  data.released = ruling->released;
  data.masked = ruling->masked;
  data.masks = ruling->masks;
  data.withheld = ruling->withheld;
  data.policies = ruling->policies;
  if (const auto* consent = facts.consents.in_force(question.purpose, now))
    data.consent = consent->id;
  return PermitMaker::make(std::move(data));
}

ActionDecision CedarDecider::decide_action(const Caller& caller, Action action,
                                           lead::PurposeId purpose) const {
  const auto set = in_force();
  const auto ruling = set->action(caller, action, purpose, clock_.now());
  if (ruling.allowed) return {Result<void>(), set->policies->digest()};
  if (ruling.reason == Errc::policy_failed) failures_.fetch_add(1, std::memory_order_relaxed);
  return {refusal(ruling.reason), set->policies->digest()};
}

} // namespace lv::policy
