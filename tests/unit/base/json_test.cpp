#include "support/catch.hpp"

#include "leadvault/base/json.hpp"
#include "leadvault/base/limits.hpp"

using namespace lv;

namespace {

std::string string_of(std::string_view json) {
  return std::string(std::string_view(*parse_json(json).value().as_string()));
}
std::size_t fault_of(std::string_view json) {
  std::size_t at = 0;
  REQUIRE(parse_json(json, &at).error().code() == Errc::malformed);
  return at;
}
std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

} // namespace

TEST_CASE("every kind of JSON value is read", "[base]") {
  const auto root = parse_json(R"( {"a":[1,-2.5,true,false,null],"b":{"c":"d"},"":0} )").value();
  const JsonArray& items = *root.find("a")->as_array();
  CHECK(*items[0].as_int() == 1);
  CHECK(*items[1].as_double() == -2.5);
  CHECK(*items[2].as_bool());
  CHECK_FALSE(*items[3].as_bool());
  CHECK(items[4].is_null());
  CHECK(std::string_view(*root.find("b")->find("c")->as_string()) == "d");
  CHECK(*root.find("")->as_int() == 0);
  CHECK(root.find("x") == nullptr);
  CHECK(items[0].find("x") == nullptr);
}

TEST_CASE("escapes and surrogate pairs become UTF-8", "[base]") {
  CHECK(string_of(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(string_of(R"("\u0041\u00e9\u20AC\ud83d\ude00")") ==
        "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(string_of("\"\xf4\x8f\xbf\xbf\x7f\"") == "\xf4\x8f\xbf\xbf\x7f");
}

TEST_CASE("U+0000, lone surrogates and bytes that are not UTF-8 are refused", "[base]") {
  for (const char* text : {R"("\u0000")",
                           R"("\ud800")",
                           R"("\udc00")",
                           R"("\ud800x")",
                           R"("\ud800\n")",
                           R"("\ud800\u0041")",
                           R"("\ud800\ud800")",
                           R"("\u12")",
                           R"("\u12g4")",
                           R"("\u-123")",
                           R"("\x41")",
                           "\"\x80\"",
                           "\"\xc0\x80\"",
                           "\"\xc3\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\"\xe2\x82\"",
                           "\"\xf0\x80\x80\x80\"",
                           "\"\n\"",
                           "\"\x1f\"",
                           "\"abc",
                           "\"abc\\"}) {
    INFO(text);
    fault_of(text);
  }
  fault_of(std::string_view("\"\0\"", 3));
  fault_of(std::string_view("1\0", 2));
}

TEST_CASE("a repeated member name is refused, however it is spelled", "[base]") {
  CHECK(fault_of(R"({"a":1,"b":2,"a":3})") == 13);
  CHECK(fault_of(R"({"a":1,"\u0061":2})") == 7);
  CHECK(fault_of(R"({"x":{"":1,"":1}})") == 11);
  CHECK(parse_json(R"([{"a":1},{"a":1}])").has_value());
  CHECK(parse_json(R"({"a":{"a":1}})").has_value());
}

TEST_CASE("numbers are kept exactly or refused", "[base]") {
  CHECK(*parse_json("9223372036854775807").value().as_int() == INT64_MAX);
  CHECK(*parse_json("-9223372036854775808").value().as_int() == INT64_MIN);
  CHECK(*parse_json("9007199254740992.0").value().as_double() == 9007199254740992.0);
  CHECK(*parse_json("0.1").value().as_double() == 0.1);
  CHECK(*parse_json("1e3").value().as_double() == 1000);
  CHECK(parse_json("1.0").value().as_int() == nullptr);
  for (const char* text : {"9223372036854775808",
                           "-9223372036854775809",
                           "1e400",
                           "-1e400",
                           "1e-400",
                           "9007199254740993.5",
                           "1e16",
                           "01",
                           "-",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "1e+",
                           "0x1",
                           "NaN",
                           "Infinity",
                           "-Infinity",
                           "--1",
                           "1 2"}) {
    INFO(text);
    fault_of(text);
  }
}

TEST_CASE("nothing may stand before or after the value", "[base]") {
  CHECK(fault_of("\xef\xbb\xbf{}") == 0);
  CHECK(fault_of("{} x") == 3);
  CHECK(fault_of("") == 0);
  CHECK(fault_of("[1,]") == 3);
  CHECK(fault_of("{\"a\":1,}") == 7);
  fault_of("\f1");
  fault_of("[1 2]");
  fault_of("{a:1}");
  fault_of("/**/1");
}

TEST_CASE("depth and member count are bounded", "[base]") {
  CHECK(parse_json(nested(limits::json_depth_max)).has_value());
  CHECK(fault_of(nested(limits::json_depth_max + 1)) == limits::json_depth_max);
  fault_of(std::string(1'000'000, '['));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  fault_of(deep);

  std::string many = "[0";
  for (std::size_t i = 1; i < limits::json_members_max; ++i) many += ",0";
  CHECK(parse_json(many + "]").has_value());
  fault_of(many + ",0]");
}

TEST_CASE("limits of the caller's choice allow depth and U+0000, which the defaults refuse",
          "[base]") {
  JsonLimits limits;
  limits.nul = JsonLimits::Nul::allowed;
  const auto nul = parse_json(R"("a\u0000b")", nullptr, limits);
  REQUIRE(nul);
  CHECK(*nul->as_string() == std::string_view("a\0b", 3));
  CHECK_FALSE(parse_json(nested(limits.depth_max + 1), nullptr, limits));
  limits.depth_max = 256;
  CHECK(parse_json(nested(256), nullptr, limits).has_value());
  CHECK_FALSE(parse_json(nested(257), nullptr, limits));
  CHECK_FALSE(parse_json(R"("a\ud800b")", nullptr, limits));
  CHECK_FALSE(parse_json(std::string_view("\"a\0b\"", 5), nullptr, limits));
}

TEST_CASE("the writer places commas and the reader reads it back", "[base]") {
  JsonWriter out;
  out.begin_object().member("a", 1).key("b").begin_array().value("x").boolean(true).null();
  out.begin_object().end_object().value(-2.5).raw("[3]").end_array();
  out.member("c", std::uint64_t{18446744073709551615U}).member("d", std::int64_t{-1}).end_object();
  CHECK(out.text() == R"({"a":1,"b":["x",true,null,{},-2.5,[3]],"c":18446744073709551615,"d":-1})");
}

TEST_CASE("a negative zero is written as the zero that it is read back as", "[base]") {
  JsonWriter out;
  out.begin_array().value(-0.0).value(0.0).end_array();
  CHECK(out.text() == "[0,0]");
}

TEST_CASE("any bytes are written as valid JSON without control characters", "[base]") {
  std::string every;
  for (int c = 1; c < 256; ++c) every += static_cast<char>(c);
  every += "\xc2\x9b\xe2\x82\xac";
  JsonWriter out;
  out.value(std::string_view(every));
  CHECK(parse_json(out.text()).has_value());
  for (const char c : out.text()) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  JsonWriter some;
  some.begin_array().value("a\n\"\\\x1b\x7f").value("\xc2\x9b").value("\xff").value("\xc3\xa9");
  some.value(1.0 / 0.0).end_array();
  CHECK(some.text() ==
        "[\"a\\n\\\"\\\\\\u001b\\u007f\",\"\\u009b\",\"\xef\xbf\xbd\",\"\xc3\xa9\",null]");
}

TEST_CASE("a byte is written alike wherever in a text it stands", "[base]") {
  const auto written = [](const std::string& text) {
    JsonWriter json;
    json.value(text);
    return std::string(json.text());
  };
  for (int byte = 1; byte < 0x80; ++byte) {
    const std::string alone(1, static_cast<char>(byte));
    const std::string quoted = written(alone);
    const auto within = quoted.substr(1, quoted.size() - 2);
    for (std::size_t before = 0; before < 17; ++before) {
      INFO("byte " << byte << " behind " << before);
      const std::string head(before, 'a');
      CHECK(written(head + alone + "tail") == '"' + head + within + "tail\"");
    }
  }
}

TEST_CASE("RFC 6901: a pointer escapes tilde and slash", "[base]") {
  CHECK(pointer_escape("a/b~c") == "a~1b~0c");
  CHECK(pointer_escape("~1") == "~01");
}
