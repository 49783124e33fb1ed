#include "fake.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::cli;
using test::Bench;

namespace {

constexpr const char* explained = R"({"policy_set":"ab","action":"readField","purpose":"contract",
"lead":null,"principal":{"name":"crm","kind":"client","standing":"active","roles":["crm"],
"purposes":["contract"]},"decisions":[
{"field":"email","outcome":"withheld","code":"not-permitted","kind":"not-permitted","mask":null,
 "policies":[],"missing_consent":null,"errors":[],"nearest":[{"id":"near","file":"a.cedar","line":3,
 "failed":{"text":"resource.stage\n    == \"sql\"","line":7,"column":3,"result":"failed","why":null,
 "saw":{"context.field.name":"\"email\"","resource.stage":"\"new\""}}}]},
{"field":"city","outcome":"masked","code":null,"kind":null,"mask":"full","missing_consent":null,
 "policies":[{"id":"far","effect":"permit","file":"a.cedar","line":1,"last_line":2,
 "text":"@id(\"far\")\npermit (principal, action, resource);"}],"nearest":[],"errors":[]},
{"field":"phone","outcome":"withheld","code":"not-permitted","kind":"not-permitted","mask":null,
 "policies":[],"missing_consent":null,"errors":[],"nearest":[{"id":"near","file":"a.cedar","line":3,
 "failed":{"text":"resource.stage\n    == \"sql\"","line":7,"column":3,"result":"failed","why":null,
 "saw":{"context.field.name":"\"phone\"","resource.stage":"\"new\""}}}]},
{"field":"note","outcome":"withheld","code":"policy-failed","kind":"policy-failed","mask":null,
 "policies":[],"missing_consent":"contract","nearest":[],"errors":[{"id":"bad","file":"a.cedar",
 "line":9,"column":5,"why":"the result does not fit 64 bits"}]}]})";

std::string body_of(Bench& bench, const std::vector<std::string>& words) {
  CHECK(bench.run(words) == 0);
  const auto& request = bench.server.requests.back();
  CHECK(request.method == "POST");
  CHECK(request.target == "/v1/policies/explain");
  return std::string(request.body.begin(), request.body.end());
}

} // namespace

TEST_CASE("fields with the same explanation are one block", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(200, explained);
  };
  CHECK(bench.run({"policy", "explain", "--principal", "crm", "--purpose", "contract"}) == 0);
  const auto& out = bench.terminal.out_text;
  const auto has = [&out](std::string_view text) { return out.find(text) != std::string::npos; };
  CHECK(has("\nemail, phone: withheld, told not-permitted\n"
            "  nearest permit: near, a.cedar:3\n"
            "    failed: resource.stage == \"sql\", line 7, saw:\n"
            "      resource.stage = \"new\"\n"));
  CHECK(has("\ncity: masked as full\n"
            "  permit by far, a.cedar:1\n"
            "    | @id(\"far\")\n"
            "    | permit (principal, action, resource);\n"));
  CHECK(has("\nnote: withheld, told policy-failed\n"
            "  missing: the consent for contract\n"
            "  cannot be evaluated: bad, a.cedar:9:5: the result does not fit 64 bits\n"));
}

TEST_CASE("what is read is asked of a lead, stored or thought of, and a call of none", "[cli]") {
  Bench bench;
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(200, explained);
  };
  CHECK(body_of(bench, {"policy", "explain", "--principal", "crm", "--lead", "lead_1", "--purpose",
                        "contract", "--fields", "email,city"}) ==
        R"({"principal":"crm","lead":"lead_1","purpose":"contract","fields":["email","city"]})");
  CHECK(body_of(bench, {"policy", "explain", "--principal", "crm", "--stage", "sql", "--consents",
                        "contract", "--purpose", "contract"}) ==
        R"({"principal":"crm","purpose":"contract",)"
        R"("lead_attributes":{"stage":"sql","consents":["contract"]}})");
  CHECK(body_of(bench, {"policy", "explain", "--principal", "crm", "--action", "listLeads"}) ==
        R"({"principal":"crm","action":"listLeads"})");
  CHECK(bench.run({"policy", "explain", "--principal", "crm", "--lead", "lead_1", "--stage",
                   "sql"}) == 2);
}

TEST_CASE("the policies in force are a table, their text or the server's JSON", "[cli]") {
  Bench bench;
  const std::string shown =
      R"({"policy_set":"ab","catalogue":"cd",)"
      R"("files":[{"name":"a.cedar","text":"// One.\nforbid"}],)"
      R"("schema":"","policies":[{"number":1,"id":"far","effect":"forbid","code":"away",)"
      R"("mask":null,"file":"a.cedar","line":2}]})";
  bench.server.answer = [&](const Request&) -> Result<Response> {
    return test::json_response(200, shown);
  };
  CHECK(bench.run({"policy", "show"}) == 0);
  CHECK(bench.server.requests.back().target == "/v1/policies");
  CHECK(bench.terminal.out_text == "NUMBER  POLICY  EFFECT  CODE  MASK  PLACE\n"
                                   "1       far     forbid  away  -     a.cedar:2\n");
  bench.terminal.out_text.clear();
  CHECK(bench.run({"policy", "show", "--text"}) == 0);
  CHECK(bench.terminal.out_text == "// a.cedar\n// One.\nforbid\n");
  bench.terminal.out_text.clear();
  CHECK(bench.run({"policy", "show", "--json"}) == 0);
  CHECK(bench.terminal.out_text == shown + "\n");
}
