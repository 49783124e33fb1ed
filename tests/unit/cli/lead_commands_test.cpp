#include "fake.hpp"
#include "support/catch.hpp"

#include <sys/stat.h>

using namespace lv;
using namespace lv::cli;
using test::Bench;

namespace {

std::string header_of(const Request& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

Result<Response> one_lead(const Request&) {
  auto response = test::json_response(
      200, R"({"id":"lead_1","stage":"new","version":1,"fields":{"email":"j•••"},)"
           R"("masked":["email"],"withheld":{"phone":"not-permitted"}})");
  response.headers.emplace_back("leadvault-audit", "v=1; entry=evt_1");
  return response;
}

} // namespace

TEST_CASE("fields are asked for masked unless --plain is given with --purpose", "[cli]") {
  Bench bench;
  bench.server.answer = one_lead;
  CHECK(bench.run({"lead", "get", "lead_1", "--fields", "email,phone", "--purpose", "audit"}) == 0);
  CHECK(bench.server.requests.back().target == "/v1/leads/lead_1?fields=email.mask%2Cphone.mask");
  CHECK(header_of(bench.server.requests.back(), "Leadvault-Purpose") == "audit");
  CHECK(bench.run(
            {"lead", "get", "lead_1", "--fields", "email", "--plain", "--purpose", "audit"}) == 0);
  CHECK(bench.server.requests.back().target == "/v1/leads/lead_1?fields=email");
}

TEST_CASE("a purpose from the environment does not make --plain", "[cli]") {
  Bench bench;
  bench.environment["LEADVAULT_PURPOSE"] = "audit";
  CHECK(bench.run({"lead", "get", "lead_1", "--fields", "email", "--plain"}) == 2);
  CHECK(bench.run({"lead", "export", "--fields", "email", "--plain"}) == 2);
  CHECK(bench.server.requests.empty());
}

TEST_CASE("values go to out, the receipt to err", "[cli]") {
  Bench bench;
  bench.server.answer = one_lead;
  CHECK(bench.run({"lead", "get", "lead_1", "--fields", "email", "--purpose", "audit"}) == 0);
  CHECK(bench.terminal.out_text.find("j•••  (masked)") != std::string::npos);
  CHECK(bench.terminal.out_text.find("withheld: not-permitted") != std::string::npos);
  CHECK(bench.terminal.err_text.find("evt_1") != std::string::npos);
  CHECK(bench.terminal.err_text.find("j•••") == std::string::npos);
}

TEST_CASE("a refusal names its code and reasons and gives its exit code", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(403, R"({"code":"consent-missing","detail":"No consent.",)"
                                    R"("withheld":{"email":"consent-missing"}})");
  };
  CHECK(bench.run({"lead", "get", "lead_1", "--fields", "email", "--purpose", "p"}) == 5);
  CHECK(bench.terminal.err_text.find("consent-missing: No consent.") != std::string::npos);
  CHECK(bench.terminal.err_text.find("email: consent-missing") != std::string::npos);
}

TEST_CASE("a value to search for is read from standard input and sent in the body only", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(200, R"({"data":[{"id":"lead_7"}],"next_cursor":null})");
  };
  bench.terminal.input = "jane@example.com\n";
  CHECK(bench.run({"lead", "search", "--purpose", "audit"}) == 0);
  const auto& request = bench.server.requests.back();
  CHECK(request.body == R"({"email":"jane@example.com"})");
  CHECK(request.target == "/v1/leads/search");
  CHECK(bench.terminal.out_text == "lead_7\n");
  CHECK(bench.terminal.err_text.empty());
}

TEST_CASE("a value to search for may come from a file or a prompt", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(200, R"({"data":[],"next_cursor":null})");
  };
  const auto file = bench.folder.write("value", "+49 30 1234567\n");
  CHECK(bench.run({"lead", "search", "--by", "phone", "--value-file", file}) == 6);
  CHECK(bench.server.requests.back().body == R"({"phone":"+49 30 1234567"})");
  bench.terminal.tty = true;
  bench.terminal.input = "00Q1";
  CHECK(bench.run({"lead", "search", "--by", "external-id", "--system", "salesforce"}) == 6);
  CHECK(bench.server.requests.back().body ==
        R"({"external_id":{"system":"salesforce","id":"00Q1"}})");
}

TEST_CASE("an erasure needs the id a second time and is declined otherwise", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    Response response;
    response.status = 204;
    return response;
  };
  CHECK(bench.run({"lead", "erase", "lead_1"}) == 3);
  CHECK(bench.run({"lead", "erase", "lead_1", "--confirm=lead_2"}) == 3);
  bench.terminal.tty = true;
  bench.terminal.input = "yes";
  CHECK(bench.run({"lead", "erase", "lead_1"}) == 3);
  CHECK(bench.server.requests.empty());
  CHECK(bench.run({"lead", "erase", "lead_1", "--confirm=lead_1"}) == 0);
  REQUIRE(bench.server.requests.size() == 1);
  CHECK(bench.server.requests.back().method == "DELETE");
}

TEST_CASE("an update is a merge patch based on a version", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::problem(412, "precondition-failed");
  };
  bench.terminal.input = R"({"stage":"working"})";
  CHECK(bench.run({"lead", "update", "lead_1", "--if-match", "3", "--data", "-"}) == 7);
  const auto& request = bench.server.requests.back();
  CHECK(request.method == "PATCH");
  CHECK(request.content_type == "application/merge-patch+json");
  CHECK(header_of(request, "If-Match") == "\"3\"");
}

TEST_CASE("an issued key goes to a new file of mode 0600 and nowhere else", "[cli]") {
  Bench bench;
  const auto issued = test::api_key_text();
  bench.server.answer = [&](const Request&) -> Result<Response> {
    return test::json_response(201, R"({"id":"cred_1","kind":"api_key","purposes":[],)"
                                    R"("expires_at":"2027","api_key":")" +
                                        issued + R"("})");
  };
  const auto out = bench.folder / "new.key";
  CHECK(bench.run({"key", "create", "prin_1", "--out", out}) == 0);
  CHECK(test::Folder::read(out) == "Authorization: Bearer " + issued + "\n");
  struct stat info {};
  REQUIRE(::stat(out.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(bench.terminal.out_text.find(issued) == std::string::npos);
  CHECK(bench.terminal.err_text.find(issued) == std::string::npos);
  CHECK(bench.run({"key", "create", "prin_1", "--out", out}) == 7);
  CHECK(bench.server.requests.size() == 1);
}

TEST_CASE("a refused key leaves no empty file behind", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::problem(403, "not-permitted");
  };
  const auto out = bench.folder / "new.key";
  CHECK(bench.run({"key", "create", "prin_1", "--out", out}) == 5);
  CHECK_FALSE(std::filesystem::exists(out));
}

TEST_CASE("a list says which cursor gives the next page", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(200, R"({"data":[{"id":"lead_1","stage":"new"}],)"
                                    R"("next_cursor":"abc"})");
  };
  CHECK(bench.run({"lead", "list", "--stage", "new"}) == 0);
  CHECK(bench.server.requests.back().target == "/v1/leads?stage=new");
  CHECK(bench.terminal.err_text.find("--cursor abc") != std::string::npos);
}
