// Request: one admitted HTTP request as plain values. Owned by the handler that receives it.
// Path and query are decoded exactly once and validated; body and header values wipe themselves.
// Never holds anything the admission guard (guard.hpp) would refuse.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lv::http {

enum class Verb { get, head, post, put, patch, del, options };

std::string_view verb_name(Verb verb); // "GET", "DELETE", ...
std::optional<Verb> parse_verb(std::string_view method);

// A decoded origin-form target (RFC 9112 §3.2.1).
struct Target {
  std::string path;                                       // printable ASCII, starts with '/'
  std::vector<std::pair<std::string, std::string>> query; // names are unique, order as written
};

// Decodes path and query once. Refused: anything but origin-form, characters RFC 3986 does not
// allow, broken percent-encoding, encoded '/' or '\', control or non-ASCII bytes in the path,
// control bytes in the query, "//", "." and ".." segments, a query name given twice.
// In the query '+' stands for a space (application/x-www-form-urlencoded).
Result<Target> decode_target(std::string_view target);

struct RequestHeader {
  std::string name; // lower case
  SecretText value; // may be a credential
};

// A client certificate whose chain ended at the configured client CA.
struct ClientCertificate {
  Digest spki_sha256{};
  std::string subject; // RFC 2253 text, for display; bind credentials to spki_sha256 only
};

struct Request {
  Verb verb = Verb::get;
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<RequestHeader> headers;
  SecretText body;
  RequestId id;
  std::string remote_address; // numeric, without port; "unix" on a Unix socket
  std::optional<ClientCertificate> client_certificate;

  // The value of a header (name in lower case), without surrounding white space. Headers that are
  // not lists occur at most once: the guard refuses a second one.
  std::optional<std::string_view> header(std::string_view lower_case_name) const;
  std::optional<std::string_view> parameter(std::string_view name) const; // of the query
};

} // namespace lv::http
