// Client: the API as a command sees it: JSON in and out, and each refusal as a sentence with an
// exit code. Owns its transport; one thread. Never prints and never retries a write by itself.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/cli/exit_code.hpp"
#include "leadvault/cli/transport.hpp"

#include <cstdint>
#include <optional>

namespace lv::cli {

// Why a command ends. `message` and `violations` are for the caller's own terminal.
struct Failure {
  ExitCode exit_code = ExitCode::failed;
  int status = 0;      // of the HTTP answer; 0: there was none, or it could not be read
  std::string message; // one line, ready to show
  std::string code;    // of the problem document: "consent-missing"; empty when found here
  Violations violations;
  std::int64_t retry_after_s = 0; // 0: not told

  Failure() = default;
  Failure(ExitCode exit, std::string text) : exit_code(exit), message(std::move(text)) {}
  Failure(const Error& error) : Failure(exit_code_of(error.code()), error.what()) {} // NOLINT
};

[[noreturn]] void throw_exception_from_error(const Failure& failure,
                                             const boost::source_location& where);

template <class T>
using Outcome = boost::system::result<T, Failure>;

struct Answer {
  Response response;
  JsonValue json; // null when the answer has no JSON body
};

class Client {
public:
  explicit Client(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}

  // A 2xx answer; anything else is the failure its problem document tells.
  Outcome<Answer> call(const Request& request);
  Outcome<Response> stream(const Request& request, const BodySink& sink);
  // The answer whatever its status, for those who show refusals: the demo.
  Outcome<Answer> exchange(const Request& request);

private:
  std::unique_ptr<Transport> transport_;
};

Failure failure_of(const Response& response);

// Parts of a target, percent-encoded (RFC 3986 unreserved characters stay).
std::string url_encode(std::string_view text);
using Query = std::vector<std::pair<std::string, std::string>>;
std::string target(std::string_view path, const Query& query); // leaves out empty values

// {"member":"text",...} of what is not empty; for small bodies.
SecretText json_object_of(const std::vector<std::pair<std::string_view, std::string>>& members);

} // namespace lv::cli
