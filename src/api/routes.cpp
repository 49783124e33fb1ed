#include "api/routes.hpp"

#include "api/endpoints.hpp"

namespace lv::api {

using http::Verb;

namespace {

using Routes = std::vector<http::Route<Endpoint>>;

constexpr auto none = BodyKind::none;
constexpr auto json = BodyKind::json;
constexpr auto vault = Decides::vault;
constexpr auto here = Decides::here;
constexpr auto once = Idempotent::by_key;
constexpr auto no = Idempotent::no;

// clang-format off
Routes lead_routes() {
  return {
    // verb, path, {number, operation, action, decides, body, idempotent, query, handler}
    {Verb::post, "/v1/leads",
     {1, "createLead", "createLead", vault, json, once, {}, create_lead}},
    {Verb::get, "/v1/leads",
     {2, "listLeads", "listLeads", vault, none, no,
      {"stage", "channel", "created_from", "created_until", "limit", "cursor"},
      list_leads}},
    {Verb::post, "/v1/leads/search",
     {3, "searchLeads", "searchLeads", vault, json, no, {}, search_leads}},
    {Verb::post, "/v1/leads/batch-get",
     {4, "batchGetLeads", "readField", vault, json, no, {}, batch_get_leads}},
    {Verb::get, "/v1/leads/{id}",
     {5, "getLead", "readField", vault, none, no, {"fields"}, get_lead}},
    {Verb::patch, "/v1/leads/{id}",
     {6, "updateLead", "updateLead", vault, BodyKind::merge_patch, no, {}, update_lead}},
    {Verb::del, "/v1/leads/{id}",
     {7, "eraseLead", "deleteLead", vault, none, no, {}, erase_lead}},
    {Verb::post, "/v1/leads/{id}/consents",
     {8, "grantConsent", "recordConsent", vault, json, once, {}, grant_consent}},
    {Verb::get, "/v1/leads/{id}/consents",
     {9, "listConsents", "readConsent", vault, none, no, {}, list_consents}},
    {Verb::post, "/v1/leads/{id}/consents/{purpose}/withdraw",
     {10, "withdrawConsent", "recordConsent", vault, none, once, {}, withdraw_consent}},

    {Verb::post, "/v1/imports",
     {11, "openImport", "importLeads", here, json, once, {}, open_import}},
    {Verb::get, "/v1/imports/{job}",
     {12, "getImport", "importLeads", here, none, no, {}, get_import}},
    {Verb::post, "/v1/imports/{job}/rows",
     {13, "addImportRows", "importLeads", here, json, no, {}, add_import_rows}},
    {Verb::post, "/v1/exports",
     {14, "exportLeads", "exportLeads", vault, json, no, {}, export_leads}},
  };
}

Routes administration_routes() {
  return {
    {Verb::get, "/v1/audit/events",
     {15, "listAuditEvents", "readAudit", here, none, no,
      {"lead", "principal", "from", "to", "kind", "action", "decision", "limit", "cursor"},
      list_audit_events}},
    {Verb::get, "/v1/audit/receipts/{entry}",
     {16, "getAuditReceipt", "readAudit", here, none, no, {}, get_audit_receipt}},
    {Verb::get, "/v1/audit/checkpoint",
     {17, "getCheckpoint", "readAudit", here, none, no, {}, get_checkpoint}},

    {Verb::post, "/v1/tenants",
     {18, "createTenant", "manageTenants", vault, json, once, {}, create_tenant}},
    {Verb::get, "/v1/tenants",
     {19, "listTenants", "manageTenants", here, none, no, {}, list_tenants}},
    {Verb::post, "/v1/principals",
     {20, "createPrincipal", "managePrincipals", vault, json, once, {}, create_principal}},
    {Verb::get, "/v1/principals",
     {21, "listPrincipals", "managePrincipals", here, none, no, {"tenant"}, list_principals}},
    {Verb::get, "/v1/principals/{id}",
     {22, "getPrincipal", "managePrincipals", here, none, no, {}, get_principal}},
    {Verb::post, "/v1/principals/{id}/disable",
     {23, "disablePrincipal", "managePrincipals", here, none, no, {}, disable_principal}},
    {Verb::post, "/v1/principals/{id}/enable",
     {24, "enablePrincipal", "managePrincipals", here, none, no, {}, enable_principal}},
    {Verb::post, "/v1/principals/{id}/keys",
     {25, "issueKey", "managePrincipals", here, json, once, {}, issue_key}},
    {Verb::get, "/v1/principals/{id}/keys",
     {26, "listKeys", "managePrincipals", here, none, no, {}, list_keys}},
    {Verb::post, "/v1/principals/{id}/keys/{key}/rotate",
     {27, "rotateKey", "managePrincipals", here, json, once, {}, rotate_key}},
    {Verb::del, "/v1/principals/{id}/keys/{key}",
     {28, "revokeKey", "managePrincipals", here, none, no, {}, revoke_key}},

    {Verb::post, "/v1/policies/reload",
     {33, "reloadPolicies", "managePolicies", here, none, no, {}, reload_policies}},

    {Verb::get, "/v1/status",
     {29, "getStatus", "", Decides::nobody, none, no, {}, get_status}},
    {Verb::get, "/openapi.json",
     {30, "getOpenapi", "", Decides::nobody, none, no, {}, get_openapi}},

    {Verb::get, "/v1/policies",
     {31, "getPolicies", "readPolicies", here, none, no, {}, get_policies}},
    {Verb::post, "/v1/policies/explain",
     {32, "explainPolicies", "readPolicies", vault, json, no, {}, explain_policies}},
    {Verb::post, "/v1/policies/diff",
     {34, "diffPolicies", "readAudit", here, json, no, {}, diff_policies}},
    {Verb::get, "/v1/access/review",
     {35, "reviewAccess", "readPolicies", here, none, no, {"role", "principal", "format"},
      review_access}},
  };
}
// clang-format on

} // namespace

std::vector<http::Route<Endpoint>> make_routes() {
  auto routes = lead_routes();
  for (auto& route : administration_routes()) routes.push_back(std::move(route));
  return routes;
}

} // namespace lv::api
