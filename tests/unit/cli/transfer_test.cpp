#include "cli/interrupt.hpp"
#include "cli/transfer/export_pages.hpp"
#include "cli/transfer/import.hpp"
#include "row_server.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::cli;
using test::Bench;
using test::line_of;
using test::lines;
using test::RowServer;

TEST_CASE("an import sends every row once, in pages of at most 500", "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = std::ref(server);
  const auto file = bench.folder.write("leads.ndjson", lines(1'201));
  CHECK(bench.run({"lead", "import", file, "--json"}) == 0);
  CHECK(server.stored.size() == 1'201);
  CHECK(server.pages == 3);
  CHECK(server.largest_page == 500);
  CHECK(bench.terminal.out_text.find(R"("read":1201,"created":1201,"existed":0,"refused":0)") !=
        std::string::npos);
}

TEST_CASE("the same import again creates nothing and says so", "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = std::ref(server);
  const auto file = bench.folder.write("leads.ndjson", lines(10));
  CHECK(bench.run({"lead", "import", file}) == 0);
  bench.terminal.out_text.clear();
  CHECK(bench.run({"lead", "import", file, "--json"}) == 0);
  CHECK(bench.terminal.out_text.find(R"("created":0,"existed":10)") != std::string::npos);
  CHECK(bench.server.requests.front().body == R"({"name":"leads.ndjson"})");
}

TEST_CASE("refused rows are named by number, pointer and rule, the others stored, exit code 1",
          "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = std::ref(server);
  const auto file =
      bench.folder.write("leads.ndjson", line_of(1, "a") + line_of(2, "bad") + "not json\n\n" +
                                             line_of(1, "again") + line_of(3, "twin"));
  const auto report = bench.folder / "report";
  CHECK(bench.run({"lead", "import", file, "--report", report, "--json"}) == 1);
  CHECK(server.stored == std::set<std::string>{"s:1", "s:3"});
  CHECK(bench.terminal.out_text.find(R"("read":5,"created":2,"existed":0,"refused":3)") !=
        std::string::npos);
  CHECK(bench.terminal.out_text.find(R"("likely-duplicate":1)") != std::string::npos);
  const auto written = test::Folder::read(report);
  CHECK(written.find(R"({"row":2,"pointer":"/fields/email","rule":"email-syntax")") !=
        std::string::npos);
  CHECK(written.find(R"({"row":3,"pointer":"","rule":"json-syntax")") != std::string::npos);
  CHECK(written.find(R"({"row":5,"pointer":"","rule":"duplicate-key")") != std::string::npos);
  CHECK(bench.terminal.err_text.find("row 2 refused: /fields/email email-syntax") !=
        std::string::npos);
  CHECK(bench.terminal.err_text.find("again") == std::string::npos);
}

TEST_CASE("a page whose answer was lost is sent again and nothing is created twice", "[cli]") {
  Bench bench;
  RowServer server;
  int calls = 0;
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    auto response = server(request);
    if (request.target != "/v1/imports" && ++calls == 1) {
      return LV_FAIL(unavailable, "the connection broke");
    }
    return response;
  };
  const auto file = bench.folder.write("leads.ndjson", lines(3));
  CHECK(bench.run({"lead", "import", file, "--json"}) == 0);
  CHECK(server.stored.size() == 3);
  CHECK(bench.slept_ms.size() == 1);
  CHECK(bench.terminal.out_text.find(R"("existed":3)") != std::string::npos);
}

TEST_CASE("an import waits as long as the server asks, gives up in the end and says how to resume",
          "[cli]") {
  Bench bench;
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    if (request.target == "/v1/imports") return test::json_response(201, R"({"id":"job_1"})");
    auto response = test::problem(429, "rate-limited");
    response.headers.emplace_back("retry-after", "7");
    return response;
  };
  const auto file = bench.folder.write("leads.ndjson", lines(3));
  CHECK(bench.run({"lead", "import", file, "--name", "show"}) == 8);
  REQUIRE(bench.slept_ms.size() == 5);
  CHECK(bench.slept_ms.front() == 7'000);
  CHECK(bench.terminal.err_text.find("lead import " + file + " --name show") != std::string::npos);
}

TEST_CASE("a page refused as a whole is halved until only the row at fault is refused", "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    if (std::string_view(request.body).find("poison") != std::string_view::npos) {
      return test::json_response(400, R"({"code":"invalid","detail":"No.","errors":[)"
                                      R"({"pointer":"/p","rule":"unknown-member","detail":"d"}]})");
    }
    return server(request);
  };
  const auto file = bench.folder.write("leads.ndjson", lines(20) + line_of(21, "poison"));
  CHECK(bench.run({"lead", "import", file}) == 1);
  CHECK(server.stored.size() == 20);
  CHECK(bench.terminal.err_text.find("row 21 refused: /p unknown-member") != std::string::npos);
}

