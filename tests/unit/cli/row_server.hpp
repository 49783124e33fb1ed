// The import routes of a server, in small, and rows to send there.
#pragma once

#include "fake.hpp"
#include "support/catch.hpp"

#include <set>

namespace lv::cli::test {

inline std::string text_at(const JsonValue& json, std::string_view name) {
  const auto* member = json.find(name);
  return member == nullptr || member->as_string() == nullptr ? std::string()
                                                             : std::string(*member->as_string());
}

// Keeps rows by key and refuses a lead whose fields hold "bad"; like the server, in small.
struct RowServer {
  std::set<std::string> stored;
  std::size_t largest_page = 0;
  int pages = 0;

  Result<Response> operator()(const Request& request) {
    if (request.target == "/v1/imports") {
      return json_response(201, R"({"id":"job_1","name":"n"})");
    }
    ++pages;
    auto json = parse_json(request.body);
    REQUIRE(json);
    const auto& rows = *json->find("rows")->as_array();
    largest_page = std::max(largest_page, rows.size());
    JsonWriter out;
    out.begin_object().key("data").begin_array();
    for (const auto& row : rows) answer_row(row, out);
    out.end_array().end_object();
    return json_response(200, out.text());
  }

  void answer_row(const JsonValue& row, JsonWriter& out) {
    const auto key = text_at(row, "key");
    const auto email = text_at(*row.find("lead")->find("fields"), "email");
    out.begin_object().member("key", key);
    if (email == "bad") {
      out.member("outcome", "refused").key("errors").begin_array().begin_object();
      out.member("pointer", "/rows/1/lead/fields/email")
          .member("rule", "email-syntax")
          .member("detail", "No.");
      out.end_object().end_array();
    } else {
      out.member("outcome", stored.insert(key).second ? "created" : "existed");
      out.key("errors").begin_array().end_array();
    }
    out.key("warnings").begin_array();
    if (email == "twin") out.value("likely-duplicate");
    out.end_array().end_object();
  }
};

inline std::string line_of(int number, const std::string& email) {
  return R"({"subject_kind":"person","channel":"website","external_ids":[{"system":"s","id":")" +
         std::to_string(number) + R"("}],"fields":{"email":")" + email + "\"}}\n";
}

inline std::string lines(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += line_of(i, "a" + std::to_string(i));
  return text;
}

} // namespace lv::cli::test
