// Transport: sends one HTTPS request and gives its answer. The libcurl implementation keeps one
// connection alive, demands TLS 1.2 or better and a known CA, and follows no redirect.
// One thread. Never shows the API key: it is added on the wire, not in a Request.
#pragma once

#include "leadvault/base/json.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lv::cli {

struct Request {
  std::string method = "GET";
  std::string target; // "/v1/leads?limit=50"; holds no personal data
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type; // of the body; empty: no body
  SecretText body;
};

struct Response {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers; // names in lower case
  SecretText body;

  std::string_view header(std::string_view name) const; // empty when absent
};

// Takes pieces of a successful body as they arrive; a failure ends the transfer with it.
using BodySink = std::function<Result<void>(std::string_view piece)>;

class Transport {
public:
  virtual ~Transport() = default;
  // With a sink, the body of a 2xx answer goes there and Response::body stays empty.
  // Errors: unavailable (no answer), integrity (certificate), too_large, io.
  virtual Result<Response> send(const Request& request, const BodySink& sink = {}) = 0;
};

struct TransportOptions {
  std::string url;               // https://host:port
  std::filesystem::path ca_file; // empty: the system's
  SecretText api_key;            // empty: none is sent
  std::int64_t connect_timeout_ms = 10'000;
  std::int64_t idle_timeout_ms = 60'000; // no byte for so long
  std::size_t body_bytes_max = 64 * 1024 * 1024;
};

Result<std::unique_ptr<Transport>> open_https_transport(TransportOptions options);

} // namespace lv::cli
