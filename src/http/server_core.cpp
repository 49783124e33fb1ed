#include "http/server_core.hpp"

#include "http/session.hpp"

namespace lv::http {

Admission::~Admission() {
  if (core_) core_->leave(address_);
}

ServerCore::ServerCore(IoThreads& threads, ServerOptions server_options, Handler request_handler)
    : io(threads), options(std::move(server_options)), handler(std::move(request_handler)),
      bodies(options.limits.large_bodies_bytes_max, options.limits.small_body_bytes_max) {
  for (std::size_t i = 0; i < io.count(); ++i) {
    turnstiles_.emplace_back(io.loop(i), options.limits.handlers_per_thread_max);
  }
}

std::shared_ptr<const TlsContext> ServerCore::tls() const {
  const std::lock_guard lock(mutex_);
  return tls_;
}

void ServerCore::set_tls(std::shared_ptr<const TlsContext> context) {
  const std::lock_guard lock(mutex_);
  tls_ = std::move(context);
}

std::optional<Admission> ServerCore::admit(const std::shared_ptr<ServerCore>& core,
                                           std::string address) {
  const std::lock_guard lock(core->mutex_);
  if (core->draining()) return std::nullopt;
  const auto& limits = core->options.limits;
  if (core->open_ >= limits.connections_max) {
    ++core->counters.refused_connection_limit;
    return std::nullopt;
  }
  auto& of_address = core->per_address_[address];
  if (of_address >= limits.connections_per_address_max) {
    ++core->counters.refused_address_limit;
    return std::nullopt;
  }
  ++of_address;
  ++core->open_;
  ++core->counters.connections_total;
  return Admission(core, std::move(address));
}

void ServerCore::add(const std::shared_ptr<Session>& session) {
  const std::lock_guard lock(mutex_);
  sessions_.emplace(session.get(), session);
}

void ServerCore::remove(Session* session) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(session);
}

void ServerCore::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = per_address_.find(address);
  if (found != per_address_.end() && --found->second == 0) per_address_.erase(found);
  --open_;
  if (open_ == 0) empty_.notify_all();
}

ServerCore::RunningHandler ServerCore::handler_began() {
  ++handlers_;
  return RunningHandler(this);
}

void ServerCore::handler_ended() {
  if (--handlers_ > 0 || !draining()) return;
  const std::lock_guard lock(mutex_); // else the waiter could miss it between look and sleep
  empty_.notify_all();
}

std::vector<std::shared_ptr<Session>> ServerCore::sessions() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Session>> out;
  for (const auto& [unused, weak] : sessions_) {
    if (auto session = weak.lock()) out.push_back(std::move(session));
  }
  return out;
}

void ServerCore::begin_drain() {
  {
    // Under the lock: after this no connection can be admitted that the list below misses.
    const std::lock_guard lock(mutex_);
    draining_ = true;
  }
  for (const auto& session : sessions()) session->drain();
}

bool ServerCore::wait_until_empty(std::int64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  return empty_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                         [this] { return open_ == 0 && handlers_ == 0; });
}

void ServerCore::abort_all() {
  for (const auto& session : sessions()) session->abort();
}

ServerCounters ServerCore::snapshot() const {
  ServerCounters out;
  {
    const std::lock_guard lock(mutex_);
    out.connections_open = open_;
  }
  out.handlers_running = handlers_;
  out.connections_total = counters.connections_total;
  out.requests_total = counters.requests_total;
  out.refused_connection_limit = counters.refused_connection_limit;
  out.refused_address_limit = counters.refused_address_limit;
  out.refused_by_guard = counters.refused_by_guard;
  out.handshakes_failed = counters.handshakes_failed;
  out.closed_by_deadline = counters.closed_by_deadline;
  out.closed_idle = counters.closed_idle;
  out.handlers_timed_out = counters.handlers_timed_out;
  out.turned_away = counters.turned_away;
  return out;
}

} // namespace lv::http
