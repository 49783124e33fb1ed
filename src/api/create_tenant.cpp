#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

namespace lv::api {

Task<http::Response> create_tenant(Call& call) {
  ObjectReader reader(call.body, "", call.violations, {"name"});
  const auto* name = reader.text("name", Need::required, Span{1, 64});
  if (name != nullptr &&
      name->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != SecretText::npos)
    reader.note("name", "name-syntax", "a tenant's name takes a-z, 0-9 and '-'");
  LV_CO_CHECK(check_input(call));
  std::string plain(name->begin(), name->end());
  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(row, co_await call.vault().create_tenant(std::move(caller), std::move(plain),
                                                     std::move(once)));
  JsonWriter json;
  write_tenant(row, json);
  co_return json_response(201, json);
}

} // namespace lv::api
