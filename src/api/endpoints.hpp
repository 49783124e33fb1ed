// The endpoints, one file each: parse the input, call the vault, write the output.
#pragma once

#include "api/call.hpp"

namespace lv::api {

Task<http::Response> create_lead(Call& call);
Task<http::Response> list_leads(Call& call);
Task<http::Response> search_leads(Call& call);
Task<http::Response> batch_get_leads(Call& call);
Task<http::Response> get_lead(Call& call);
Task<http::Response> update_lead(Call& call);
Task<http::Response> erase_lead(Call& call);
Task<http::Response> grant_consent(Call& call);
Task<http::Response> list_consents(Call& call);
Task<http::Response> withdraw_consent(Call& call);
Task<http::Response> open_import(Call& call);
Task<http::Response> get_import(Call& call);
Task<http::Response> add_import_rows(Call& call);
Task<http::Response> export_leads(Call& call);
Task<http::Response> list_audit_events(Call& call);
Task<http::Response> get_audit_receipt(Call& call);
Task<http::Response> get_checkpoint(Call& call);
Task<http::Response> create_tenant(Call& call);
Task<http::Response> list_tenants(Call& call);
Task<http::Response> create_principal(Call& call);
Task<http::Response> list_principals(Call& call);
Task<http::Response> get_principal(Call& call);
Task<http::Response> disable_principal(Call& call);
Task<http::Response> enable_principal(Call& call);
Task<http::Response> issue_key(Call& call);
Task<http::Response> list_keys(Call& call);
Task<http::Response> rotate_key(Call& call);
Task<http::Response> revoke_key(Call& call);
Task<http::Response> reload_policies(Call& call);
Task<http::Response> get_status(Call& call);
Task<http::Response> get_openapi(Call& call);
Task<http::Response> get_policies(Call& call);
Task<http::Response> explain_policies(Call& call);
Task<http::Response> diff_policies(Call& call);
Task<http::Response> review_access(Call& call);

} // namespace lv::api
