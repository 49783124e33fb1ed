#include "fake.hpp"
#include "support/catch.hpp"

#include <regex>
#include <sstream>

using namespace lv;
using namespace lv::cli;
using namespace lv::cli::test;

namespace {

const std::string shipped = LV_SOURCE_DIR "/policies";

std::string page(const std::string& changes, const std::string& cursor) {
  return R"({"policy_set":"aa","new_policy_set":"bb","entries":2,"decisions":3,"unknown":0,)"
         R"("drifted":0,"changed":1,"changes":[)" +
         changes + R"(],"next_cursor":)" + cursor + "}";
}

std::string change(const std::string& field, const std::string& from, const std::string& to,
                   const std::string& leads) {
  return R"({"principal":"prin_1","principal_name":"crm","action":"readField",)"
         R"("purpose":"contract","field":")" +
         field + R"(","from":")" + from + R"(","to":")" + to +
         R"(","from_mask":null,"to_mask":null,"decisions":1,"leads":1,"lead_ids":[)" + leads +
         R"(],"codes":[]})";
}

std::string call(const std::string& action, const std::string& from, const std::string& to) {
  return R"({"principal":"prin_1","principal_name":"crm","action":")" + action +
         R"(","purpose":null,"field":null,"from":")" + from + R"(","to":")" + to +
         R"(","from_mask":null,"to_mask":null,"decisions":2,"leads":0,"lead_ids":[],)"
         R"("codes":["forbidden"]})";
}

std::string masked(const std::string& field, const std::string& from, const std::string& to) {
  return R"({"principal":"prin_1","principal_name":"crm","action":"exportLeads",)"
         R"("purpose":"contract","field":")" +
         field + R"(","from":"mask","to":"mask","from_mask":")" + from + R"(","to_mask":")" + to +
         R"(","decisions":1,"leads":1,"lead_ids":["lead_1"],"codes":[]})";
}

// With which signs the lines of the table begin.
std::string signs(const std::string& table) {
  std::string found;
  std::istringstream in(table);
  for (std::string line; std::getline(in, line);)
    if (line.find_first_of("+-~") == 0) found += line.front();
  return found;
}

} // namespace

TEST_CASE("policy diff counts a lead once over all pages", "[cli]") {
  Bench bench;
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    const bool first = request.body.find("\"cursor\"") == SecretText::npos;
    const auto lost = change("email", "value", "withheld", R"("lead_1","lead_2")");
    const auto again = change("email", "value", "withheld", R"("lead_2")") + "," +
                       change("phone", "withheld", "mask", R"("lead_3")");
    return json_response(200, first ? page(lost, R"("c1")") : page(again, "null"));
  };
  REQUIRE(bench.run({"policy", "diff", shipped, "--since", "7d", "--json"}) == 0);
  REQUIRE(bench.server.requests.size() == 2);
  CHECK(bench.server.requests.front().body.find("2023-11-07T22:13:20") != SecretText::npos);
  const auto json = parse_json(bench.terminal.out_text);
  REQUIRE(json);
  CHECK(*json->find("decisions")->as_int() == 6);
  CHECK(*json->find("leads_losing")->as_int() == 2);
  CHECK(*json->find("leads_gaining")->as_int() == 1);
  const auto& changes = *json->find("changes")->as_array();
  REQUIRE(changes.size() == 2);
  CHECK(*changes[0].find("field")->as_string() == "email"); // losses first
  CHECK(*changes[0].find("leads")->as_int() == 2);

  CHECK(bench.run({"policy", "diff", shipped, "--since", "7d", "--exit-code"}) == 1);
}

TEST_CASE("policy diff puts fields that fare alike on one line", "[cli]") {
  Bench bench;
  bench.server.answer = [&](const Request&) -> Result<Response> {
    return json_response(200, page(change("email", "value", "withheld", R"("lead_1")") + "," +
                                       change("fax", "value", "withheld", R"("lead_1")") + "," +
                                       change("phone", "value", "withheld", R"("lead_2")"),
                                   "null"));
  };
  REQUIRE(bench.run({"policy", "diff", shipped, "--since", "30m"}) == 0);
  CHECK(bench.terminal.out_text.find("email, fax") != std::string::npos);
  CHECK(bench.terminal.out_text.find("1 of 3 decisions would change: more would be shown of 0 "
                                     "leads, less of 2 leads.") != std::string::npos);
}

