#include "api/endpoints.hpp"
#include "api/index_wait.hpp"

#include <charconv>

namespace lv::api {
namespace {

// The tree size of a checkpoint: the second line of its note (C2SP tlog-checkpoint).
std::uint64_t size_of_checkpoint(std::string_view note) {
  const auto line = note.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto rest = note.substr(line + 1);
  std::uint64_t size = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), size);
  return size;
}

} // namespace

Task<http::Response> get_audit_receipt(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(id, path_id<EntryTag>(call, "entry"));
  LV_CO_CHECK(co_await catch_up(call.services.parts));
  auto& index = call.services.parts.audit_index;
  LV_CO_TRY(found, index.entry(call.caller.tenant, id));
  const auto& logged = found.logged;
  const auto note = call.services.parts.audit.checkpoint(call.caller.tenant);
  const auto size = size_of_checkpoint(note);
  if (size <= logged.index)
    co_return LV_FAIL(unavailable, "no checkpoint covers the entry yet; try again in a second");
  LV_CO_TRY(proof, index.prove(call.caller.tenant, logged.index, size));
  JsonWriter json;
  json.begin_object();
  json.member("entry", to_text(logged.entry));
  json.member("log", to_text(logged.log));
  json.member("leaf", to_base64(logged.leaf));
  json.member("index", proof.index);
  json.member("size", proof.size);
  json.key("path").begin_array();
  for (const auto& hash : proof.path) json.value(to_base64(hash));
  json.end_array();
  json.member("checkpoint", note);
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
