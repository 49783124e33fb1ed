// Call: one authenticated request on its way through an endpoint. Made by Api only after the
// caller is known; lives in Api::handle's frame, so references to it outlive every co_await.
// Collects what is wrong with the input, so that the caller hears all of it at once.
#pragma once

#include "api/body.hpp"
#include "api/services.hpp"

#include "leadvault/http/router.hpp"

namespace lv::api {

struct Call;
using EndpointHandler = Task<http::Response> (*)(Call& call);

enum class BodyKind { none, json, merge_patch };
enum class Decides { vault, here, nobody }; // nobody: any authenticated caller
enum class Idempotent { no, by_key };

struct Endpoint {
  std::uint16_t number;       // permanent: idempotency rows and cursors name it
  std::string_view operation; // operationId in openapi.yaml
  std::string_view action;    // policies/actions.toml; empty when nobody decides
  Decides decides;
  BodyKind body;
  Idempotent idempotent;
  std::vector<std::string_view> query; // parameter names it takes
  EndpointHandler handler;
};

struct Call {
  const http::Request& request;
  const http::PathParameters& path;
  const policy::Caller& caller;
  const Endpoint& endpoint;
  Services& services;
  JsonValue body;              // parsed, when the endpoint takes one
  Violations violations;       // of the input, so far
  std::string problem_members; // more members for the problem: ,"name":json
  std::optional<Digest> decided_by;

  const lead::Catalogue& catalogue() const { return *services.parts.catalogue; }
  vault::Vault& vault() const { return services.parts.vault; }
  Time now() const { return services.parts.clock.now(); }
  // That decided the call, or would: what its entries name.
  Digest policy_set() const {
    return decided_by ? *decided_by : services.parts.decider.policy_set();
  }
};

// Fails with `invalid` when anything was wrong with the input.
Result<void> check_input(const Call& call);

// The {id} of the path; what is not an id is not found, like an id of nothing.
template <class Tag>
Result<Id<Tag>> path_id(const Call& call, std::string_view name = "id") {
  auto id = parse_id<Tag>(call.path.get(name));
  if (!id) return LV_FAIL(not_found, "there is no such object");
  return *id;
}

// The action's number, 0 (which nothing permits) when the catalogue has no such action.
policy::Action action_named(const Call& call, std::string_view name);

// Logs the denial, then gives it back as the answer.
Task<void> refuse(Call& call, Error reason);
// Asks the Decider whether the caller may take the endpoint's action; a no is logged.
Task<void> authorise(Call& call);
// The purpose that the Leadvault-Purpose header names, when it is bound to the credential; else
// the call is answered with what refuse_purpose gives.
std::optional<lead::PurposeId> stated_purpose(const Call& call);
// What is wrong with the stated purpose; a no is logged before it is told.
Async<Error> refuse_purpose(Call& call);

// From the Idempotency-Key header, whose syntax was checked with the input. The fingerprint covers
// the path and the body.
std::optional<vault::Idempotency> idempotency_of(const Call& call);

Result<void> take_records(const Call& call, std::size_t count);

http::Response json_response(int status, JsonWriter& json);
// The problem document of an error, with the violations and members the call has collected.
http::Response failure(const Call& call, const Error& error);
// A policy refusal as an object's members: {"field":"reason"}; empty object when none.
std::string withheld_json(const vault::Refusal& refusal);

} // namespace lv::api
