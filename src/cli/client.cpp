#include "leadvault/cli/client.hpp"

#include "leadvault/cli/terminal.hpp"

#include <charconv>

namespace lv::cli {
namespace {

bool successful(const Response& response) {
  return response.status >= 200 && response.status < 300;
}

std::string text_member(const JsonValue& json, std::string_view name) {
  const auto* member = json.find(name);
  const auto* text = member == nullptr ? nullptr : member->as_string();
  return text == nullptr ? std::string() : std::string(printable(*text));
}

void read_violations(const JsonValue& json, Violations& out) {
  constexpr std::size_t shown_max = 1'000;
  const auto* errors = json.find("errors");
  const auto* list = errors == nullptr ? nullptr : errors->as_array();
  if (list == nullptr) return;
  for (const auto& item : *list) {
    if (out.size() == shown_max) return;
    out.push_back(
        {text_member(item, "pointer"), text_member(item, "rule"), text_member(item, "detail")});
  }
}

void read_withheld(const JsonValue& json, Violations& out) {
  const auto* withheld = json.find("withheld");
  const auto* fields = withheld == nullptr ? nullptr : withheld->as_object();
  if (fields == nullptr) return;
  for (const auto& field : *fields) {
    const auto* reason = field.value.as_string();
    out.push_back({std::string(printable(field.name)),
                   reason == nullptr ? "withheld" : std::string(printable(*reason)),
                   "This field is withheld."});
  }
}

bool is_json(const Response& response) {
  const auto type = response.header("content-type");
  return type.starts_with("application/json") || type.starts_with("application/problem+json");
}

} // namespace

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error(failure.message);
}

std::string_view Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

Failure failure_of(const Response& response) {
  Failure failure;
  failure.exit_code = exit_code_of_status(response.status);
  failure.status = response.status;
  const auto retry = response.header("retry-after");
  std::from_chars(retry.data(), retry.data() + retry.size(), failure.retry_after_s);
  auto parsed = is_json(response) ? parse_json(response.body)
                                  : Result<JsonValue>(LV_FAIL(malformed, "no problem document"));
  if (!parsed || text_member(*parsed, "code").empty()) {
    failure.message = "the server answered with status " + std::to_string(response.status);
    return failure;
  }
  failure.code = text_member(*parsed, "code");
  auto sentence = text_member(*parsed, "detail");
  if (sentence.empty()) sentence = text_member(*parsed, "title");
  failure.message = failure.code + ": " + sentence;
  const auto request = text_member(*parsed, "request_id");
  if (!request.empty()) failure.message += " (" + request + ")";
  read_violations(*parsed, failure.violations);
  read_withheld(*parsed, failure.violations);
  return failure;
}

Outcome<Answer> Client::exchange(const Request& request) {
  LV_TRY(response, transport_->send(request));
  Answer answer;
  answer.response = std::move(response);
  if (is_json(answer.response) && !answer.response.body.empty()) {
    LV_TRY(json, parse_json(answer.response.body));
    answer.json = std::move(json);
  }
  return answer;
}

Outcome<Answer> Client::call(const Request& request) {
  LV_TRY(answer, exchange(request));
  if (!successful(answer.response)) return failure_of(answer.response);
  return std::move(answer);
}

Outcome<Response> Client::stream(const Request& request, const BodySink& sink) {
  LV_TRY(response, transport_->send(request, sink));
  if (!successful(response)) return failure_of(response);
  return std::move(response);
}

std::string url_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

std::string target(std::string_view path, const Query& query) {
  std::string out(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    out += separator;
    out += name + "=" + url_encode(value);
    separator = '&';
  }
  return out;
}

SecretText json_object_of(const std::vector<std::pair<std::string_view, std::string>>& members) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : members) {
    if (!value.empty()) json.member(name, std::string_view(value));
  }
  json.end_object();
  return json.take();
}

} // namespace lv::cli