TEST_CASE("policy diff shows calls and masks, losses first, then gains", "[cli]") {
  Bench bench;
  const auto changes = masked("phone", "last4", "full") + "," +
                       call("readAudit", "denied", "permitted") + "," +
                       call("listLeads", "permitted", "denied");
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    const bool first = request.body.find("\"cursor\"") == SecretText::npos;
    return json_response(200, page(changes, first ? R"("c1")" : "null"));
  };
  REQUIRE(bench.run({"policy", "diff", shipped, "--since", "7d"}) == 0);
  const auto& text = bench.terminal.out_text;
  CHECK(signs(text) == "-+~");
  CHECK(text.find("FIELDS OR CALL") != std::string::npos);
  CHECK(std::regex_search(text, std::regex("- +crm +- +listLeads +permitted +denied +- +4")));
  CHECK(std::regex_search(
      text,
      std::regex("~ +crm +contract +exportLeads: phone +mask\\(last4\\) +mask\\(full\\) +1 +2")));
  CHECK(text.find("more would be shown of 0 leads, less of 0 leads, another mask of 1 lead; "
                  "4 calls would be permitted, 4 denied.") != std::string::npos);
}

TEST_CASE("policy diff gives calls and masks as JSON, added up over the pages", "[cli]") {
  Bench bench;
  bench.server.answer = [&](const Request& request) -> Result<Response> {
    const bool first = request.body.find("\"cursor\"") == SecretText::npos;
    return json_response(
        200, page(masked("phone", "last4", "full") + "," + call("listLeads", "permitted", "denied"),
                  first ? R"("c1")" : "null"));
  };
  REQUIRE(bench.run({"policy", "diff", shipped, "--since", "7d", "--json"}) == 0);
  const auto json = parse_json(bench.terminal.out_text);
  REQUIRE(json);
  CHECK(*json->find("leads_losing")->as_int() == 0);
  const auto& changes = *json->find("changes")->as_array();
  REQUIRE(changes.size() == 2);
  CHECK(*changes[0].find("action")->as_string() == "listLeads");
  CHECK(changes[0].find("field")->is_null());
  CHECK(changes[0].find("purpose")->is_null());
  CHECK(changes[0].find("from_mask")->is_null());
  CHECK(*changes[0].find("decisions")->as_int() == 4);
  CHECK(*changes[0].find("leads")->as_int() == 0);
  CHECK(*changes[1].find("action")->as_string() == "exportLeads");
  CHECK(*changes[1].find("from_mask")->as_string() == "last4");
  CHECK(*changes[1].find("to_mask")->as_string() == "full");
  CHECK(*changes[1].find("leads")->as_int() == 1);
}

TEST_CASE("policy diff sends nothing of a set that is not sound", "[cli]") {
  Bench bench;
  bench.folder.write("own.cedar", "@id(\"a\")\npermit (principal, action, resourc);\n");
  const auto folder = std::filesystem::path(bench.folder / "own.cedar").parent_path().string();
  CHECK(bench.run({"policy", "diff", folder, "--since", "7d"}) == 1);
  CHECK(bench.terminal.err_text.find("own.cedar:2:") != std::string::npos);
  CHECK(bench.server.requests.empty());
}

TEST_CASE("policy diff takes a span or a time, and nothing else", "[cli]") {
  Bench bench;
  for (const auto* when : {"7", "d", "-1d", "0h", "7w", "yesterday", "99999999999999999999d"}) {
    CAPTURE(when);
    CHECK(bench.run({"policy", "diff", shipped, "--since", when}) == 2);
  }
  CHECK(bench.server.requests.empty());
}

TEST_CASE("access review shows a line for each purpose of a role", "[cli]") {
  Bench bench;
  bench.server.answer = [&](const Request&) -> Result<Response> {
    return json_response(200, R"({"policy_set":"aa","generated_at":"2026-01-01T00:00:00Z",
      "roles":[{"role":"sales_rep","label":"Rep","kind":"user","actions":[],"grants":[
        {"purpose":"contract","class":"contact","outcome":"value","fields":["email","fax"],
         "needs":["stage sql","assigned"]},
        {"purpose":"contract","class":"identity","outcome":"mask","needs":[]},
        {"purpose":"qualification","class":"identity","outcome":"value","needs":[]}]}],
      "principals":[{"id":"prin_1","name":"eve","kind":"user","roles":["operator"],"purposes":[],
        "credentials_expire_at":[],"grants":[],"actions":[]}]})");
  };
  REQUIRE(bench.run({"access", "review"}) == 0);
  const auto& text = bench.terminal.out_text;
  CHECK(text.find("contact: email, fax (value; stage sql + assigned); identity (mask)") !=
        std::string::npos);
  CHECK(text.find("qualification  identity (value)") != std::string::npos);
  CHECK(text.find("eve [operator]  user  -        reads no field") != std::string::npos);
  CHECK(bench.run({"access", "review", "--json", "--csv"}) == 2);
}
