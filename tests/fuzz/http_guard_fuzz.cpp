// Any bytes as the start of a connection: the same verdict however they arrive, and what the guard
// admits is one request to every reader: a plain splitter written here and the HTTP parser behind
// the guard, where it takes the head, find the same method, target, length and headers.
#include "fuzz.hpp"

#include "leadvault/http/guard.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <map>

using namespace lv;
using namespace lv::http;
using lv::fuzz::demand;

namespace {

using Scan = std::variant<NeedMore, HeadEnd, Refusal>;

bool equal(const Scan& a, const Scan& b) {
  if (a.index() != b.index()) return false;
  if (const auto* end = std::get_if<HeadEnd>(&a)) return end->bytes == std::get<HeadEnd>(b).bytes;
  const auto* refusal = std::get_if<Refusal>(&a);
  return refusal == nullptr || refusal->status == std::get<Refusal>(b).status;
}

Scan scan_byte_by_byte(std::string_view bytes, const GuardLimits& limits) {
  for (std::size_t scanned = 0; scanned < bytes.size(); ++scanned) {
    auto scan = scan_head(bytes.substr(0, scanned + 1), scanned, limits);
    if (!std::holds_alternative<NeedMore>(scan)) return scan;
  }
  return NeedMore{};
}

struct Split {
  std::string method, target, version;
  std::multimap<std::string, std::string> headers; // lower-case names, values as written
};

// By the letter of RFC 9112 §2.1 and nothing else: lines end at CRLF, names at the first colon.
Split split(std::string_view head) {
  Split out;
  const auto line = [&head] {
    const auto end = head.find("\r\n");
    const auto taken = head.substr(0, end);
    head.remove_prefix(end + 2);
    return std::string(taken);
  };
  const auto request = line();
  const auto first = request.find(' ');
  const auto second = request.find(' ', first + 1);
  out.method = request.substr(0, first);
  out.target = request.substr(first + 1, second - first - 1);
  out.version = request.substr(second + 1);
  for (auto header = line(); !header.empty(); header = line()) {
    const auto colon = header.find(':');
    auto name = header.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    out.headers.emplace(std::move(name), header.substr(colon + 1));
  }
  return out;
}

// One printable line or value, as every reader sees it: no CR, LF or NUL for some to stop at.
void check_line(std::string_view text) {
  for (const char c : text)
    demand((c >= ' ' && c <= '~') || c == '\t', "a head is lines of printable ASCII");
}

void compare_with_splitter(const AdmittedHead& admitted, std::string_view head) {
  const auto reference = split(head);
  demand(reference.version == "HTTP/1.1", "one version is served");
  for (const auto& [name, value] : reference.headers) check_line(name + value);
  demand(verb_name(admitted.verb) == reference.method, "both read the same method");
  const auto target = decode_target(reference.target);
  demand(target && target->path == admitted.target.path && target->query == admitted.target.query,
         "both read the same target");
  demand(reference.headers.count("host") == 1, "a request is for one host");
  demand(reference.headers.count("transfer-encoding") == 0, "a body has a length, not an end");
  demand(reference.headers.count("authorization") <= 1, "a request has one credential");
  demand(reference.headers.count("content-length") <= 1, "a body has one length");
  const auto length = reference.headers.find("content-length");
  const std::uint64_t bytes = length == reference.headers.end() ? 0 : std::stoull(length->second);
  demand(bytes == admitted.body_bytes, "both read the same length");
}

void compare_with_parser(const AdmittedHead& admitted, std::string_view head) {
  namespace beast = boost::beast::http;
  beast::request_parser<beast::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(limits::head_bytes_max));
  parser.body_limit(limits::body_bytes_max);
  boost::beast::error_code failed;
  const auto taken = parser.put(boost::asio::buffer(head), failed);
  if (failed == beast::error::need_more) failed = {}; // the body
  if (failed) return; // stricter than the guard: the session then refuses as well
  demand(taken == head.size() && parser.is_header_done(),
         "the parser takes the whole head that was admitted, and no more");
  const auto& message = parser.get();
  const auto reference = split(head);
  const auto fields = std::distance(message.begin(), message.end());
  demand(static_cast<std::size_t>(fields) == reference.headers.size(), "both see all headers");
  demand(message.method_string() == reference.method && message.target() == reference.target,
         "the parser reads the same request line");
  demand(!parser.chunked() && parser.content_length().value_or(0) == admitted.body_bytes,
         "the parser reads the same length");
}

// Plain requests must come through: a guard that refuses everything would pass all of the above.
bool is_plain(const Split& request) {
  const auto host = request.headers.find("host");
  return request.headers.size() == 1 && host != request.headers.end() &&
         host->second == " vault.example" && request.version == "HTTP/1.1" &&
         request.method == "GET" && request.target == "/v1/status";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  GuardLimits limits;
  limits.head_bytes_max = 2'000;
  limits.target_bytes_max = 500;
  limits.header_count_max = 20;
  const auto scan = scan_head(bytes, 0, limits);
  demand(equal(scan, scan_byte_by_byte(bytes, limits)), "arrival in pieces changes no verdict");
  const auto* end = std::get_if<HeadEnd>(&scan);
  if (end == nullptr) return 0;
  const auto head = bytes.substr(0, end->bytes);
  const auto verdict = check_head(head, limits);
  const auto* admitted = std::get_if<AdmittedHead>(&verdict);
  if (admitted != nullptr) {
    compare_with_splitter(*admitted, head);
    compare_with_parser(*admitted, head);
  } else {
    const auto status = std::get<Refusal>(verdict).status;
    demand(status >= 400 && status < 500, "a refusal is the client's error");
    demand(!is_plain(split(head)), "a plain request is admitted");
  }
  return 0;
}
