#include "api/header_values.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <charconv>

namespace lv::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Cuts the part before `separator` off `rest`.
std::string_view next_part(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return trimmed(part);
}

bool is_zero_quality(std::string_view parameter) {
  const auto text = lowered(parameter);
  return text.rfind("q=0", 0) == 0 && text.find_first_not_of("0.", 2) == std::string::npos;
}

} // namespace

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return std::nullopt;
  if (lowered(authorization.substr(0, scheme.size())) != scheme) return std::nullopt;
  return trimmed(authorization.substr(scheme.size()));
}

Result<std::string> media_type(std::string_view content_type) {
  auto rest = content_type;
  auto type = lowered(next_part(rest, ';'));
  while (!rest.empty()) {
    const auto parameter = lowered(next_part(rest, ';'));
    if (parameter != "charset=utf-8" && parameter != "charset=\"utf-8\"")
      return LV_FAIL(unsupported, "the only Content-Type parameter taken is charset=utf-8");
  }
  return type;
}

std::optional<std::uint64_t> version_of_etag(std::string_view if_match) {
  if (if_match.size() < 3 || if_match.front() != '"' || if_match.back() != '"') return std::nullopt;
  const auto digits = if_match.substr(1, if_match.size() - 2);
  if (digits.front() == '0') return std::nullopt;
  std::uint64_t version = 0;
  const auto* end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, version);
  if (error != std::errc() || at != end) return std::nullopt;
  return version;
}

std::string etag_of(std::uint64_t version) { return "\"" + std::to_string(version) + "\""; }

Result<std::string> idempotency_key(std::string_view value) {
  std::string key;
  const bool quoted = !value.empty() && value.front() == '"';
  if (quoted) {
    if (value.size() < 2 || value.back() != '"')
      return LV_FAIL(invalid, "the Idempotency-Key's quotes are not closed");
    value = value.substr(1, value.size() - 2);
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (c < 0x20 || c > 0x7e)
      return LV_FAIL(invalid, "an Idempotency-Key takes printable ASCII only");
    if (quoted && c == '"') return LV_FAIL(invalid, "a quote in an Idempotency-Key needs a \\");
    if (quoted && c == '\\') {
      if (++i == value.size() || (value[i] != '"' && value[i] != '\\'))
        return LV_FAIL(invalid, "an Idempotency-Key escapes only quotes and backslashes");
      c = value[i];
    }
    key.push_back(c);
  }
  if (key.empty() || key.size() > limits::idempotency_key_bytes_max)
    return LV_FAIL(invalid, "an Idempotency-Key has 1 to 255 characters");
  return key;
}

std::optional<ExportForm> export_form(std::optional<std::string_view> accept) {
  if (!accept || trimmed(*accept).empty()) return ExportForm::ndjson;
  auto rest = *accept;
  while (!rest.empty()) {
    auto range = next_part(rest, ',');
    const auto type = lowered(next_part(range, ';'));
    bool excluded = false;
    while (!range.empty()) excluded = is_zero_quality(next_part(range, ';')) || excluded;
    if (excluded) continue;
    if (type == "text/csv" || type == "text/*") return ExportForm::csv;
    if (type == "application/x-ndjson" || type == "application/*" || type == "*/*")
      return ExportForm::ndjson;
  }
  return std::nullopt;
}

} // namespace lv::api
