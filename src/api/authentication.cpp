#include "api/authentication.hpp"

#include "api/header_values.hpp"

namespace lv::api {
namespace {

// A key that is given decides, even where a certificate would do: a caller never gets more than
// what it asked with.
Result<policy::Caller> find_caller(const vault::Directory& directory,
                                   const http::Request& request) {
  if (const auto authorization = request.header("authorization")) {
    const auto token = bearer_token(*authorization);
    if (!token) return LV_FAIL(unauthenticated, "the credential is not valid");
    return directory.authenticate_api_key(*token, request.id);
  }
  if (request.client_certificate)
    return directory.authenticate_certificate(request.client_certificate->spki_sha256, request.id);
  return LV_FAIL(unauthenticated, "no credential was given");
}

} // namespace

Result<policy::Caller> authenticate(Services& services, const http::Request& request) {
  LV_TRY(caller, find_caller(services.parts.directory, request));
  caller.source_tag = services.parts.vault.source_tag(request.remote_address);
  return std::move(caller);
}

Async<Error> turn_away(Services& services, const http::Request& request) {
  auto& vault = services.parts.vault;
  const auto tag = vault.source_tag(request.remote_address);
  // When the log cannot be written the answer is still no; nothing is released either way.
  if (const auto others = services.failed_logins.admit()) {
    const auto noted = co_await vault.note_failed_authentication(request.id, tag, *others);
    if (!noted && noted.error().code() == Errc::audit_unavailable) co_return noted.error();
  }
  co_return LV_FAIL(unauthenticated, "a valid credential is needed");
}

} // namespace lv::api
