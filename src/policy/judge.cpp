#include "policy/judge.hpp"

namespace lv::policy {
namespace {

// Cedar leaves out a policy that errs and goes on; whoever guards personal data must not.
Verdict verdict_of(cedar::Response response) {
  Verdict verdict;
  verdict.determining = std::move(response.reasons);
  verdict.errors = std::move(response.errors);
  verdict.decision = response.decision;
  if (!verdict.errors.empty()) {
    verdict.decision = cedar::Decision::deny;
    verdict.reason = Errc::policy_failed;
  } else if (!verdict.allowed() && !verdict.determining.empty()) {
    verdict.reason = Errc::forbidden;
    verdict.forbidding = verdict.determining.front();
  }
  return verdict;
}

bool is_allowed(const cedar::Response& response) {
  return response.errors.empty() && response.decision == cedar::Decision::allow;
}

LeadFacts consenting(LeadFacts facts, lead::PurposeId purpose, Time now) {
  lead::ConsentEvent event;
  event.purpose = purpose;
  event.sequence = facts.consents.next_sequence();
  event.time = now;
  facts.consents.apply(event);
  return facts;
}

} // namespace

Verdict Judge::judge(const FieldQuestion& question) {
  const auto request = scene_.request(question);
  auto verdict = verdict_of(cedar::authorize(policies_.set(), request, scene_.entities()));
  if (!verdict.allowed() && verdict.reason != Errc::policy_failed) name_kind(verdict, question);
  return verdict;
}

// What would be in the way still, were the person's consent given: nothing, a forbid or the want of
// a permit. The consent for the purpose that is asked for is thought of first, then any other one.
void Judge::name_kind(Verdict& denial, const FieldQuestion& question) {
  const auto response = with_consent(question, question.purpose);
  if (response && is_allowed(*response)) {
    denial.missing = question.purpose;
  } else if (response && response->errors.empty()) {
    denial.reason = response->reasons.empty() ? Errc::not_permitted : Errc::forbidden;
    denial.forbidding = response->reasons.empty() ? nullptr : response->reasons.front();
  }
  if (denial.missing.value == 0) denial.missing = other_missing_consent(question);
  if (denial.missing.value == 0) return;
  denial.reason = Errc::consent_missing;
  denial.forbidding = nullptr;
}

// Asked first whether all of them together would do: mostly they would not, and that is that.
lead::PurposeId Judge::other_missing_consent(const FieldQuestion& question) {
  if (!scene_with_all_) {
    auto facts = lead_;
    for (const auto& purpose : policies_.catalogue().purposes())
      facts = consenting(std::move(facts), purpose.id, now_);
    scene_with_all_ = std::make_unique<Scene>(policies_, caller_, facts, now_);
  }
  if (!allows(policies_, *scene_with_all_, question)) return {};
  for (const auto& purpose : policies_.catalogue().purposes()) {
    const auto response = with_consent(question, purpose.id);
    if (response && is_allowed(*response)) return purpose.id;
  }
  return {};
}

std::optional<cedar::Response> Judge::with_consent(const FieldQuestion& question,
                                                   lead::PurposeId purpose) {
  const auto* given = lead_.consents.in_force(purpose, now_);
  if (given != nullptr && given->basis == lead::LegalBasis::consent) return std::nullopt;
  auto& scene = scenes_with_consent_[purpose];
  if (!scene) {
    scene = std::make_unique<Scene>(policies_, caller_, consenting(lead_, purpose, now_), now_);
  }
  return cedar::authorize(policies_.set(), scene->request(question), scene->entities());
}

bool allows(const Policies& policies, const Scene& scene, const FieldQuestion& question) {
  const auto request = scene.request(question);
  return is_allowed(cedar::authorize(policies.set(), request, scene.entities()));
}

Verdict judge_action(const Policies& policies, const Caller& caller, const ActionQuestion& question,
                     Time now) {
  const Scene scene(policies, caller, question.about, now);
  const auto request = scene.request(question.action, question.purpose);
  return verdict_of(cedar::authorize(policies.set(), request, scene.entities()));
}

} // namespace lv::policy
