// Scene: a caller and a lead as the policies see them: entities and the context of a question, as
// policies/leadvault.cedarschema declares them. Lives for one question or a few; one thread.
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/policies.hpp"

namespace lv::policy {

struct FieldQuestion {
  std::string_view action; // readField or readMasked
  lead::PurposeId purpose;
  const lead::FieldDef* field = nullptr;
  std::optional<ExportFacts> exported; // of the export that the reading is part of
};

class Scene {
public:
  // Without a lead: whole actions about a tenant.
  Scene(const Policies& policies, const Caller& caller, const TenantId& about, Time now);
  Scene(const Policies& policies, const Caller& caller, const LeadFacts& lead, Time now);

  const cedar::Entities& entities() const { return entities_; }
  // They live as long as the scene.
  cedar::Request request(const FieldQuestion& question) const;
  cedar::Request request(std::string_view action, lead::PurposeId purpose) const;

private:
  const Policies& policies_;
  mutable cedar::Arena arena_; // of contexts
  cedar::EntityUid principal_;
  cedar::EntityUid tenant_; // that the question is about
  cedar::EntityUid lead_;
  cedar::Entities entities_;
};

// A caller and a lead of which every fact is known.
struct Sample {
  Caller caller;
  LeadFacts lead;
};
Sample sample_of(const lead::Catalogue& catalogue, PrincipalKind kind);

} // namespace lv::policy
