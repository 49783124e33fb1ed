#include "api/endpoints.hpp"
#include "api/imports_common.hpp"

#include <algorithm>

namespace lv::api {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

} // namespace

Task<http::Response> open_import(Call& call) {
  ObjectReader reader(call.body, "", call.violations, {"name"});
  const auto* name = reader.text("name", Need::required, Span{1, 64});
  if (name != nullptr && !std::all_of(name->begin(), name->end(), is_name_character))
    reader.note("name", "name-syntax", "a name takes letters, digits, '.', '_' and '-'");
  LV_CO_CHECK(check_input(call));

  const std::string plain(name->begin(), name->end());
  const auto once = idempotency_of(call);
  LV_CO_TRY(job, call.services.imports.open(call.caller.tenant, call.caller.principal, plain,
                                            once ? once->key : std::string(), call.now()));
  policy::Caller caller = call.caller;
  audit::Body entry = audit::ObjectBody{job.id.bytes, 0};
  LV_CO_CHECK(co_await call.vault().note(std::move(caller), call.policy_set(),
                                         audit::EntryKind::import_opened, std::move(entry)));
  JsonWriter json;
  write_import(job, json);
  auto response = json_response(201, json);
  co_return response.with("Location", "/v1/imports/" + to_text(job.id));
}

} // namespace lv::api
