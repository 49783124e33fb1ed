// Judge: what the policies say to one caller about one lead, question by question, and of which
// kind each no is. Lives for one decision; one thread.
#pragma once

#include "policy/scene.hpp"

#include "leadvault/cedar/authorize.hpp"

#include <map>

namespace lv::policy {

struct Verdict {
  cedar::Decision decision = cedar::Decision::deny;
  // Of a denial: policy_failed | forbidden | not_permitted | consent_missing.
  Errc reason = Errc::not_permitted;
  std::vector<const cedar::Policy*> determining; // forbids, else permits, in the set's order
  std::vector<cedar::PolicyError> errors;        // any of them makes it a denial
  const cedar::Policy* forbidding = nullptr;     // of forbidden: the first that forbids it
  lead::PurposeId missing; // the purpose whose consent is all that is missing; zero = none

  bool allowed() const { return decision == cedar::Decision::allow; }
};

class Judge {
public:
  Judge(const Policies& policies, const Caller& caller, const LeadFacts& lead, Time now)
      : policies_(policies), caller_(caller), lead_(lead), now_(now),
        scene_(policies, caller, lead, now) {}

  Verdict judge(const FieldQuestion& question);
  const Scene& scene() const { return scene_; }

private:
  void name_kind(Verdict& denial, const FieldQuestion& question);
  // Of the consents but that for the question's purpose: the first that alone would do.
  lead::PurposeId other_missing_consent(const FieldQuestion& question);
  // Nothing when that consent is in force already.
  std::optional<cedar::Response> with_consent(const FieldQuestion& question,
                                              lead::PurposeId purpose);

  const Policies& policies_;
  const Caller& caller_;
  const LeadFacts& lead_;
  Time now_;
  Scene scene_;
  // Made when first asked for.
  std::map<lead::PurposeId, std::unique_ptr<Scene>> scenes_with_consent_;
  std::unique_ptr<Scene> scene_with_all_; // the consents
};

// Whether they allow it; of a no not which kind, which costs several times as much.
bool allows(const Policies& policies, const Scene& scene, const FieldQuestion& question);

// A whole action, and whose tenant it is about.
struct ActionQuestion {
  std::string_view action;
  lead::PurposeId purpose;
  TenantId about;
};

Verdict judge_action(const Policies& policies, const Caller& caller, const ActionQuestion& question,
                     Time now);

} // namespace lv::policy
