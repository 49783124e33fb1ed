#include "api/consent_output.hpp"

#include "api/names.hpp"

namespace lv::api {

http::Response consent_response(const Call& call, int status, lead::PurposeId purpose,
                                const vault::ConsentRecorded& recorded) {
  JsonWriter json;
  json.begin_object();
  json.member("id", to_text(recorded.consent));
  json.member("purpose", purpose_name(call.catalogue(), purpose));
  json.member("sequence", static_cast<std::uint64_t>(recorded.sequence));
  json.member("at", to_text(recorded.at));
  json.end_object();
  auto response = json_response(status, json);
  if (!recorded.receipt.empty()) response.with("Leadvault-Audit", recorded.receipt);
  return response;
}

} // namespace lv::api
