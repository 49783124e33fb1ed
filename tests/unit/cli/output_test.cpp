// Output that could not be written.
#include "fake.hpp"
#include "support/catch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

using namespace lv;
using namespace lv::cli;
using test::Bench;

namespace {

// Standard output is this descriptor while it lives.
class StandardOutput {
public:
  explicit StandardOutput(int descriptor) : before_(::dup(STDOUT_FILENO)) {
    ::dup2(descriptor, STDOUT_FILENO);
    ::close(descriptor);
  }
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;
  ~StandardOutput() {
    ::dup2(before_, STDOUT_FILENO);
    ::close(before_);
  }

private:
  int before_;
};

Result<Response> one_page(const Request&) {
  Response response;
  response.status = 200;
  response.body = "{\"id\":\"lead_1\"}\n"
                  "{\"receipt\":{\"audit\":[],\"records\":1,\"refused\":0,\"next_cursor\":null}}\n";
  return response;
}

} // namespace

TEST_CASE("output that the disk cannot take is a failure, whatever the command says", "[cli]") {
  Bench bench;
  bench.server.answer = one_page;
  bench.terminal.full = true;
  CHECK(bench.run({"--version"}) == 1);
  CHECK(bench.terminal.err_text == "leadvault: standard output is full\n");
  bench.terminal.err_text.clear();
  CHECK(bench.run({"lead", "export", "--fields", "email", "--purpose", "p"}) == 1);
  CHECK(bench.terminal.err_text == "0 leads exported.\nleadvault: standard output is full\n");
}

TEST_CASE("standard output on a full device fails once it is asked; a closed pipe does not",
          "[cli]") {
  SystemTerminal terminal(Colour::never);
  {
    const StandardOutput full(::open("/dev/full", O_WRONLY));
    terminal.out("text");
  }
  const auto written = terminal.take_written();
  REQUIRE_FALSE(written);
  CHECK(written.error().code() == Errc::no_space);
  CHECK(terminal.take_written());
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  ::close(pipe[0]);
  std::signal(SIGPIPE, SIG_IGN);
  {
    const StandardOutput closed(pipe[1]);
    terminal.out("text");
  }
  CHECK(terminal.take_written());
}
