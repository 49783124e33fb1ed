// What an import does when the server fails it: wait, open it again, halve the page, or give up.
#include "row_server.hpp"

using namespace lv;
using namespace lv::cli;
using test::Bench;
using test::lines;
using test::RowServer;

namespace {

// Answers by these failures while there are any, then as RowServer does.
struct FailingServer {
  RowServer rows;
  std::deque<Result<Response>> failures; // of pages
  std::deque<Result<Response>> refusals; // to open the import again
  int opened = 0;
  int pages = 0;

  Result<Response> operator()(const Request& request) {
    if (request.target == "/v1/imports") {
      return ++opened == 1 ? rows(request) : next(refusals, request);
    }
    ++pages;
    return next(failures, request);
  }

  Result<Response> next(std::deque<Result<Response>>& queue, const Request& request) {
    if (queue.empty()) return rows(request);
    auto answer = std::move(queue.front());
    queue.pop_front();
    return answer;
  }
};

Error broken() { return LV_FAIL(unavailable, "the connection broke"); }

struct ImportBench : Bench {
  ImportBench() { server.answer = std::ref(vault); }
  int import(int count) {
    return run({"lead", "import", folder.write("leads.ndjson", lines(count)), "--json"});
  }
  FailingServer vault;
};

} // namespace

TEST_CASE("an import goes on after a restart, however long the server was out of reach", "[cli]") {
  ImportBench bench;
  bench.vault.failures = {broken(), broken(), test::problem(404, "not-found")};
  CHECK(bench.import(3) == 0);
  CHECK(bench.vault.opened == 2);
  CHECK(bench.vault.rows.stored.size() == 3);
}

TEST_CASE("a server that starts up while the import is opened again is waited for", "[cli]") {
  ImportBench bench;
  bench.vault.failures = {test::problem(404, "not-found")};
  bench.vault.refusals = {test::problem(503, "sealed"), broken()};
  CHECK(bench.import(3) == 0);
  CHECK(bench.vault.opened == 4);
  CHECK(bench.vault.rows.stored.size() == 3);
}

TEST_CASE("an import that the server does not know twice in a row is not found", "[cli]") {
  ImportBench bench;
  bench.vault.failures = {test::problem(404, "not-found"), test::problem(404, "not-found")};
  CHECK(bench.import(3) == 6);
  CHECK(bench.vault.opened == 2);
}

TEST_CASE("a restart that comes with the last attempt is survived as well", "[cli]") {
  ImportBench bench;
  for (int i = 0; i < 5; ++i) bench.vault.failures.emplace_back(broken());
  bench.vault.failures.emplace_back(test::problem(404, "not-found"));
  CHECK(bench.import(3) == 0);
  CHECK(bench.vault.rows.stored.size() == 3);
}

TEST_CASE("a fault of the server is not taken for refused rows, nor asked for a row at a time",
          "[cli]") {
  ImportBench bench;
  for (int i = 0; i < 50; ++i) bench.vault.failures.emplace_back(test::problem(500, "internal"));
  CHECK(bench.import(20) == 1);
  CHECK(bench.vault.pages == 1);
  CHECK(bench.terminal.out_text.find(R"("refused":0,"complete":false)") != std::string::npos);
  CHECK(bench.terminal.err_text.find("internal: A sentence.") != std::string::npos);
  CHECK(bench.terminal.err_text.find("To resume: ") != std::string::npos);
}

TEST_CASE("an answer that cannot be read ends an import and refuses no row", "[cli]") {
  ImportBench bench;
  bench.vault.failures = {test::json_response(200, "{"), test::json_response(200, "{")};
  CHECK(bench.import(2) == 1);
  CHECK(bench.vault.pages == 1);
  CHECK(bench.terminal.out_text.find(R"("refused":0)") != std::string::npos);
}

TEST_CASE("a page longer than the server takes is halved", "[cli]") {
  ImportBench bench;
  bench.vault.failures = {test::problem(413, "too-large")};
  CHECK(bench.import(4) == 0);
  CHECK(bench.vault.rows.stored.size() == 4);
  CHECK(bench.vault.rows.largest_page == 2);
}

TEST_CASE("a page that the server still works on is sent again after a wait", "[cli]") {
  ImportBench bench;
  bench.vault.failures = {test::problem(503, "overloaded"), test::problem(409, "conflict"),
                          test::problem(409, "conflict")};
  CHECK(bench.import(3) == 0);
  CHECK(bench.vault.rows.stored.size() == 3);
  CHECK(bench.slept_ms.size() == 3);
}

TEST_CASE("a conflict that lasts ends an import after a bounded number of waits", "[cli]") {
  ImportBench bench;
  for (int i = 0; i < 50; ++i) bench.vault.failures.emplace_back(test::problem(409, "conflict"));
  CHECK(bench.import(3) == 7);
  CHECK(bench.vault.pages == 6);
}
