// What commands leave behind: files of --out and --report, and output that could not be written.
#include "fake.hpp"
#include "support/catch.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

using namespace lv;
using namespace lv::cli;
using test::Bench;

namespace {

// Files of this process take no more bytes than this while it lives.
class FullDisk {
public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

private:
  rlimit before_{};
  void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

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

int run_on_full_disk(Bench& bench, rlim_t bytes, const std::vector<std::string>& words) {
  const FullDisk disk(bytes);
  return bench.run(words);
}

Result<Response> one_page(const Request&) {
  Response response;
  response.status = 200;
  response.body = "{\"id\":\"lead_1\"}\n"
                  "{\"receipt\":{\"audit\":[],\"records\":1,\"refused\":0,\"next_cursor\":null}}\n";
  return response;
}

Result<Response> issued(const Request&) {
  return test::json_response(201, R"({"id":"cred_1","kind":"api_key","purposes":[],)"
                                  R"("expires_at":"2027","api_key":"lvk_secret"})");
}

Result<Response> denied(const Request&) { return test::problem(403, "not-permitted"); }

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

TEST_CASE("a key that standard output did not take is named by its credential", "[cli]") {
  Bench bench;
  bench.server.answer = issued;
  bench.terminal.full = true;
  CHECK(bench.run({"key", "create", "prin_1"}) == 1);
  CHECK(bench.terminal.err_text.find("credential cred_1") != std::string::npos);
  CHECK(bench.terminal.err_text.find("lvk_secret") == std::string::npos);
  bench.terminal.err_text.clear();
  CHECK(bench.run({"key", "rotate", "prin_1", "cred_0", "--json"}) == 1);
  CHECK(bench.terminal.err_text.find("credential cred_1") != std::string::npos);
}

TEST_CASE("a refused export leaves no file, so that the corrected command can make it", "[cli]") {
  Bench bench;
  const auto out = bench.folder / "leads.ndjson";
  const std::vector<std::string> words{"lead",      "export", "--fields", "email",
                                       "--purpose", "p",      "--out",    out};
  bench.server.answer = denied;
  CHECK(bench.run(words) == 5);
  CHECK_FALSE(std::filesystem::exists(out));
  bench.server.answer = one_page;
  CHECK(bench.run(words) == 0);
  CHECK(test::Folder::read(out).starts_with("{\"id\":\"lead_1\"}\n"));
}

TEST_CASE("a refused import leaves no empty report, one without refused rows does", "[cli]") {
  Bench bench;
  const auto report = bench.folder / "report";
  const std::vector<std::string> words{"lead", "import", bench.folder.write("leads.ndjson", "\n"),
                                       "--report", report};
  bench.server.answer = denied;
  CHECK(bench.run(words) == 5);
  CHECK_FALSE(std::filesystem::exists(report));
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(201, R"({"id":"job_1"})");
  };
  CHECK(bench.run(words) == 0);
  CHECK(std::filesystem::exists(report));
}

TEST_CASE("an export that the disk cannot take ends at a page border and goes on from there",
          "[cli]") {
  Bench bench;
  const std::string page =
      "{\"id\":\"lead_1\"}\n{\"receipt\":{\"refused\":0,\"next_cursor\":\"c1\"}}\n";
  bench.server.answer = [&](const Request&) -> Result<Response> {
    Response response;
    response.status = 200;
    response.body = SecretText(page) +
                    "{\"id\":\"lead_2\"}\n{\"receipt\":{\"refused\":0,\"next_cursor\":\"c2\"}}\n";
    return response;
  };
  const auto out = bench.folder / "leads.ndjson";
  CHECK(run_on_full_disk(bench, page.size() + 5,
                         {"lead", "export", "--fields", "email", "--purpose", "p", "--out", out}) ==
        1);
  CHECK(test::Folder::read(out) == page);
  CHECK(bench.terminal.err_text.find("--cursor c1") != std::string::npos);
  CHECK(bench.terminal.err_text.find("c2") == std::string::npos);
}

TEST_CASE("a checkpoint goes to its file and, with --json, to out as well", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    Response response;
    response.status = 200;
    response.body = "note\n";
    return response;
  };
  const auto out = bench.folder / "checkpoint";
  CHECK(bench.run({"audit", "checkpoint", "--json", "--out", out}) == 0);
  CHECK(test::Folder::read(out) == "note\n");
  CHECK(bench.terminal.out_text == "{\"checkpoint\":\"note\\n\"}\n");
}

TEST_CASE("a key that the disk cannot take is named by its credential, to be revoked", "[cli]") {
  Bench bench;
  bench.server.answer = issued;
  const auto out = bench.folder / "new.key";
  CHECK(run_on_full_disk(bench, 10, {"key", "create", "prin_1", "--out", out}) == 1);
  CHECK(bench.terminal.out_text.find("cred_1") != std::string::npos);
  CHECK(bench.terminal.err_text.find("credential cred_1") != std::string::npos);
  CHECK(bench.terminal.err_text.find("lvk_secret") == std::string::npos);
  CHECK_FALSE(std::filesystem::exists(out));
}

TEST_CASE("a certificate has no key to keep in a file", "[cli]") {
  Bench bench;
  const auto out = bench.folder / "new.key";
  CHECK(bench.run({"key", "create", "prin_1", "--certificate-spki", "aa", "--out", out}) == 2);
  CHECK_FALSE(std::filesystem::exists(out));
  CHECK(bench.server.requests.empty());
}
