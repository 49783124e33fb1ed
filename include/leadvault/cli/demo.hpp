// The demo's walk-through: real calls to a running vault, shown with their real answers. app sets
// the vault up and serves; this drives it as five principals. One thread.
// Never shows a key. Fails loudly when the vault does not behave as the text says.
#pragma once

#include "leadvault/audit/verify.hpp"
#include "leadvault/cli/cli.hpp"

namespace lv::cli {

// A ready principal: its key file holds "Authorization: Bearer lvk_...", so that both curl
// (-H @file) and --key-file take it.
struct DemoPrincipal {
  std::string title; // "CRM", for the text
  std::filesystem::path key_file;
};

struct DemoContext {
  const Context& context;
  std::string url;
  std::filesystem::path ca_file;
  DemoPrincipal crm;                // may import, search, read whole values
  DemoPrincipal rep;                // sales rep: may read masked
  DemoPrincipal officer;            // compliance: consents and audit
  std::string crm_purpose;          // needs a legal basis
  std::string rep_purpose;          // needs no consent
  std::string consent_purpose;      // needs consent; bound to the CRM's credential
  std::filesystem::path sample_csv; // 1,000 leads
  std::filesystem::path mapping;
  std::size_t sample_leads = 1'000;
  std::function<Result<std::filesystem::path>()> copy_log; // a copy of the log's folder
  std::function<Result<audit::VerifyReport>(const std::filesystem::path& log)> verify_log;
  std::filesystem::path log; // the log in use
};

int run_demo(const DemoContext& demo);

} // namespace lv::cli
