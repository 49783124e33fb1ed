// Any text as hex, base64, an id or a time: what is read has this text and no other.
#include "fuzz.hpp"

#include "leadvault/base/id.hpp"
#include "leadvault/base/time.hpp"

using namespace lv;
using lv::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = from_hex(text)) demand(to_hex(*bytes) == text, "hex has one text");
  if (const auto bytes = from_base64(text))
    demand(to_base64(*bytes) == text, "base64 has one text");
  if (const auto bytes = from_base64url(text))
    demand(to_base64url(*bytes) == text, "base64url has one text");
  if (const auto id = parse_id<LeadTag>(text)) demand(to_text(*id) == text, "an id has one text");
  if (const auto time = parse_time(text)) { // any offset is read, UTC is written
    const auto again = parse_time(to_text(*time));
    demand(again && again->us == time->us, "a time that is written is read as itself");
  }
  return 0;
}
