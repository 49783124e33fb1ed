// What may be asked about decisions, and what answers it: no field's value. Plain values;
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

// All that answering takes. Whoever asked is in the log.
struct PolicyCase {
  store::PrincipalRow principal;
  policy::Caller acting; // as the principal would call
  policy::LeadFacts facts;
  policy::ReadQuestion reading; // an export is thought of that takes this lead alone
  bool asks_action = false;     // about the action as a whole, too
  std::shared_ptr<const policy::Policies> policies;
  Time now;
};

} // namespace lv::vault
