// Any bytes as an entry of the audit log: the entry that is read has these bytes and no others, and
// what the log reads or stamps at fixed places is what the decoder finds there.
#include "audit/entry_layout.hpp"
#include "fuzz.hpp"

using namespace lv;
using namespace lv::audit;
using lv::fuzz::demand;

namespace {

void stamp_given(const Entry& entry, Bytes bytes) {
  const Time time{entry.time.us == 1 ? 2 : entry.time.us - 1};
  EntryId id = entry.id;
  id.bytes[0] ^= 0xff;
  stamp_entry(bytes, time, id);
  auto wanted = entry;
  wanted.time = time;
  wanted.id = id;
  const auto encoded = encode_entry(wanted);
  demand(encoded && *encoded == bytes, "a stamp changes time and id and nothing else");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto entry = decode_entry(bytes);
  if (!entry) return 0;
  const auto again = encode_entry(*entry);
  demand(again && fuzz::same(*again, bytes), "an entry has one encoding only");
  const auto tenant = entry_tenant(bytes);
  demand(tenant && *tenant == entry->tenant, "the tenant stands where the log looks for it");
  stamp_given(*entry, Bytes(bytes.begin(), bytes.end()));
  return 0;
}
