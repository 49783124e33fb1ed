// A terminal and a transport in memory, and a context made of them.
#pragma once

#include "leadvault/cli/cli.hpp"
#include "leadvault/crypto/token.hpp"

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>

namespace lv::cli::test {

class FakeTerminal final : public Terminal {
public:
  void out(std::string_view data) override {
    if (full) written = LV_FAIL(no_space, "standard output is full");
    if (written) out_text += data;
  }
  Result<void> take_written() override { return std::exchange(written, Result<void>()); }
  void err(std::string_view message) override { err_text += message; }
  bool is_tty(Stream) const override { return tty; }
  bool colour(Stream) const override { return false; }
  Result<SecretText> read_input(std::size_t) override { return SecretText(input); }
  Result<SecretText> ask(std::string_view, Echo) override {
    if (!tty) return LV_FAIL(io, "there is no terminal");
    return SecretText(input);
  }

  std::string out_text;
  std::string err_text;
  std::string input;
  bool tty = false;
  bool full = false; // out takes nothing
  Result<void> written;
};

class FakeClock final : public Clock {
public:
  Time now() const override { return {1'700'000'000'000'000}; }
  std::int64_t monotonic_us() const override { return us; }
  std::int64_t us = 0;
};

// Records requests and answers them by a function.
struct FakeServer {
  std::function<Result<Response>(const Request&)> answer;
  std::vector<Request> requests;
};

class FakeTransport final : public Transport {
public:
  explicit FakeTransport(FakeServer& server) : server_(server) {}
  Result<Response> send(const Request& request, const BodySink& sink) override {
    server_.requests.push_back(request);
    auto response = server_.answer(request);
    if (response && sink && response->status < 300) {
      if (auto taken = sink(response->body); !taken) return taken.error();
      response->body.clear();
    }
    return response;
  }

private:
  FakeServer& server_;
};

inline Response json_response(int status, std::string_view body) {
  Response response;
  response.status = status;
  response.headers.emplace_back("content-type",
                                status < 300 ? "application/json" : "application/problem+json");
  response.body = SecretText(body);
  return response;
}

inline Response problem(int status, const std::string& code) {
  return json_response(status, R"({"type":"about:blank","title":"T","status":)" +
                                   std::to_string(status) + R"(,"detail":"A sentence.","code":")" +
                                   code + R"(","request_id":"req_1"})");
}

// Removes itself; files are written with the mode asked for.
class Folder {
public:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "lv-cli-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text, unsigned mode = 0600) const {
    const auto file = path_ / name;
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
    return file.string();
  }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  static std::string read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

private:
  std::filesystem::path path_;
};

inline std::string api_key_text() {
  const auto key = crypto::make_api_key(make_id<CredentialTag>());
  return std::string(crypto::encode_api_key(key));
}

// Everything that runs one command line against a fake server.
struct Bench {
  Bench() {
    environment["LEADVAULT_URL"] = "https://vault.example:8443";
    environment["LEADVAULT_KEY_FILE"] = folder.write("key", key + "\n");
  }

  int run(const std::vector<std::string>& arguments) {
    return run_command_line(client_commands(context), context, arguments);
  }

  Folder folder;
  std::string key = api_key_text();
  FakeTerminal terminal;
  FakeClock clock;
  FakeServer server;
  TransportOptions options; // of the last connection
  std::map<std::string, std::string, std::less<>> environment;
  std::vector<std::int64_t> slept_ms;
  Context context{terminal,
                  clock,
                  "1.2.3",
                  LV_SOURCE_DIR "/policies",
                  [this](std::string_view name) {
                    const auto found = environment.find(name);
                    return found == environment.end() ? std::string() : found->second;
                  },
                  [this](std::int64_t ms) { slept_ms.push_back(ms); },
                  [this](TransportOptions given) -> Result<std::unique_ptr<Transport>> {
                    options = std::move(given);
                    return std::unique_ptr<Transport>(std::make_unique<FakeTransport>(server));
                  }};
};

} // namespace lv::cli::test
