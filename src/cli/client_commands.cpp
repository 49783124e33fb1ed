#include "cli/commands/commands.hpp"

namespace lv::cli {

std::vector<Command> client_commands(const Context& context) {
  return {
      status_command(context),    tenant_create(context),    tenant_list(context),
      principal_create(context),  principal_list(context),   principal_show(context),
      principal_disable(context), principal_enable(context), key_create(context),
      key_list(context),          key_rotate(context),       key_revoke(context),
      lead_create(context),       lead_get(context),         lead_list(context),
      lead_update(context),       lead_erase(context),       lead_search(context),
      lead_import(context),       lead_export(context),      consent_list(context),
      consent_grant(context),     consent_withdraw(context), audit_list(context),
      audit_checkpoint(context),  audit_verify(context),     policy_check(context),
      policy_test(context),       policy_explain(context),   policy_show(context),
      policy_reload(context),     policy_diff(context),      access_review(context),
  };
}

} // namespace lv::cli
