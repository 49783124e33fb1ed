// Reading one request: guard first, then Beast's parser on exactly the bytes the guard admitted.
#include "http/request_parser.hpp"
#include "http/session.hpp"

namespace lv::http {

namespace {

namespace beast_http = boost::beast::http;
using Outcome = Connection::Outcome;

constexpr Refusal too_slow{408, Errc::malformed, "deadline", "the request arrived too slowly"};
constexpr Refusal disagreement{400, Errc::malformed, "framing", "the head is not valid HTTP/1.1"};
constexpr Refusal no_room{503, Errc::overloaded, "bodies",
                          "too many large bodies are held already"};

constexpr std::size_t usual_headers = 12;

enum class Fed { more, done, refused };

// Gives the parser bytes from the front of `received`, at most `bytes`, and removes what it took.
Fed feed(RequestParser& parser, SecretText& received, std::size_t bytes) {
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
bool agrees(const RequestParser& parser, const AdmittedHead& head) {
  if (!parser.is_header_done() || parser.chunked()) return false;
  const auto length = parser.content_length();
  return (length ? *length : 0) == head.body_bytes && parser.version() == 11;
}

} // namespace

Async<std::variant<HeadEnd, Refusal, Session::Gone>> Session::read_head() {
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
    co_return too_slow;
  }
}

Async<Outcome> Session::answer_expectation(const AdmittedHead& head) {
  const bool waits = head.expectation == AdmittedHead::Expectation::continue_100;
  if (!waits || !connection_->received.empty()) co_return Outcome::ok;
  co_return co_await connection_->write("HTTP/1.1 100 Continue\r\n\r\n");
}

Async<Session::BodyEnd> Session::read_body(RequestParser& parser, const AdmittedHead& head,
                                           BodyBudget::Charge& charge) {
  auto& received = connection_->received;
  if (co_await answer_expectation(head) == Outcome::ended) co_return BodyEnd::ended;
  for (std::uint64_t read = 0; read < head.body_bytes;) {
    if (received.empty()) {
      const auto filled = co_await connection_->fill();
      if (filled == Outcome::ended) co_return BodyEnd::ended;
    }
    const auto piece = std::min<std::uint64_t>(head.body_bytes - read, received.size());
    read += piece;
    if (charge.grow_to(read) == BodyBudget::Room::none) co_return BodyEnd::no_room;
    if (feed(parser, received, piece) == Fed::refused) break;
  }
  co_return BodyEnd::read;
}

Async<Session::ReadResult> Session::read_request() {
  const auto& limits = core_->options.limits;
  auto& received = connection_->received;
  const auto found = co_await read_head();
  if (const auto* refusal = std::get_if<Refusal>(&found)) co_return *refusal;
  if (std::holds_alternative<Gone>(found)) co_return Gone{};
  const std::size_t head_bytes = std::get<HeadEnd>(found).bytes;
  auto checked = check_head(std::string_view(received).substr(0, head_bytes), limits.guard);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) co_return *refusal;
  auto& head = std::get<AdmittedHead>(checked);

  Request request;
  request.headers.reserve(usual_headers);
  RequestParser parser(request);
  parser.header_limit(static_cast<std::uint32_t>(limits.guard.head_bytes_max));
  parser.body_limit(limits.guard.body_bytes_max);
  parser.eager(true);
  const auto fed = feed(parser, received, head_bytes);
  if (fed == Fed::refused || !agrees(parser, head)) co_return disagreement;

  BodyBudget::Charge charge(core_->bodies);
  if (head.body_bytes > 0) {
    connection_->arm(limits.body_timeout_ms);
    const auto end = co_await read_body(parser, head, charge);
    if (end == BodyEnd::no_room) co_return no_room;
    if (end == BodyEnd::ended && !connection_->expired()) co_return Gone{};
    if (end == BodyEnd::ended) co_return too_slow;
  }
  if (!parser.is_done()) co_return disagreement;
  connection_->disarm();

  reply_.verb = head.verb;
  if (head.after == AdmittedHead::After::keep_open) reply_.after = After::keep_open;
  request.verb = head.verb;
  request.path = std::move(head.target.path);
  request.query = std::move(head.target.query);
  request.id = reply_.id;
  request.remote_address = admission_.address();
  request.client_certificate = client_certificate_;
  co_return Received{std::move(request), std::move(charge)};
}

} // namespace lv::http
