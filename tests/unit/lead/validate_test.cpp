#include "support/catch.hpp"

#include "leadvault/lead/normalise.hpp"
#include "leadvault/lead/validate.hpp"

using namespace lv;
using namespace lv::lead;

namespace {

FieldDef field(FieldType type, std::size_t bytes_max = 255) {
  FieldDef out;
  out.id = FieldId{1};
  out.name = "f";
  out.type = type;
  out.bytes_max = bytes_max;
  return out;
}

std::string rule(FieldType type, std::string_view text) {
  const auto checked = validate_value(field(type), text);
  const auto* broken = std::get_if<Broken>(&checked);
  return broken != nullptr ? broken->rule : "";
}

std::string stored(FieldType type, std::string_view text) {
  const auto checked = validate_value(field(type), text);
  const auto* value = std::get_if<SecretText>(&checked);
  return value != nullptr ? std::string(*value) : std::string("REFUSED");
}

std::string email(std::string_view text) {
  const auto out = normalise_email(text);
  return out ? std::string(*out) : std::string("REFUSED");
}

std::string phone(std::string_view text, std::string_view region = {}) {
  const auto out = normalise_phone(text, region);
  return out ? std::string(*out) : std::string("REFUSED");
}

} // namespace

TEST_CASE("an e-mail address has one index form whatever its case, script or form", "[lead]") {
  CHECK(email(" Jane.Doe@Example.COM ") == "jane.doe@example.com");
  CHECK(email("jane@BÜCHER.example") == "jane@xn--bcher-kva.example");
  CHECK(email("jane@bu\u0308cher.example") == "jane@xn--bcher-kva.example");
  CHECK(email("jane@xn--bcher-kva.example") == "jane@xn--bcher-kva.example");
  CHECK(email("J\u00c9R\u00d4ME@example.com") == email("je\u0301ro\u0302me@example.com"));
  CHECK(email("a+tag@example.com") == "a+tag@example.com");
}

TEST_CASE("what mail cannot reach is no e-mail address", "[lead]") {
  for (const char* bad : {"",
                          "@",
                          "a@",
                          "@b.com",
                          "a@b",
                          "a.@b.com",
                          ".a@b.com",
                          "a..b@c.com",
                          "a b@c.com",
                          "a@b..com",
                          "a@-b.com",
                          "a@b-.com",
                          "a@[127.0.0.1]",
                          "a@127.0.0.1",
                          "\"a\"@b.com",
                          "a(c)@b.com",
                          "a@b@c.com",
                          "a@b.com,c@d.com",
                          "invalid",
                          "a\xff@b.com",
                          "a@b\xff.com"}) {
    INFO(bad);
    CHECK(email(bad) == "REFUSED");
  }
  CHECK(email(std::string(65, 'a') + "@b.com") == "REFUSED");
  CHECK(email("a@" + std::string(64, 'b') + ".com") == "REFUSED");
  CHECK(email("a\uff20b@c.com") == "REFUSED"); // the full-width @ would move the border
  CHECK(email(std::string_view("a\0b@c.com", 9)) == "REFUSED");
}

TEST_CASE("a phone number is found in E.164 however it is dialled", "[lead]") {
  for (const char* same : {"+1 (415) 555-2671", "+14155552671", "tel:+1-415-555-2671",
                           "+1 415 555 2671 ext. 99", "\uff0b1\u00a0415\u2011555\u20112671"}) {
    INFO(same);
    CHECK(phone(same) == "+14155552671");
  }
  CHECK(phone("(415) 555-2671", "US") == "+14155552671");
  CHECK(phone("1 415 555 2671", "US") == "+14155552671");
  CHECK(phone("011 44 20 7946 0958", "US") == "+442079460958");
  CHECK(phone("020 7946 0958", "GB") == "+442079460958");
  CHECK(phone("+44 (0)20 7946 0958") == "+442079460958");
  CHECK(phone("030 1234567", "DE") == "+49301234567");
  CHECK(phone("0049 30 1234567", "DE") == "+49301234567");
  CHECK(phone("06 1234 5678", "IT") == "+390612345678"); // the zero belongs to the number
  CHECK(phone("011 15-2345-6789", "AR") == "+5491123456789");
  CHECK(phone("\u0660\u0662\u0660\u0667\u0669\u0664\u0666\u0660\u0669\u0665\u0668", "GB") ==
        "+442079460958");
}

