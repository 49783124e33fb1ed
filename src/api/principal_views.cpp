#include "api/principal_views.hpp"

#include "api/names.hpp"

namespace lv::api {
namespace {

std::string_view name_of(store::Standing standing) {
  return standing == store::Standing::active ? "active" : "disabled";
}

} // namespace

void write_tenant(const store::TenantRow& row, JsonWriter& json) {
  json.begin_object();
  json.member("id", to_text(row.tenant));
  json.member("name", row.name);
  json.member("created_at", to_text(row.created_at));
  json.end_object();
}

void write_principal_members(const lead::Catalogue& catalogue, const store::PrincipalRow& row,
                             JsonWriter& json) {
  json.member("id", to_text(row.principal));
  json.member("tenant", to_text(row.tenant));
  json.member("kind", row.kind == store::PrincipalKind::client ? "client" : "user");
  json.member("name", row.name);
  json.member("standing", name_of(row.standing));
  json.key("roles").begin_array();
  for (const auto role : row.roles) json.value(role_name(catalogue, role));
  json.end_array();
  json.member("created_at", to_text(row.created_at));
}

void write_principal(const lead::Catalogue& catalogue, const store::PrincipalRow& row,
                     JsonWriter& json) {
  json.begin_object();
  write_principal_members(catalogue, row, json);
  json.end_object();
}

void write_key_members(const lead::Catalogue& catalogue, const store::CredentialRow& row,
                       JsonWriter& json) {
  const bool is_key = row.kind == store::CredentialKind::api_key;
  json.member("id", to_text(row.credential));
  json.member("principal", to_text(row.principal));
  json.member("kind", is_key ? "api_key" : "client_certificate");
  json.member("standing", name_of(row.standing));
  json.key("purposes").begin_array();
  for (const auto purpose : row.purposes)
    json.value(purpose_name(catalogue, lead::PurposeId{purpose}));
  json.end_array();
  json.member("created_at", to_text(row.created_at));
  json.member("expires_at", to_text(row.expires_at));
}

Result<store::PrincipalRow> path_principal(const Call& call) {
  LV_TRY(id, path_id<PrincipalTag>(call));
  const auto& directory = call.services.parts.directory;
  if (auto own = directory.principal(call.caller.tenant, id)) return std::move(*own);
  if (call.caller.tenant == system_tenant)
    for (const auto& tenant : directory.tenants())
      if (auto other = directory.principal(tenant.tenant, id)) return std::move(*other);
  return LV_FAIL(not_found, "there is no such principal");
}

Result<store::CredentialRow> path_key(const Call& call, const store::PrincipalRow& principal) {
  LV_TRY(id, path_id<CredentialTag>(call, "key"));
  auto row = call.services.parts.directory.credential(principal.tenant, id);
  if (!row || row->principal != principal.principal)
    return LV_FAIL(not_found, "there is no such credential");
  return std::move(*row);
}

Task<TenantId> named_tenant(Call& call, std::optional<std::string_view> text, const char* pointer) {
  if (!text) co_return call.caller.tenant;
  if (call.caller.tenant != system_tenant) {
    Error reason = LV_FAIL(forbidden, "only callers of the system tenant may name a tenant");
    co_return (co_await refuse(call, reason)).error();
  }
  auto id = parse_id<TenantTag>(*text);
  if (!id) {
    call.violations.push_back({pointer, "id-syntax", "this is not a tenant's id"});
    co_return check_input(call).error();
  }
  if (*id != system_tenant && !call.services.parts.directory.tenant(*id))
    co_return LV_FAIL(not_found, "there is no such tenant");
  co_return *id;
}

std::int64_t valid_days(ObjectReader& reader) {
  const Span days{1, limits::credential_valid_days_max};
  return reader.integer("valid_days", Need::optional, days)
      .value_or(vault::NewCredential().valid_days);
}

http::Response issued_response(const Call& call, const vault::IssuedCredential& issued) {
  JsonWriter json;
  json.begin_object();
  write_key_members(call.catalogue(), issued.row, json);
  if (!issued.api_key.empty()) json.member("api_key", std::string_view(issued.api_key));
  json.end_object();
  return json_response(201, json);
}

} // namespace lv::api
