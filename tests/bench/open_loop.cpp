#include "open_loop.hpp"

#include "answer.hpp"
#include "now.hpp"
#include "server_process.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>

namespace lv::bench {
namespace {

constexpr double silence_s = 30;   // nothing answered for so long: the server hangs
constexpr double wait_max_s = 0.01; // without news
constexpr timespec gather{0, 200'000};

} // namespace

struct OpenLoop::Connection {
  std::size_t number = 0;
  std::unique_ptr<TlsConnection> tls;
  bool busy = false;
  double arrived_at = 0; // of the request it carries
};

OpenLoop::OpenLoop(std::uint16_t port, const std::filesystem::path& ca_file,
                   std::size_t connections)
    : port_(port), tls_(ca_file), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (auto& opened : open_connections(tls_, port_, connections)) {
    auto connection = std::make_unique<Connection>();
    connection->number = connections_.size();
    connection->tls = std::move(opened);
    follow(*connection);
    free_.push_back(connection.get());
    connections_.push_back(std::move(connection));
  }
}

OpenLoop::~OpenLoop() { ::close(epoll_); }

void OpenLoop::follow(Connection& connection) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.ptr = &connection;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.tls->fd(), &event);
}

void OpenLoop::open_again(Connection& connection) {
  connection.tls = std::make_unique<TlsConnection>(tls_, port_, TlsConnection::Handshake::later);
  follow(connection);
}

// Closed by the server; what it carried, if anything, has no answer.
void OpenLoop::lose(Connection& connection) {
  open_again(connection);
  if (!connection.busy) return;
  ++result_.broken;
  rest(connection);
}

void OpenLoop::rest(Connection& connection) {
  connection.busy = false;
  free_.push_back(&connection);
}

OpenLoopResult OpenLoop::run(const OpenLoopPlan& plan, const NextRequest& next) {
  plan_ = plan;
  next_ = &next;
  result_ = {};
  while (wait(now_s()) > 0) continue; // those that the server closed meanwhile are opened again
  started_ = now_s();
  double told_s = 0;
  double heard_at = started_;
  std::uint64_t heard = 0;
  for (double now = started_;; now = now_s()) {
    admit(now);
    assign();
    const bool all_answered = waiting_.empty() && free_.size() == connections_.size();
    if (all_answered && now - started_ >= plan_.seconds) break;
    if (plan_.every_second && now - started_ >= told_s + 1) plan_.every_second(++told_s);
    wait(now);
    const auto done = result_.answered + result_.shed + result_.broken;
    if (done != heard || all_answered) heard_at = now;
    heard = done;
    if (now - heard_at > silence_s) throw BenchError("the server does not answer any more");
  }
  result_.seconds = now_s() - started_;
  return std::move(result_);
}

void OpenLoop::admit(double now) {
  const double until = std::min(now - started_, plan_.seconds);
  const auto due = static_cast<std::uint64_t>(until * plan_.per_second);
  for (; result_.arrived < due; ++result_.arrived)
    waiting_.push_back(started_ + double(result_.arrived) / plan_.per_second);
  for (; !waiting_.empty() && now - waiting_.front() > plan_.patience_s; waiting_.pop_front())
    ++result_.gave_up;
}

void OpenLoop::assign() {
  while (!waiting_.empty() && !free_.empty()) {
    Connection& connection = *free_.front();
    free_.pop_front();
    connection.busy = true;
    connection.arrived_at = waiting_.front();
    waiting_.pop_front();
    if (!connection.tls->send((*next_)(connection.number))) lose(connection);
  }
}

int OpenLoop::wait(double now) {
  // With no connection free an arrival changes nothing, and answers are taken in bursts: whatever
  // this loop spends it takes from the server, which runs on the same processors.
  double rest = wait_max_s;
  if (free_.empty()) {
    ::nanosleep(&gather, nullptr);
  } else {
    const double next_arrival = started_ + double(result_.arrived + 1) / plan_.per_second;
    rest = std::clamp(next_arrival - now, 0.0, wait_max_s);
  }
  timespec timeout{0, static_cast<long>(rest * 1e9)};
  epoll_event events[256];
  const int ready = ::epoll_pwait2(epoll_, events, 256, &timeout, nullptr);
  for (int i = 0; i < ready; ++i) progress(*static_cast<Connection*>(events[i].data.ptr));
  return ready;
}

void OpenLoop::progress(Connection& connection) {
  const bool open_still = connection.tls->progress();
  const std::string& text = connection.tls->received();
  const auto answer = first_answer(text);
  if (!answer) {
    if (!open_still) lose(connection);
    return;
  }
  const double now = now_s();
  if (answer->good()) {
    ++result_.answered;
    if (now - started_ <= plan_.seconds) ++result_.answered_in_time;
    result_.latencies_us.push_back(static_cast<float>((now - connection.arrived_at) * 1e6));
  } else if (answer->status == 503 && answer->retry_after) {
    ++result_.shed;
  } else {
    throw BenchError("the server refused: " + text.substr(0, 2'000));
  }
  connection.tls->forget_received();
  if (answer->closes || !open_still) open_again(connection);
  rest(connection);
}

} // namespace lv::bench
