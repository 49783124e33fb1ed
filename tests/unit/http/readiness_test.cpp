#include "http/readiness.hpp"
#include "support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <sys/socket.h>

#include <optional>
#include <string>

using namespace lv;
using namespace lv::http;

namespace {

using Direction = WatchedSocket::Direction;
using Woken = WatchedSocket::Woken;

// A watched socket and the peer's end of it.
struct Pair {
  Pair() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    socket.emplace(loop, Descriptor(ends[0]));
    peer = ends[1];
  }
  ~Pair() {
    socket.reset();
    hang_up();
  }
  void hang_up() {
    if (peer >= 0) ::close(std::exchange(peer, -1));
  }
  void say(std::string_view bytes) {
    REQUIRE(::send(peer, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
  std::string read() {
    char bytes[4096];
    const auto n = ::recv(socket->fd(), bytes, sizeof bytes, MSG_DONTWAIT);
    return n > 0 ? std::string(bytes, static_cast<std::size_t>(n)) : std::string();
  }
  void fill() {
    const std::string bytes(64 * 1024, 'x');
    while (::send(socket->fd(), bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) {
    }
  }
  void drain_peer() {
    char bytes[64 * 1024];
    while (::recv(peer, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }
  }
  // What a wait that begins now ends with, as far as the loop comes without anybody's doing.
  std::optional<Woken>& begin(Direction direction) {
    auto& woken = direction == Direction::read ? read_woken : write_woken;
    woken.reset();
    net::co_spawn(loop, wait(*socket, direction, woken), net::detached);
    settle();
    return woken;
  }
  void settle() {
    loop.restart();
    loop.poll();
  }
  static Async<void> wait(WatchedSocket& socket, Direction direction, std::optional<Woken>& woken) {
    woken = co_await socket.wait(direction);
  }

  net::io_context loop{1};
  net::executor_work_guard<Executor> stay{loop.get_executor()};
  std::optional<WatchedSocket> socket;
  int peer = -1;
  std::optional<Woken> read_woken;
  std::optional<Woken> write_woken;
};

} // namespace

TEST_CASE("a wait ends when bytes come, and they are told of once", "[http]") {
  Pair pair;
  auto& woken = pair.begin(Direction::read);
  CHECK(!woken);
  pair.say("one");
  pair.settle();
  CHECK(woken == Woken::ready);
  CHECK(pair.read() == "one");
  CHECK(!pair.begin(Direction::read));
  pair.say("two");
  pair.settle();
  CHECK(woken == Woken::ready);
}

TEST_CASE("bytes that come while nobody waits end the next wait", "[http]") {
  Pair pair;
  auto& woken = pair.begin(Direction::read);
  pair.say("one");
  pair.settle();
  REQUIRE(woken == Woken::ready);
  CHECK(pair.read() == "one");
  pair.say("two");
  SECTION("told of before it begins") {
    pair.settle();
    CHECK(pair.begin(Direction::read) == Woken::ready);
  }
  SECTION("told of after") { CHECK(pair.begin(Direction::read) == Woken::ready); }
  CHECK(pair.read() == "two");
}

TEST_CASE("a peer that hangs up ends every later wait", "[http]") {
  Pair pair;
  auto& woken = pair.begin(Direction::read);
  pair.say("last words");
  pair.hang_up();
  pair.settle();
  REQUIRE(woken == Woken::ready);
  CHECK(pair.read() == "last words");
  CHECK(pair.begin(Direction::read) == Woken::ready);
  CHECK(pair.begin(Direction::read) == Woken::ready);
  CHECK(pair.begin(Direction::write) == Woken::ready);
  CHECK(pair.begin(Direction::write) == Woken::ready);
}

TEST_CASE("a peer that only stops sending is still waited for when there is no room", "[http]") {
  Pair pair;
  auto& woken = pair.begin(Direction::read);
  ::shutdown(pair.peer, SHUT_WR);
  pair.settle();
  CHECK(woken == Woken::ready);
  pair.fill();
  auto& room = pair.begin(Direction::write);
  if (room) pair.begin(Direction::write); // told of the room there was before
  CHECK(!room);
  pair.drain_peer();
  pair.settle();
  CHECK(room == Woken::ready);
}

TEST_CASE("cancelling ends the waits that have begun and no later ones", "[http]") {
  Pair pair;
  auto& woken = pair.begin(Direction::read);
  pair.socket->cancel();
  pair.settle();
  CHECK(woken == Woken::cancelled);
  CHECK(!pair.begin(Direction::read));
  pair.say("one");
  pair.settle();
  CHECK(woken == Woken::ready);
}

TEST_CASE("a closed socket is not waited for", "[http]") {
  Pair pair;
  auto& woken = pair.begin(Direction::read);
  pair.socket->close();
  pair.settle();
  CHECK(woken == Woken::cancelled);
  CHECK(pair.socket->fd() == -1);
  CHECK(pair.begin(Direction::read) == Woken::cancelled);
}

TEST_CASE("a loop that ends frees the coroutines that wait for their sockets", "[http]") {
  const auto held = std::make_shared<int>(0);
  {
    std::vector<Descriptor> peers;
    net::io_context loop(1);
    auto waiting = [](std::shared_ptr<int> kept, net::io_context& io, int fd) -> Async<void> {
      WatchedSocket socket(io, Descriptor(fd));
      co_await socket.wait(Direction::read);
      *kept = 1;
    };
    for (int i = 0; i < 3; ++i) {
      int ends[2];
      REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
      peers.emplace_back(ends[1]);
      net::co_spawn(loop, waiting(held, loop, ends[0]), net::detached);
    }
    loop.poll();
    CHECK(held.use_count() == 4);
    REQUIRE(::send(peers[1].get(), "x", 1, 0) == 1); // ready, but never let go on
    loop.poll_one();
  }
  CHECK(held.use_count() == 1);
  CHECK(*held == 0);
}
