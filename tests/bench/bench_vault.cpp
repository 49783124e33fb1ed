#include "bench_vault.hpp"

#include "admin_client.hpp"
#include "lead_requests.hpp"
#include "load_client.hpp"
#include "now.hpp"
#include "progress.hpp"

#include "leadvault/base/json.hpp"

#include <fstream>

namespace lv::bench {
namespace {

constexpr int answer_ms = 60'000;
constexpr std::size_t pages_in_flight = 2; // one is sealed while the other is committed
constexpr double load_limit_s = 3'600;
constexpr std::uint64_t told_every = 50'000;

JsonValue json_in(std::string_view text) {
  auto value = parse_json(text);
  if (!value) throw BenchError("an answer that is not JSON");
  return std::move(*value);
}

std::string member(std::string_view json, const char* name) {
  const auto value = json_in(json);
  const auto* found = value.find(name);
  const auto* text = found != nullptr ? found->as_string() : nullptr;
  if (text == nullptr) throw BenchError(std::string("an answer without ") + name);
  return std::string(*text);
}

std::string key_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string word;
  std::string last;
  while (in >> word) last = word;
  return last;
}

void add_ids(std::string_view answer, std::vector<std::string>& ids) {
  const auto body = json_in(answer.substr(answer.find("\r\n\r\n") + 4));
  const auto* rows = body.find("data");
  if (rows == nullptr || rows->as_array() == nullptr) throw BenchError("an import without rows");
  for (const auto& row : *rows->as_array()) {
    const auto* id = row.find("id");
    if (id == nullptr || id->as_string() == nullptr) throw BenchError("a row was refused");
    ids.emplace_back(*id->as_string());
  }
}

} // namespace

BenchVault::BenchVault(std::filesystem::path folder, const VaultPlan& plan)
    : folder_(std::move(folder)), plan_(plan) {
  const std::string program = sibling_program("leadvault");
  const auto log = folder_ / "vault.log";
  run_program({program, "init", "--data", data(), "--root-key-file", root_key(), "--json"}, log);
  run_program({program, "dev-certs", "--out", folder_ / "certs"}, log);
  start();
  make_principals(plan.principals);
}

void BenchVault::make_principals(std::size_t count) {
  const std::string operator_key = key_in(data() / "operator.key");
  const auto tenant = member(post("/v1/tenants", operator_key, R"({"name":"bench"})"), "id");
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "crm-" + std::to_string(i);
    const auto made =
        post("/v1/principals", operator_key,
             R"({"kind":"client","name":")" + name +
                 R"(","roles":["crm_integration","privacy_agent"],"tenant":")" + tenant + R"("})");
    const auto issued = post("/v1/principals/" + member(made, "id") + "/keys", operator_key,
                             R"({"purposes":["subject_request","lead_intake"]})");
    keys_.push_back(member(issued, "api_key"));
  }
}

double BenchVault::start() {
  const auto ports = folder_ / "vault-ports.json";
  std::filesystem::remove(ports);
  std::vector<std::string> command = plan_.run_under;
  const std::vector<std::string> serve{sibling_program("leadvault"),
                                       "serve",
                                       "--data",
                                       data(),
                                       "--root-key-file",
                                       root_key(),
                                       "--listen",
                                       "127.0.0.1:0",
                                       "--admin",
                                       "127.0.0.1:0",
                                       "--tls-cert",
                                       certificate(),
                                       "--tls-key",
                                       certificate_key(),
                                       "--port-file",
                                       ports,
                                       "--threads",
                                       std::to_string(plan_.threads)};
  command.insert(command.end(), serve.begin(), serve.end());
  const double before = now_s();
  server_.emplace(command, folder_ / "vault.log", ports_in(ports));
  return now_s() - before;
}

void BenchVault::stop() {
  client_.reset();
  server_.reset();
}

test::RawResponse BenchVault::call(const std::string& request) {
  if (!client_) {
    test::RawClientOptions options;
    options.port = server_->port();
    options.ca_file = ca_file();
    client_ = test::RawClient::connect(options);
  }
  if (!client_ || !client_->send(request)) throw BenchError("the vault cannot be reached");
  auto answer = client_->response(answer_ms);
  if (!answer) throw BenchError("the vault does not answer");
  if (answer->status / 100 != 2) throw BenchError("the vault refused: " + answer->body);
  return std::move(*answer);
}

std::string BenchVault::post(const std::string& target, const std::string& key,
                             const std::string& body) {
  return call(post_request(target, key, body)).body;
}

std::string BenchVault::open_import(const std::string& name) {
  return member(post("/v1/imports", key(0), R"({"name":")" + name + R"("})"), "id");
}

std::vector<std::string> BenchVault::load(std::uint64_t count) {
  const std::string target = "/v1/imports/" + open_import("load") + "/rows";
  std::vector<std::string> ids;
  std::uint64_t page = 0;
  std::string request;
  const NextRequest next = [&](std::size_t) -> std::string_view {
    request = post_request(target, key(0), page_body(page++));
    return request;
  };
  const OnAnswer take = [&](std::size_t, std::string_view answer) {
    add_ids(answer, ids);
    if (ids.size() % told_every == 0) say("imported " + std::to_string(ids.size()) + " leads");
  };
  LoadClient client(server_->port(), ca_file(), pages_in_flight);
  client.run({load_limit_s, (count + page_rows - 1) / page_rows}, next, take);
  if (ids.size() < count) throw BenchError("the import of the sample takes too long");
  return ids;
}

std::uint64_t BenchVault::verified_entries() const {
  const auto report = folder_ / "verified.json";
  std::filesystem::remove(report);
  run_program({sibling_program("leadvault"), "audit", "verify", "--data", data(), "--root-key-file",
               root_key(), "--json"},
              report);
  std::ifstream in(report);
  std::string line;
  for (std::string next; std::getline(in, next);) line = next; // before it stand lines of progress
  const auto value = json_in(line);
  const auto* entries = value.find("entries");
  if (entries == nullptr || entries->as_int() == nullptr)
    throw BenchError("a verification without a count");
  return static_cast<std::uint64_t>(*entries->as_int());
}

double BenchVault::metric(const std::string& name) const {
  const std::string text = "\n" + AdminClient(server_->ports().admin).get("/metrics");
  const auto at = text.find("\n" + name + " ");
  if (at == std::string::npos) throw BenchError("there is no metric " + name);
  return std::stod(text.substr(at + name.size() + 2));
}

} // namespace lv::bench
