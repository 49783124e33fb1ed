// Table tests: cases with their answers (policies/README.md), tried against a policy set as the
// vault would decide them. Plain functions over immutable values, thread safe. They touch no vault:
// callers and leads are made of what a case says.
#pragma once

#include "leadvault/policy/policies.hpp"

namespace lv::policy {

struct CaseResult {
  std::string file;
  std::string name;
  std::string failure; // what was expected and what came, one sentence; empty: passed

  bool passed() const { return failure.empty(); }
};

// Every *.json of a folder. Errors: config, with a finding for each file that cannot be read and
// for a folder without any.
Result<std::vector<PolicyFile>> read_table_files(const std::filesystem::path& folder,
                                                 Violations& findings);

// All cases of all files. On Errc::config nothing was tried, and `findings` names each fault of
// form: pointer "crm.json#/tests/3/lead/stage", or "crm.json:12:3" where it is no JSON.
Result<std::vector<CaseResult>> run_table_files(const Policies& policies,
                                                const std::vector<PolicyFile>& files,
                                                Violations& findings);

} // namespace lv::policy
