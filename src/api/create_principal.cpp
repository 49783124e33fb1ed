#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

namespace lv::api {
namespace {

constexpr std::int64_t roles_max = 16;

std::optional<store::PrincipalKind> parse_principal_kind(std::string_view name) {
  if (name == "client") return store::PrincipalKind::client;
  if (name == "user") return store::PrincipalKind::user;
  return std::nullopt;
}

} // namespace

Task<http::Response> create_principal(Call& call) {
  ObjectReader reader(call.body, "", call.violations, {"kind", "name", "roles", "tenant"});
  vault::NewPrincipal wanted;
  wanted.kind = reader.choice("kind", Need::required, parse_principal_kind)
                    .value_or(store::PrincipalKind::client);
  if (const auto* name = reader.text("name", Need::required, Span{1, 64}))
    wanted.name.assign(name->begin(), name->end());
  if (const auto* roles = reader.array("roles", Need::required, Span{1, roles_max}))
    wanted.roles = unique_texts(*roles, "/roles", Span{1, 64}, call.violations);
  std::optional<std::string_view> in_tenant;
  if (const auto* tenant = reader.text("tenant", Need::optional, Span{1, 64})) in_tenant = *tenant;
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(tenant, co_await named_tenant(call, in_tenant, "/tenant"));

  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(row,
            co_await call.vault().create_principal(std::move(caller), tenant, std::move(wanted),
                                                   call.violations, std::move(once)));
  JsonWriter json;
  write_principal(call.catalogue(), row, json);
  auto response = json_response(201, json);
  co_return response.with("Location", "/v1/principals/" + to_text(row.principal));
}

} // namespace lv::api
