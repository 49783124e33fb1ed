// What request headers say, taken apart. Pure functions; a value that breaks its syntax is an
// Error, never a guess.
#pragma once

#include "leadvault/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lv::api {

// The token of "Bearer <token>"; the scheme's case does not matter (RFC 9110 §11.1).
std::optional<std::string_view> bearer_token(std::string_view authorization);

// type/subtype in lower case without parameters. Only charset=utf-8 may be given as one.
Result<std::string> media_type(std::string_view content_type);

// A strong ETag of ours: a quoted version. Everything else matches no version.
std::optional<std::uint64_t> version_of_etag(std::string_view if_match);
std::string etag_of(std::uint64_t version);

// 1 to 255 printable ASCII characters, bare or as a structured-field string (RFC 9651 §3.3.3).
Result<std::string> idempotency_key(std::string_view value);

enum class ExportForm { ndjson, csv };
// The first acceptable form in the order written; q=0 excludes one. Absent: NDJSON.
std::optional<ExportForm> export_form(std::optional<std::string_view> accept);

} // namespace lv::api
