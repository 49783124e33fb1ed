// Certificates replaced while the server runs: what was read once is what is told and what serves.
#include "support/catch.hpp"
#include "support/http_fixture.hpp"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <thread>

using namespace lv;
using namespace lv::test;

namespace {

Result<void> use_any(const Digest&) { return {}; }

// The file becomes a pipe that gives its content to the first reader; by the time that one has all
// of it, the name leads to something else.
std::thread give_once(const std::filesystem::path& file) {
  std::stringstream content;
  content << std::ifstream(file).rdbuf();
  std::filesystem::remove(file);
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  return std::thread([file, text = content.str()] {
    std::ofstream pipe(file); // waits for a reader
    const auto other = file.string() + ".other";
    std::ofstream(other) << "nonsense";
    std::filesystem::permissions(other, std::filesystem::perms(0600));
    std::filesystem::rename(other, file);
    pipe << text;
  });
}

} // namespace

TEST_CASE("reloading serves the new certificate to new connections only", "[http]") {
  HttpFixture fixture(Wire::tls, echo);
  auto old = fixture.connect();
  REQUIRE(old);
  const auto new_ca = *http::make_dev_ca(fixture.folder() / "new", "ca");
  REQUIRE(http::issue_server_certificate(new_ca, fixture.folder(), "server"));
  REQUIRE(fixture.server().reload_certificates(use_any));
  CHECK(!fixture.connect()); // still trusts the old authority
  auto options = fixture.client_options();
  options.ca_file = new_ca.certificate;
  CHECK(RawClient::connect(options));
  old->send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nold");
  CHECK(old->response()->body == "old");

  std::ofstream(fixture.folder() / "server.pem") << "broken";
  const auto failed = fixture.server().reload_certificates(use_any);
  REQUIRE(!failed);
  CHECK(failed.error().code() == Errc::config);
  CHECK(RawClient::connect(options)); // nothing changed
}

TEST_CASE("a reload that may not be used changes nothing, and its digest is of what serves",
          "[http]") {
  HttpFixture fixture(Wire::tls, echo);
  const auto at_start = fixture.server().certificates();
  const auto new_ca = *http::make_dev_ca(fixture.folder() / "new", "ca");
  REQUIRE(http::issue_server_certificate(new_ca, fixture.folder(), "server"));
  Digest told{};
  const auto refused = fixture.server().reload_certificates([&](const Digest& digest) {
    told = digest;
    return Result<void>(LV_FAIL(io, "the log is full"));
  });
  CHECK(refused.error().code() == Errc::io);
  CHECK(told != at_start);
  CHECK(fixture.server().certificates() == at_start);
  CHECK(fixture.connect()); // the certificate of the authority at start
  REQUIRE(fixture.server().reload_certificates(use_any));
  CHECK(fixture.server().certificates() == told);
  CHECK(!fixture.connect());

  // Another client CA is another digest too.
  std::filesystem::copy_file(new_ca.certificate, fixture.ca().certificate,
                             std::filesystem::copy_options::overwrite_existing);
  REQUIRE(fixture.server().reload_certificates(use_any));
  CHECK(fixture.server().certificates() != told);
}

TEST_CASE("a reload reads each file once: what is put in its place meanwhile is not used",
          "[http]") {
  HttpFixture fixture(Wire::tls, echo);
  const auto before = fixture.server().certificates();
  auto client = fixture.client_options();
  client.ca_file = fixture.folder() / "known.pem";
  std::filesystem::copy_file(fixture.ca().certificate, client.ca_file);
  std::vector<std::thread> writers;
  for (const auto* name : {"server.pem", "server.key", "ca.pem"})
    writers.push_back(give_once(fixture.folder() / name));
  CHECK(fixture.server().reload_certificates(use_any));
  for (auto& writer : writers) writer.join();
  CHECK(fixture.server().certificates() == before);
  CHECK(RawClient::connect(client));
  CHECK(!fixture.server().reload_certificates(use_any)); // now it finds what was put there
  CHECK(fixture.server().certificates() == before);
}
