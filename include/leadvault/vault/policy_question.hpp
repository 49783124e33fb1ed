// What may be asked about decisions, and what the vault answers: no field's value. Plain values;
// the caller (who asks) is always a separate parameter.
#pragma once

#include "leadvault/policy/explain.hpp"
#include "leadvault/store/rows.hpp"

#include <optional>

namespace lv::vault {

struct PolicyQuestion {
  std::string principal;                  // id or name of who would act, in the asker's tenant
  std::optional<CredentialId> credential; // else: any that may be used now
  policy::Action action;                  // exportLeads: the call and the reading
  lead::PurposeId purpose;                // zero: none is named
  std::optional<LeadId> lead;             // else the facts below are the lead's
  policy::LeadFacts imagined;
  std::vector<policy::FieldAsk> fields; // none: the action as a whole
};

struct PolicyAnswer {
  store::PrincipalRow principal;
  ShortList<lead::PurposeId> purposes; // that it may name
  policy::Explanation explanation;
};

} // namespace lv::vault
