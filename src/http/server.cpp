#include "leadvault/http/server.hpp"

#include "http/listener.hpp"

namespace lv::http {

Server::Server(IoThreads& io, ServerOptions options, Handler handler)
    : core_(std::make_shared<ServerCore>(io, std::move(options), std::move(handler))) {}

Server::~Server() { stop(); }

Result<void> Server::start() {
  LV_CHECK(reload_certificates([](const Digest&) { return Result<void>(); }));
  std::vector<std::shared_ptr<Listener>> opened;
  for (const auto& address : core_->options.listen) {
    LV_TRY(listener, Listener::open(core_, address));
    opened.push_back(std::move(listener));
  }
  core_->listeners = std::move(opened);
  for (const auto& listener : core_->listeners) listener->accept_forever();
  return {};
}

std::uint16_t Server::port(std::size_t listener) const {
  return listener < core_->listeners.size() ? core_->listeners[listener]->port() : 0;
}

Digest Server::certificates() const {
  const auto context = core_->tls();
  return context ? context->certificates() : Digest{};
}

Result<void> Server::reload_certificates(const BeforeUse& before_use) {
  if (!core_->options.tls) return {};
  LV_TRY(context, TlsContext::load(*core_->options.tls));
  LV_CHECK(before_use(context->certificates()));
  core_->set_tls(std::move(context));
  return {};
}

void Server::stop() {
  if (core_->listeners.empty()) return;
  for (const auto& listener : core_->listeners) listener->close();
  core_->begin_drain();
  if (!core_->wait_until_empty(core_->options.limits.drain_timeout_ms)) {
    core_->abort_all();
    core_->wait_until_empty(1'000); // aborted sessions need one turn of the io threads
  }
  core_->listeners.clear();
}

ServerCounters Server::counters() const { return core_->snapshot(); }

} // namespace lv::http
