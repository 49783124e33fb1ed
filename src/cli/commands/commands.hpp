// One function per command: its row of the table. Each lives in the file of its name.
#pragma once

#include "cli/session.hpp"

namespace lv::cli {

Command status_command(const Context& context);

Command tenant_create(const Context& context);
Command tenant_list(const Context& context);
Command principal_create(const Context& context);
Command principal_list(const Context& context);
Command principal_show(const Context& context);
Command principal_disable(const Context& context);
Command principal_enable(const Context& context);
Command key_create(const Context& context);
Command key_list(const Context& context);
Command key_rotate(const Context& context);
Command key_revoke(const Context& context);

Command lead_create(const Context& context);
Command lead_get(const Context& context);
Command lead_list(const Context& context);
Command lead_update(const Context& context);
Command lead_erase(const Context& context);
Command lead_search(const Context& context);
Command lead_import(const Context& context);
Command lead_export(const Context& context);

Command consent_list(const Context& context);
Command consent_grant(const Context& context);
Command consent_withdraw(const Context& context);

Command audit_list(const Context& context);
Command audit_checkpoint(const Context& context);
Command audit_verify(const Context& context);

Command policy_check(const Context& context);
Command policy_explain(const Context& context);
Command policy_show(const Context& context);
Command policy_reload(const Context& context);
Command policy_diff(const Context& context);
Command access_review(const Context& context);
Command policy_test(const Context& context);

} // namespace lv::cli
