// Any bytes as a JSON body: read or refused, and a refusal says where inside the text.
#include "leadvault/base/json.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t at = 0;
  const auto value = lv::parse_json(text, &at);
  if (!value && at > size) std::abort();
  return 0;
}