TEST_CASE("what is no number of its country is not normalised", "[lead]") {
  for (const char* bad : {"", "555-3001", "+", "+999 1234567", "call me", "+1 415 555",
                          "++14155552671", "+1415555267112345678901234567", "\xff\xff"}) {
    INFO(bad);
    CHECK(phone(bad, "US") == "REFUSED");
  }
  CHECK(phone("020 7946 0958") == "REFUSED"); // no region
  CHECK(phone("020 7946 0958", "XX") == "REFUSED");
  CHECK(phone(std::string(10'000, '1'), "US") == "REFUSED");
}

TEST_CASE("values that break their type's rule are refused by the rule's name", "[lead]") {
  CHECK(rule(FieldType::text, "a\x01") == "control-character");
  CHECK(rule(FieldType::text, "a\nb") == "control-character");
  CHECK(stored(FieldType::note, "a\nb") == "a\nb");
  CHECK(rule(FieldType::text, "\xc3\x28") == "invalid-utf8");
  CHECK(rule(FieldType::text, "\xed\xa0\x80") == "invalid-utf8");
  CHECK(rule(FieldType::name, "a\u202eb") == "control-character");
  CHECK(rule(FieldType::text, std::string(256, 'a')) == "too-long");
  CHECK(rule(FieldType::text, "  ") == "empty");
  CHECK(rule(FieldType::email, "invalid") == "email-syntax");
  CHECK(rule(FieldType::phone, "none") == "phone-syntax");
  CHECK(rule(FieldType::date, "2023-02-29") == "date-syntax");
  CHECK(rule(FieldType::date, "3/15/2024") == "date-syntax");
  CHECK(stored(FieldType::date, "2024-02-29") == "2024-02-29");
  CHECK(rule(FieldType::number, "1e9") == "number-syntax");
  CHECK(stored(FieldType::number, "-12.50") == "-12.50");
  CHECK(rule(FieldType::url, "javascript://x.y/%0aalert(1)") == "url-syntax");
  CHECK(rule(FieldType::url, "javascript:alert(1)") == "url-syntax");
  CHECK(stored(FieldType::url, "https://example.com/a?b=c") == "https://example.com/a?b=c");
  CHECK(stored(FieldType::country, "germany") == "DE");
  CHECK(stored(FieldType::country, "de") == "DE");
  CHECK(rule(FieldType::country, "Atlantis") == "country-unknown");
}

TEST_CASE("stored text is trimmed and composed", "[lead]") {
  CHECK(stored(FieldType::name, " Rene\u0301 \u00a0") == "Ren\u00e9");
}

TEST_CASE("payment card numbers are refused in every text field", "[lead]") {
  for (const char* card :
       {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444",
        "378282246310005", "6011111111111117", "30569309025904", "3530111333300000",
        "2223003122003222", "card 4111 1111 1111 1111, exp 03/27", "12 4111 1111 1111 1111 03"}) {
    INFO(card);
    CHECK(rule(FieldType::text, card) == "card-number");
    CHECK(rule(FieldType::note, card) == "card-number");
    CHECK(rule(FieldType::name, card) == "card-number");
  }
}

TEST_CASE("digits that are no card number pass", "[lead]") {
  for (const char* text : {"4111111111111112", "1234567890123452", "411111111111", "+4915112345678",
                           "Order 2026-11-22 17", "00000000000000000000"}) {
    INFO(text);
    CHECK(stored(FieldType::text, text) == text);
  }
}

TEST_CASE("a violation names pointer and rule and never the value", "[lead]") {
  Violations violations;
  CHECK_FALSE(validate(field(FieldType::email), "secret-person", "/fields/email", violations));
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].pointer == "/fields/email");
  CHECK(violations[0].rule == "email-syntax");
  CHECK(violations[0].detail.find("secret") == std::string::npos);
}
