#include "api/endpoints.hpp"

namespace lv::api {

Task<http::Response> get_checkpoint(Call& call) {
  LV_CO_CHECK(check_input(call));
  const auto note = call.services.parts.audit.checkpoint(call.caller.tenant);
  if (note.empty()) co_return LV_FAIL(not_found, "there is no checkpoint yet");
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body.assign(note.begin(), note.end());
  co_return response;
}

} // namespace lv::api
