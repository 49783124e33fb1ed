#include "lead/text.hpp"
#include "support/catch.hpp"

#include "leadvault/lead/normalise.hpp"

using namespace lv;
using namespace lv::lead;

TEST_CASE("ASCII takes the same form alone as beside a letter that Unicode has to fold", "[lead]") {
  for (const auto form : {UnicodeForm::nfc, UnicodeForm::nfkc_lower}) {
    for (char c = 0; c >= 0; ++c) {
      const std::string alone = std::string("aZ") + c + "09";
      const std::string folded = alone + "\u00e4";
      const auto short_form = to_form(alone, form);
      const auto long_form = to_form(folded, form);
      REQUIRE((short_form && long_form));
      CHECK(*short_form + "\u00e4" == *long_form);
      if (c == 0x7f) break;
    }
  }
}

TEST_CASE("a plain host name passes as it is, an encoded label is checked", "[lead]") {
  const auto address = [](const char* host) {
    const auto text = normalise_email(std::string("ann@") + host);
    return text ? std::string(text->begin(), text->end()) : std::string("refused");
  };
  CHECK(address("Mail.EXAMPLE.com") == "ann@mail.example.com");
  CHECK(address("a-b.c9.example") == "ann@a-b.c9.example");
  CHECK(address("b\u00fccher.example") == "ann@xn--bcher-kva.example");
  CHECK(address("xn--bcher-kva.example") == "ann@xn--bcher-kva.example");
  CHECK(address("xn--\u00fc.example") == "refused");
  CHECK(address("xn--zzzzzzzz99999.example") == "refused");
  CHECK(address("a..example") == "refused");
  CHECK(address("example") == "refused");
  CHECK(address("") == "refused");
}
