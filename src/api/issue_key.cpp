#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

#include <algorithm>

namespace lv::api {
namespace {

constexpr std::int64_t purposes_max = 64;
constexpr std::int64_t spki_hex_digits = 64;

vault::NewCredential read_credential(Call& call) {
  vault::NewCredential wanted;
  ObjectReader reader(call.body, "", call.violations,
                      {"purposes", "valid_days", "certificate_spki_sha256"});
  if (const auto* purposes = reader.array("purposes", Need::optional, Span{0, purposes_max}))
    wanted.purposes = unique_texts(*purposes, "/purposes", Span{1, 64}, call.violations);
  wanted.valid_days = valid_days(reader);
  const Span digits{spki_hex_digits, spki_hex_digits};
  if (const auto* hex = reader.text("certificate_spki_sha256", Need::optional, digits)) {
    const auto bytes = from_hex(*hex);
    if (bytes) {
      std::copy(bytes->begin(), bytes->end(), wanted.certificate_spki.emplace().begin());
    } else {
      reader.note("certificate_spki_sha256", "hex-syntax", "this must be 64 hex digits");
    }
  }
  return wanted;
}

} // namespace

Task<http::Response> issue_key(Call& call) {
  auto wanted = read_credential(call);
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(principal, path_principal(call));
  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(issued,
            co_await call.vault().issue(std::move(caller), principal.tenant, principal.principal,
                                        std::move(wanted), call.violations, std::move(once)));
  co_return issued_response(call, issued);
}

} // namespace lv::api
