// HttpFixture: a real server on port 0 with its own network threads and development certificates.
#pragma once

#include "support/raw_client.hpp"

#include "leadvault/http/dev_ca.hpp"
#include "leadvault/http/server.hpp"

#include <cstdlib>
#include <filesystem>

namespace lv::test {

// A folder of its own, removed at the end.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lv-http-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

enum class Wire { plain, tls };

class HttpFixture {
public:
  explicit HttpFixture(Wire wire, http::Handler handler, http::ServerOptions options = {},
                       int threads = 3)
      : io_(threads) {
    ca_ = *http::make_dev_ca(folder_.path(), "ca");
    server_pair_ = *http::issue_server_certificate(ca_, folder_.path(), "server");
    if (wire == Wire::tls && !options.tls) options.tls.emplace();
    if (options.tls) {
      options.tls->certificate_file = server_pair_.certificate;
      options.tls->key_file = server_pair_.key;
      options.tls->client_ca_file = ca_.certificate;
      client_.ca_file = ca_.certificate;
    }
    if (options.listen.empty()) options.listen.emplace_back();
    server_ = std::make_unique<http::Server>(io_, std::move(options), std::move(handler));
    io_.start();
    started_ = server_->start();
    client_.port = server_->port();
  }
  ~HttpFixture() {
    server_->stop();
    io_.stop();
  }

  http::Server& server() { return *server_; }
  const Result<void>& started() const { return started_; }
  RawClientOptions client_options() const { return client_; }
  std::unique_ptr<RawClient> connect() { return RawClient::connect(client_); }
  const http::PemPair& ca() const { return ca_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

private:
  TemporaryFolder folder_;
  http::IoThreads io_;
  http::PemPair ca_;
  http::PemPair server_pair_;
  std::unique_ptr<http::Server> server_;
  Result<void> started_;
  RawClientOptions client_;
};

// Answers 200 with the body it was sent.
inline Async<http::Response> echo(http::Request request) {
  http::Response response;
  response.content_type = "application/octet-stream";
  response.body = std::move(request.body);
  co_return response;
}

} // namespace lv::test
