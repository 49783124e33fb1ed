#include "leadvault/cli/transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <optional>

namespace lv::cli {
namespace {

constexpr std::size_t header_bytes_max = 64 * 1024;

struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

// The header list holds the API key: each line is wiped before it is freed.
struct WipeList {
  void operator()(curl_slist* list) const {
    for (auto* item = list; item != nullptr; item = item->next) {
      const std::string_view line(item->data);
      wipe({reinterpret_cast<std::uint8_t*>(item->data), line.size()});
    }
    curl_slist_free_all(list);
  }
};

class HeaderList {
public:
  void add(std::string_view name, std::string_view value) {
    SecretText line(name);
    // curl's way to send a header without a value is a semicolon, to drop one an empty colon.
    line += ": ";
    line += value;
    append(line.c_str());
  }
  void drop(const char* name) { append((std::string(name) + ":").c_str()); }
  curl_slist* get() const { return list_.get(); }

private:
  void append(const char* line) {
    auto* longer = curl_slist_append(list_.get(), line);
    if (longer == nullptr) throw std::bad_alloc();
    list_.release();
    list_.reset(longer);
  }
  std::unique_ptr<curl_slist, WipeList> list_;
};

// What the callbacks fill in while curl_easy_perform runs.
struct Reception {
  CURL* easy;
  const BodySink* sink;
  std::size_t body_bytes_max;
  std::size_t header_bytes = 0;
  Response response;
  std::optional<Error> fault;

  bool streams() const {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return *sink && status >= 200 && status < 300;
  }
};

std::size_t on_body(char* data, std::size_t, std::size_t count, void* user) {
  auto& reception = *static_cast<Reception*>(user);
  const std::string_view piece(data, count);
  if (reception.streams()) {
    if (auto taken = (*reception.sink)(piece); !taken) {
      reception.fault = taken.error();
      return 0;
    }
    return count;
  }
  if (reception.response.body.size() + count > reception.body_bytes_max) {
    reception.fault = LV_FAIL(too_large, "the server's answer is too long");
    return 0;
  }
  reception.response.body += piece;
  return count;
}

std::size_t on_header(char* data, std::size_t, std::size_t count, void* user) {
  auto& reception = *static_cast<Reception*>(user);
  std::string_view line(data, count);
  reception.header_bytes += count;
  if (reception.header_bytes > header_bytes_max) {
    reception.fault = LV_FAIL(too_large, "the server's headers are too long");
    return 0;
  }
  if (line.starts_with("HTTP/")) reception.response.headers.clear();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  line.remove_prefix(colon + 1);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  reception.response.headers.emplace_back(std::move(name), line);
  return count;
}

Error error_of(CURLcode code) {
  switch (code) {
  case CURLE_PEER_FAILED_VERIFICATION:
    return LV_FAIL(integrity, "the server's certificate is not of the expected authority and name");
  case CURLE_SSL_CACERT_BADFILE:
    return LV_FAIL(config, "the file of the certificate authority cannot be read");
  case CURLE_SSL_CONNECT_ERROR:
    return LV_FAIL(unavailable, "the server does not speak TLS as it should");
  case CURLE_COULDNT_RESOLVE_HOST:
    return LV_FAIL(unavailable, "the server's name cannot be resolved");
  case CURLE_COULDNT_CONNECT:
    return LV_FAIL(unavailable, "the server cannot be reached: is it running?");
  case CURLE_OPERATION_TIMEDOUT:
    return LV_FAIL(unavailable, "the server did not answer in time");
  default:
    return LV_FAIL(unavailable, "the connection broke before the answer was complete");
  }
}

class CurlTransport final : public Transport {
public:
  CurlTransport(CURL* easy, TransportOptions options)
      : easy_(easy), options_(std::move(options)), ca_file_(options_.ca_file.string()) {}

  Result<Response> send(const Request& request, const BodySink& sink) override {
    // Resets the options, keeps connection and TLS session.
    curl_easy_reset(easy_.get());
    const auto url = options_.url + request.target;
    Reception reception{easy_.get(), &sink, options_.body_bytes_max, 0, {}, {}};
    auto headers = headers_of(request);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set_security();
    set_request(request);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &reception);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, &reception);
    const auto code = curl_easy_perform(easy_.get());
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr); // the list ends here
    if (reception.fault) return *reception.fault;
    if (code != CURLE_OK) return error_of(code);
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    reception.response.status = static_cast<int>(status);
    return std::move(reception.response);
  }

private:
  template <class T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK) {
      throw std::logic_error("libcurl lacks an option this program needs");
    }
  }

  HeaderList headers_of(const Request& request) const {
    HeaderList headers;
    if (!options_.api_key.empty()) {
      SecretText bearer("Bearer ");
      bearer += options_.api_key;
      headers.add("Authorization", bearer);
    }
    for (const auto& [name, value] : request.headers) headers.add(name, value);
    if (request.content_type.empty()) {
      headers.drop("Content-Type");
    } else {
      headers.add("Content-Type", request.content_type);
    }
    headers.drop("Expect");
    return headers;
  }

  void set_security() {
    set(CURLOPT_PROTOCOLS_STR, "https");
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!ca_file_.empty()) {
      set(CURLOPT_CAINFO, ca_file_.c_str());
      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr)); // this authority and no other
    }
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, ""); // no proxy from the environment
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout_ms));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.idle_timeout_ms / 1000));
    set(CURLOPT_USERAGENT, "leadvault");
  }

  void set_request(const Request& request) {
    if (request.method == "GET") {
      set(CURLOPT_HTTPGET, 1L);
      return;
    }
    if (request.method == "POST" || !request.content_type.empty()) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDS, request.body.c_str()); // not copied
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  std::unique_ptr<CURL, CloseEasy> easy_;
  TransportOptions options_;
  std::string ca_file_;
};

} // namespace

Result<std::unique_ptr<Transport>> open_https_transport(TransportOptions options) {
  if (!options.url.starts_with("https://")) {
    return LV_FAIL(config, "the vault's address must start with https://");
  }
  while (options.url.ends_with('/')) options.url.pop_back();
  auto* easy = curl_easy_init();
  if (easy == nullptr) return LV_FAIL(unavailable, "libcurl does not start");
  return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(easy, std::move(options)));
}

} // namespace lv::cli
