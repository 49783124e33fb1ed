// Reading one request: guard first, then Beast's parser on exactly the bytes the guard admitted.
#include "http/characters.hpp"
#include "http/session.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace lv::http {

namespace {

namespace beast_http = boost::beast::http;
using Outcome = Connection::Outcome;

// Both the body and the fields wipe themselves.
using Body = beast_http::basic_string_body<char, std::char_traits<char>, WipingAllocator<char>>;
using Parser = beast_http::request_parser<Body, WipingAllocator<char>>;

constexpr Refusal too_slow{408, Errc::malformed, "deadline", "the request arrived too slowly"};
constexpr Refusal disagreement{400, Errc::malformed, "framing", "the head is not valid HTTP/1.1"};

enum class Fed { more, done, refused };

// Gives the parser bytes from the front of `received`, at most `bytes`, and removes what it took.
Fed feed(Parser& parser, SecretText& received, std::size_t bytes) {
  std::size_t taken = 0;
  while (taken < bytes && !parser.is_done()) {
    boost::system::error_code ec;
    const net::const_buffer rest(received.data() + taken, bytes - taken);
    const auto used = parser.put(rest, ec);
    taken += used;
    if (ec == beast_http::error::need_more && used > 0) continue;
    if (ec == beast_http::error::need_more) break;
    if (ec) return Fed::refused;
  }
  received.erase(0, taken);
  if (taken != bytes) return Fed::refused;
  return parser.is_done() ? Fed::done : Fed::more;
}

// The parser must have understood what the guard has admitted: same length, no chunks.
bool agrees(Parser& parser, const AdmittedHead& head) {
  if (!parser.is_header_done() || parser.chunked()) return false;
  const auto length = parser.content_length();
  return (length ? *length : 0) == head.body_bytes && parser.get().version() == 11;
}

void take_headers(Parser& parser, Request& request) {
  for (const auto& field : parser.get()) {
    const auto name = field.name_string();
    const auto value = trim({field.value().data(), field.value().size()});
    RequestHeader header;
    for (const char c : name) header.name.push_back(to_lower(c));
    header.value.assign(value);
    request.headers.push_back(std::move(header));
  }
}

} // namespace

net::awaitable<std::variant<HeadEnd, Refusal, Session::Gone>> Session::read_head() {
  const auto& limits = core_->options.limits;
  connection_->arm(limits.head_timeout_ms);
  std::size_t scanned = 0;
  for (;;) {
    const auto scan = scan_head(connection_->received, scanned, limits.guard);
    if (const auto* refusal = std::get_if<Refusal>(&scan)) co_return *refusal;
    if (const auto* end = std::get_if<HeadEnd>(&scan)) co_return *end;
    scanned = connection_->received.size();
    const auto filled = co_await connection_->fill();
    if (filled == Outcome::ok) continue;
    if (!connection_->expired()) co_return Gone{};
    ++core_->counters.closed_by_deadline;
    co_return too_slow;
  }
}

net::awaitable<Outcome> Session::answer_expectation(const AdmittedHead& head) {
  const bool waits = head.expectation == AdmittedHead::Expectation::continue_100;
  if (!waits || head.body_bytes == 0 || !connection_->received.empty()) co_return Outcome::ok;
  const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  co_return co_await connection_->write(go_on);
}

net::awaitable<Session::ReadResult> Session::read_request(RequestId id) {
  const auto& limits = core_->options.limits;
  auto& received = connection_->received;
  const auto found = co_await read_head();
  if (const auto* refusal = std::get_if<Refusal>(&found)) co_return *refusal;
  if (std::holds_alternative<Gone>(found)) co_return Gone{};
  const std::size_t head_bytes = std::get<HeadEnd>(found).bytes;
  auto checked = check_head(std::string_view(received).substr(0, head_bytes), limits.guard);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) co_return *refusal;
  auto& head = std::get<AdmittedHead>(checked);

  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.guard.head_bytes_max));
  parser.body_limit(limits.guard.body_bytes_max);
  parser.eager(true);
  auto fed = feed(parser, received, head_bytes);
  if (fed == Fed::refused || !agrees(parser, head)) co_return disagreement;

  connection_->arm(limits.body_timeout_ms);
  const auto told = co_await answer_expectation(head);
  if (told == Outcome::ended) co_return Gone{};
  std::uint64_t missing = head.body_bytes;
  while (missing > 0) {
    if (received.empty()) {
      const auto filled = co_await connection_->fill();
      if (filled == Outcome::ended && !connection_->expired()) co_return Gone{};
      if (filled == Outcome::ended) {
        ++core_->counters.closed_by_deadline;
        co_return too_slow;
      }
    }
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(missing, received.size()));
    fed = feed(parser, received, piece);
    if (fed == Fed::refused) co_return disagreement;
    missing -= piece;
  }
  if (!parser.is_done()) co_return disagreement;
  connection_->disarm();

  Incoming incoming;
  incoming.after = head.after == AdmittedHead::After::close ? After::close : After::keep_open;
  incoming.request.verb = head.verb;
  incoming.request.path = std::move(head.target.path);
  incoming.request.query = std::move(head.target.query);
  take_headers(parser, incoming.request);
  incoming.request.body = std::move(parser.get().body());
  incoming.request.id = id;
  incoming.request.remote_address = address_;
  incoming.request.client_certificate = client_certificate_;
  co_return incoming;
}

} // namespace lv::http
