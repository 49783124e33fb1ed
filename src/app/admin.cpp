#include "app/admin.hpp"

#include "leadvault/http/problem.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace lv::app {
namespace {

http::Response json_answer(int status, std::string_view state, std::string_view reason) {
  JsonWriter json;
  json.begin_object().member("status", state);
  if (!reason.empty()) json.member("reason", reason);
  json.end_object();
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = json.take();
  return response;
}

http::Response ready(vault::OpenVault& vault) {
  if (const auto reason = vault.vault().sealed()) {
    return json_answer(503, "sealed", code_name(*reason));
  }
  const auto log = vault.audit().condition();
  if (log.state != audit::LogState::open) return json_answer(503, "sealed", log.reason);
  return json_answer(200, "ready", "");
}

class Figures {
public:
  void gauge(const char* name, const char* help, double value) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add({}).Set(value);
  }
  void counter(const char* name, const char* help, double value) {
    prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add({}).Increment(value);
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

private:
  prometheus::Registry registry_;
};

http::Response metrics(vault::OpenVault& vault, const http::Server& server) {
  const auto http = server.counters();
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  Figures figures;
  figures.gauge("leadvault_sealed", "1 when nothing is released",
                vault.vault().sealed() || !vault.audit().accepting() ? 1 : 0);
  figures.counter("leadvault_integrity_alarms_total", "rows, tags or seals that did not verify",
                  count(vault.vault().integrity_alarms()));
  figures.counter("leadvault_policy_failures_total",
                  "decisions denied because a policy could not be evaluated",
                  count(vault.decider().failures()));
  figures.gauge("leadvault_store_queue", "writes waiting for the store",
                count(vault.store().queued()));
  figures.gauge("leadvault_http_connections", "open HTTPS connections",
                count(http.connections_open));
  figures.counter("leadvault_http_connections_total", "accepted HTTPS connections",
                  count(http.connections_total));
  figures.counter("leadvault_http_requests_total", "admitted requests", count(http.requests_total));
  figures.gauge("leadvault_http_handlers", "requests being answered", count(http.handlers_running));
  figures.counter("leadvault_http_turned_away_total",
                  "requests answered 503 for want of a place, or of room for a large body",
                  count(http.turned_away));
  figures.counter("leadvault_http_refused_by_guard_total", "heads the admission guard refused",
                  count(http.refused_by_guard));
  figures.counter("leadvault_http_refused_connections_total", "connections over a limit",
                  count(http.refused_connection_limit + http.refused_address_limit));
  figures.counter("leadvault_http_handshakes_failed_total", "TLS handshakes that failed",
                  count(http.handshakes_failed));
  figures.counter("leadvault_http_closed_by_deadline_total", "connections closed by a deadline",
                  count(http.closed_by_deadline + http.handlers_timed_out));
  figures.counter("leadvault_http_closed_idle_total",
                  "connections closed because no further request came", count(http.closed_idle));
  http::Response response;
  response.content_type = "text/plain; version=0.0.4";
  const auto text = figures.text();
  response.body.assign(text.begin(), text.end());
  return response;
}

} // namespace

Async<http::Response> admin_answer(http::Request request, vault::OpenVault& vault,
                                   const http::Server& server) {
  if (request.verb != http::Verb::get && request.verb != http::Verb::head) {
    auto refused =
        http::problem(405, Errc::method_not_allowed, "only GET is served here", request.id);
    co_return refused.with("Allow", "GET, HEAD");
  }
  if (request.path == "/livez") co_return json_answer(200, "alive", "");
  if (request.path == "/readyz") co_return ready(vault);
  if (request.path == "/metrics") co_return metrics(vault, server);
  co_return http::problem(404, Errc::not_found, "/livez, /readyz and /metrics are served here",
                          request.id);
}

} // namespace lv::app
