#include "api/header_values.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::api;

TEST_CASE("a bearer token is what follows the scheme, whatever its case", "[api]") {
  CHECK(bearer_token("Bearer lvk_x") == "lvk_x");
  CHECK(bearer_token("bEARER   lvk_x ") == "lvk_x");
  CHECK_FALSE(bearer_token("Basic lvk_x"));
  CHECK_FALSE(bearer_token("Bearer"));
  CHECK_FALSE(bearer_token("Bearerlvk_x"));
}

TEST_CASE("a media type is compared without case, and only charset=utf-8 may follow", "[api]") {
  CHECK(*media_type("Application/JSON") == "application/json");
  CHECK(*media_type("application/json; charset=UTF-8") == "application/json");
  CHECK_FALSE(media_type("application/json; charset=latin1"));
  CHECK_FALSE(media_type("application/json; profile=x"));
}

TEST_CASE("only a strong quoted version is an ETag of ours", "[api]") {
  CHECK(version_of_etag("\"7\"") == 7);
  CHECK(version_of_etag(etag_of(18'446'744'073'709'551'615U)) == 18'446'744'073'709'551'615U);
  for (const auto* wrong : {"7", "\"\"", "W/\"7\"", "*", "\"07\"", "\"0\"", "\"7", "\"-1\"",
                            "\"7\", \"8\"", "\"18446744073709551616\"", "\" 7\"", "\""})
    CHECK_FALSE(version_of_etag(wrong));
}

TEST_CASE("an idempotency key is 1 to 255 printable characters, bare or quoted", "[api]") {
  CHECK(*idempotency_key("abc-1") == "abc-1");
  CHECK(*idempotency_key("\"abc-1\"") == "abc-1");
  CHECK(*idempotency_key(R"("a\"b\\c")") == R"(a"b\c)");
  CHECK(idempotency_key(std::string(255, 'k')));
  CHECK_FALSE(idempotency_key(std::string(256, 'k')));
  for (const auto* wrong :
       {"", "\"\"", "\"open", "\"a\"b\"", "\"a\\n\"", "\"a\\\"", "tab\t", "\xc3\xa9", "\""})
    CHECK_FALSE(idempotency_key(wrong));
}

TEST_CASE("an export is NDJSON unless CSV is asked for first, and nothing else", "[api]") {
  CHECK(export_form(std::nullopt) == ExportForm::ndjson);
  CHECK(export_form("*/*") == ExportForm::ndjson);
  CHECK(export_form("text/csv") == ExportForm::csv);
  CHECK(export_form("text/csv;q=0, */*") == ExportForm::ndjson);
  CHECK(export_form("application/xml, text/csv; q=0.5") == ExportForm::csv);
  CHECK_FALSE(export_form("application/json"));
  CHECK_FALSE(export_form("text/csv;q=0.0"));
}