TEST_CASE("an answer that does not account for every row fails the import", "[cli]") {
  Bench bench;
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    if (request.target == "/v1/imports") return test::json_response(201, R"({"id":"job_1"})");
    return test::json_response(200, R"({"data":[]})");
  };
  CHECK(bench.run({"lead", "import", bench.folder.write("l.ndjson", lines(2))}) == 1);
  CHECK(bench.terminal.err_text.find("does not account") != std::string::npos);
}

TEST_CASE("Ctrl-C stops an import at a page border", "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = [&](const Request& request) {
    if (request.target != "/v1/imports") REQUIRE(::raise(SIGINT) == 0);
    return server(request);
  };
  const auto file = bench.folder.write("leads.ndjson", lines(1'200));
  CHECK(bench.run({"lead", "import", file, "--json"}) == 3);
  CHECK(server.stored.size() == 500);
  CHECK(bench.terminal.out_text.find(R"("complete":false)") != std::string::npos);
  CHECK(bench.terminal.err_text.find("To resume: ") != std::string::npos);
}

TEST_CASE("the Salesforce export is mapped, validated here and sent with its external ids",
          "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = std::ref(server);
  const auto file = bench.folder.write(
      "export.csv", "Lead ID,FirstName,LastName,Email,Phone,Company,LeadSource,Status,OwnerId\n"
                    "00Q1,John,Doe,john@example.com,555-3001,Acme,Web,Open - Not Contacted,005x\n"
                    "00Q3,,Unknown,invalid,,Gamma,Cold Call,Closed,005y\n");
  CHECK(bench.run({"lead", "import", file, "--mapping", "salesforce", "--json"}) == 1);
  CHECK(server.stored.size() == 1);
  CHECK(server.stored.begin()->ends_with("00Q1"));
  CHECK(bench.terminal.out_text.find(R"("read":2,"created":1,"existed":0,"refused":1)") !=
        std::string::npos);
  CHECK(bench.terminal.err_text.find("row 2 refused: /Email email-syntax") != std::string::npos);
  CHECK(bench.terminal.err_text.find("john") == std::string::npos);
}

TEST_CASE("the sample of 1,000 leads that ships is taken whole", "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = std::ref(server);
  const std::string file = LV_SOURCE_DIR "/tests/sample/leads-1000.csv";
  CHECK(bench.run({"lead", "import", file, "--mapping", "salesforce", "--json"}) == 0);
  CHECK(server.stored.size() == 1'000);
  INFO(bench.terminal.err_text);
  CHECK(bench.terminal.out_text.find(R"("created":1000,"existed":0,"refused":0)") !=
        std::string::npos);
}

TEST_CASE("progress is one JSON line per five seconds where there is no terminal", "[cli]") {
  Bench bench;
  RowServer server;
  bench.server.answer = [&](const Request& request) {
    bench.clock.us += 3'000'000;
    return server(request);
  };
  const auto file = bench.folder.write("leads.ndjson", lines(2'000));
  CHECK(bench.run({"lead", "import", file}) == 0);
  std::size_t found = 0;
  for (std::size_t at = 0;
       (at = bench.terminal.err_text.find(R"({"progress":"rows")", at)) != std::string::npos;
       ++at) {
    ++found;
  }
  CHECK(found == 2);
}

TEST_CASE("an export is written page by page, and only whole pages", "[cli]") {
  std::string written;
  ExportPages pages(ExportForm::ndjson, ExportPages::Start::fresh, [&](std::string_view page) {
    written += page;
    return Result<void>();
  });
  REQUIRE(pages.push("{\"id\":\"lead_1\"}\n{\"rec"));
  CHECK(written.empty());
  REQUIRE(pages.push("eipt\":{\"refused\":2,\"next_cursor\":\"c1\"}}\n{\"id\":\"lead_2\"}\n"));
  CHECK(written.find("lead_1") != std::string::npos);
  CHECK(written.find("lead_2") == std::string::npos);
  CHECK(pages.cursor() == "c1");
  CHECK_FALSE(pages.complete());
  CHECK(pages.withheld() == 2);
  REQUIRE(pages.push("{\"receipt\":{\"refused\":1,\"next_cursor\":null}}\n"));
  CHECK(pages.withheld() == 3);
  CHECK(pages.complete());
  CHECK_FALSE(pages.push("{\"id\":\"lead_3\"}\n"));
}

TEST_CASE("a CSV cell with line ends or the word receipt is not taken for a border", "[cli]") {
  std::string written;
  ExportPages pages(ExportForm::csv, ExportPages::Start::continuing, [&](std::string_view page) {
    written += page;
    return Result<void>();
  });
  REQUIRE(pages.push("record,id,stage,version,note\r\nlead,1,new,1,\"a\r\nreceipt,x,,y\r\n\"\r\n"));
  CHECK(written.empty());
  REQUIRE(pages.push("receipt,evt_1,,'-cursor,\r\n"));
  CHECK(pages.cursor() == "-cursor");
  CHECK(written.starts_with("lead,1,new"));
  CHECK(pages.records() == 1);
  CHECK_FALSE(pages.withheld().has_value());
}

TEST_CASE("an export says how many leads were withheld, as far as that is known", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request& request) -> Result<Response> {
    const bool csv = request.headers.front().second == "text/csv";
    Response response;
    response.status = 200;
    response.body =
        csv ? "record,id,stage,version,email\r\nlead,1,new,1,j\r\nreceipt,evt_1,,,\r\n"
            : "{\"id\":\"lead_1\"}\n{\"receipt\":{\"refused\":2,\"next_cursor\":\"c1\"}}\n"
              "{\"receipt\":{\"refused\":5,\"next_cursor\":null}}\n";
    return response;
  };
  const auto told = [&](std::vector<std::string> more) {
    bench.terminal.out_text.clear();
    bench.terminal.err_text.clear();
    std::vector<std::string> words{"lead", "export", "--fields", "email", "--purpose", "p"};
    words.insert(words.end(), more.begin(), more.end());
    CHECK(bench.run(words) == 0);
  };
  told({});
  CHECK(bench.terminal.err_text == "1 leads exported, 7 withheld.\n");
  told({"--format", "csv"});
  CHECK(bench.terminal.err_text == "1 leads exported.\n");
  told({"--json"});
  CHECK(bench.terminal.err_text == R"({"exported":1,"withheld":7,"complete":true})"
                                   "\n");
  told({"--json", "--out", bench.folder / "ndjson"});
  CHECK(bench.terminal.out_text == R"({"exported":1,"withheld":7,"complete":true})"
                                   "\n");
  told({"--json", "--format", "csv", "--out", bench.folder / "csv"});
  CHECK(bench.terminal.out_text == R"({"exported":1,"withheld":null,"complete":true})"
                                   "\n");
}

TEST_CASE("an export that breaks off fails with the cursor to go on at", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    Response response;
    response.status = 200;
    response.body =
        "{\"id\":\"lead_1\"}\n{\"receipt\":{\"refused\":0,\"next_cursor\":\"c1\"}}\n{\"id\":\"le";
    return response;
  };
  const auto out = bench.folder / "leads.ndjson";
  CHECK(bench.run({"lead", "export", "--fields", "email", "--purpose", "p", "--out", out}) == 8);
  CHECK(bench.terminal.err_text.find("--cursor c1") != std::string::npos);
  CHECK(test::Folder::read(out).ends_with("\"c1\"}}\n"));
  CHECK(bench.server.requests.back().body == R"({"fields":["email.mask"]})");
}
