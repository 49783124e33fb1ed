#include "http/connection.hpp"
#include "support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <sys/socket.h>

using namespace lv;
using namespace lv::http;

namespace {

// What arrives never makes up a whole record.
class PartialRecords final : public Transport {
public:
  IoResult handshake() override { return {IoState::done}; }
  IoResult read(std::span<char>) override { return {IoState::want_read}; }
  IoResult write(std::string_view bytes) override { return {IoState::done, bytes.size()}; }
  bool may_hold_input() const override { return false; }
  IoResult close_notify() override { return {IoState::done}; }
  std::optional<ClientCertificate> client_certificate() const override { return std::nullopt; }
};

Async<void> fill(Connection& connection, std::optional<Connection::Outcome>& outcome) {
  outcome = co_await connection.fill_when_readable();
}

} // namespace

TEST_CASE("an interruption also reaches a connection that was woken and finds nothing", "[http]") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const Descriptor peer(ends[1]);
  net::io_context loop(1);
  const auto connection =
      std::make_shared<Connection>(loop, Descriptor(ends[0]), std::make_unique<PartialRecords>());
  std::optional<Connection::Outcome> outcome;
  net::co_spawn(loop, fill(*connection, outcome), net::detached);
  loop.poll();
  REQUIRE(!outcome);
  REQUIRE(::send(peer.get(), "x", 1, 0) == 1);
  loop.poll_one(); // told of, not yet let go on
  connection->interrupt_wait();
  loop.poll();
  CHECK(outcome == Connection::Outcome::ended);
}
