#include "bench_vault.hpp"

#include "lead_requests.hpp"

#include "leadvault/base/json.hpp"

#include <fstream>

namespace lv::bench {
namespace {

constexpr int answer_ms = 60'000;

std::string member(const std::string& json, const char* name) {
  const auto value = parse_json(json);
  const auto* found = value ? value->find(name) : nullptr;
  const auto* text = found != nullptr ? found->as_string() : nullptr;
  if (text == nullptr) throw BenchError(std::string("an answer without ") + name + ": " + json);
  return std::string(*text);
}

std::string key_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string word;
  std::string last;
  while (in >> word) last = word;
  return last;
}

} // namespace

BenchVault::BenchVault(std::filesystem::path folder, int threads, std::size_t principals)
    : folder_(std::move(folder)) {
  const std::string program = sibling_program("leadvault");
  const auto log = folder_ / "vault.log";
  const auto data = folder_ / "data";
  const auto root_key = folder_ / "root.key";
  const auto ports = folder_ / "vault-ports.json";
  run_program({program, "init", "--data", data, "--root-key-file", root_key, "--json"}, log);
  run_program({program, "dev-certs", "--out", folder_ / "certs"}, log);
  server_.emplace(std::vector<std::string>{program, "serve", "--data", data, "--root-key-file",
                                           root_key, "--listen", "127.0.0.1:0", "--admin",
                                           "127.0.0.1:0", "--tls-cert", certificate(), "--tls-key",
                                           certificate_key(), "--port-file", ports, "--threads",
                                           std::to_string(threads)},
                  ports, log);
  const std::string operator_key = key_in(data / "operator.key");
  const auto tenant = member(post("/v1/tenants", operator_key, R"({"name":"bench"})"), "id");
  for (std::size_t i = 0; i < principals; ++i) {
    const std::string name = "crm-" + std::to_string(i);
    const auto made = post("/v1/principals", operator_key,
                           R"({"kind":"client","name":")" + name +
                               R"(","roles":["crm_integration"],"tenant":")" + tenant + R"("})");
    const auto issued = post("/v1/principals/" + member(made, "id") + "/keys", operator_key,
                             R"({"purposes":["qualification","lead_intake"]})");
    keys_.push_back(member(issued, "api_key"));
  }
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
  for (std::uint64_t page = 0; ids.size() < count; ++page) {
    const auto answer = parse_json(post(target, key(0), page_body(page)));
    const auto* rows = answer ? answer->find("data") : nullptr;
    if (rows == nullptr || rows->as_array() == nullptr) throw BenchError("an import without rows");
    for (const auto& row : *rows->as_array()) {
      const auto* id = row.find("id");
      if (id == nullptr || id->as_string() == nullptr) throw BenchError("a row was refused");
      ids.emplace_back(*id->as_string());
    }
  }
  ids.resize(count);
  return ids;
}

} // namespace lv::bench
