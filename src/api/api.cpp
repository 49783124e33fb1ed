// Api::handle: the frames every request passes, in this order.
#include "leadvault/api/api.hpp"

#include "api/authentication.hpp"
#include "api/header_values.hpp"
#include "api/routes.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/http/problem.hpp"

#include <algorithm>

namespace lv::api {
namespace {

std::string_view media_type_of(BodyKind kind) {
  return kind == BodyKind::json ? "application/json" : "application/merge-patch+json";
}

void check_query(Call& call) {
  const auto& known = call.endpoint.query;
  for (const auto& [name, value] : call.request.query)
    if (std::find(known.begin(), known.end(), name) == known.end())
      call.violations.push_back(
          {"query/" + name, "unknown-parameter", "the operation takes no such parameter"});
}

void check_idempotency(Call& call) {
  const auto key = call.request.header("idempotency-key");
  if (!key) return;
  if (call.endpoint.idempotent == Idempotent::no) {
    call.violations.push_back(
        {"header/Idempotency-Key", "not-taken", "the operation takes no Idempotency-Key"});
  } else if (auto parsed = idempotency_key(*key); !parsed) {
    call.violations.push_back({"header/Idempotency-Key", "key-syntax", parsed.error().what()});
  }
}

Result<void> read_body(Call& call) {
  const auto kind = call.endpoint.body;
  if (kind == BodyKind::none) {
    if (!call.request.body.empty())
      call.violations.push_back({"", "body-not-taken", "the operation takes no body"});
    return {};
  }
  if (call.request.header("content-encoding"))
    return LV_FAIL(unsupported, "a body is taken as it is, without Content-Encoding");
  const auto given = call.request.header("content-type");
  if (!given) return LV_FAIL(unsupported, "the request needs a Content-Type");
  LV_TRY(type, media_type(*given));
  if (type != media_type_of(kind))
    return LV_FAIL(unsupported, "the operation takes a body of another media type");
  std::size_t at = 0;
  auto body = parse_json(call.request.body, &at);
  if (!body) {
    call.violations.push_back(
        {"", "json-syntax", "the body is not strict JSON at byte " + std::to_string(at)});
    return body.error();
  }
  call.body = std::move(*body);
  return {};
}

// Retry-After of a 429: when a request and a record will be there.
void add_retry_after(Services& services, PrincipalId principal, http::Response& response) {
  const auto for_request = services.limiter.wait_s(principal, Quota::requests, 1);
  const auto for_record = services.limiter.wait_s(principal, Quota::records, 1);
  const auto wait = std::max<std::int64_t>({1, for_request, for_record});
  response.with("Retry-After", std::to_string(wait));
}

void add_quota_headers(Services& services, PrincipalId principal, http::Response& response) {
  if (response.status == http::status_of(Errc::rate_limited))
    add_retry_after(services, principal, response);
  response.with("RateLimit", services.limiter.standing(principal));
  response.with("RateLimit-Policy", services.limiter.policy());
}

// The answer where no endpoint is asked. What leads nowhere counts as a request, too.
std::optional<http::Response> turned_down(Services& services, const http::Request& request,
                                          const policy::Caller& caller,
                                          const RouteTable::Match& matched) {
  http::Response response;
  const auto* wrong = std::get_if<http::WrongMethod>(&matched);
  if (auto taken = services.limiter.take(caller.principal, Quota::requests, 1); !taken) {
    response = http::problem(taken.error(), request.id);
  } else if (wrong != nullptr) {
    response = http::problem(
        LV_FAIL(method_not_allowed, "this path takes other methods; see Allow"), request.id);
    response.with("Allow", wrong->allow);
  } else if (std::holds_alternative<http::NoRoute>(matched)) {
    response = http::problem(LV_FAIL(not_found, "there is no such object"), request.id);
  } else {
    return std::nullopt;
  }
  add_quota_headers(services, caller.principal, response);
  return response;
}

// Which operation, for whom, how it ended and how long it took: ids and counts only.
void log_request(const Call& call, const http::Response& response, std::int64_t took_us) {
  const auto level = response.status >= 500 ? log::Level::warning : log::Level::debug;
  if (!log::is_on(level)) return;
  log::event(level, "request",
             {{"request", call.request.id},
              {"route", static_cast<int>(call.endpoint.number)},
              {"tenant", call.caller.tenant},
              {"principal", call.caller.principal},
              {"status", response.status},
              {"took_us", took_us}});
}

// Each step may end the call with an error; the endpoint runs only when all have passed.
Task<http::Response> run(Call& call) {
  if (call.request.header("on-behalf-of")) {
    Error reason = LV_FAIL(forbidden, "this credential may not act on behalf of others");
    LV_CO_CHECK(co_await refuse(call, reason));
  }
  if (call.endpoint.decides == Decides::here) LV_CO_CHECK(co_await authorise(call));
  check_query(call);
  check_idempotency(call);
  LV_CO_CHECK(read_body(call));
  co_return co_await call.endpoint.handler(call);
}

} // namespace

Api::Api(ApiParts parts, ApiOptions options)
    : services_(std::make_unique<Services>(std::move(parts), std::move(options))),
      router_(std::make_unique<RouteTable>()) {}

Api::~Api() = default;

void Api::close() {
  services_->reports.close();
  services_->reloads.close();
}

Async<http::Response> Api::handle(http::Request request) {
  auto& services = *services_;
  const auto caller = authenticate(services, request);
  if (!caller) {
    const auto error = co_await turn_away(services, request);
    auto refused = http::problem(error, request.id);
    co_return refused.with("WWW-Authenticate", "Bearer");
  }
  auto matched = router_->match(request.verb, request.path);
  if (auto refused = turned_down(services, request, *caller, matched)) co_return *refused;

  const auto& found = std::get<http::Matched<Endpoint>>(matched);
  const auto started_us = services.parts.clock.monotonic_us();
  Call call{request,     found.parameters, *caller,       found.route->target, services,
            JsonValue(), Violations(),     std::string(), std::nullopt};
  auto answer = co_await run(call);
  auto response = answer ? std::move(*answer) : failure(call, answer.error());
  add_quota_headers(services, caller->principal, response);
  log_request(call, response, services.parts.clock.monotonic_us() - started_us);
  co_return response;
}

} // namespace lv::api
