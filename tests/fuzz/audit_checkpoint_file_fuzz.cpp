// Any bytes as the file of checkpoints: the records that are read, written again, are the file up
// to where reading stopped; a record appended to a sound file is read; compaction keeps the newest.
#include "audit/checkpoint_file.hpp"
#include "fuzz.hpp"

using namespace lv;
using namespace lv::audit;
using lv::fuzz::demand;

namespace {

bool equal(const CheckpointRecord& a, const CheckpointRecord& b) {
  return a.tenant == b.tenant && a.log == b.log && a.time.us == b.time.us && a.note == b.note;
}

void append_given(const CheckpointFile& file, ByteView bytes, ByteView note) {
  CheckpointRecord record;
  record.log.bytes[0] = 1;
  record.note = text_of(note);
  if (record.note.empty() || record.note.size() > 60'000) return;
  Bytes longer(bytes.begin(), bytes.end());
  const auto encoded = encode_checkpoint_record(record);
  longer.insert(longer.end(), encoded.begin(), encoded.end());
  const auto read = read_checkpoint_file(longer);
  demand(read.fault == nullptr && read.records.size() == file.records.size() + 1 &&
             equal(read.records.back(), record),
         "a record appended to a sound file is read");
  longer[bytes.size() + note.size() % encoded.size()] ^= 1;
  const auto damaged = read_checkpoint_file(longer);
  demand(damaged.fault != nullptr && damaged.end == bytes.size(), "a damaged record is noticed");
}

void compact_given(const std::vector<CheckpointRecord>& records) {
  const auto kept = compact_checkpoints(records);
  demand(kept.size() <= records.size(), "compaction adds nothing");
  for (auto newest = records.rbegin(); newest != records.rend(); ++newest) {
    const auto of_log = [&](const auto& one) { return one.log == newest->log; };
    if (std::find_if(records.rbegin(), newest, of_log) != newest) continue; // not its log's newest
    const auto last = std::find_if(kept.rbegin(), kept.rend(), of_log);
    demand(last != kept.rend() && equal(*last, *newest), "compaction keeps each log's newest");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto file = read_checkpoint_file(bytes);
  demand(file.end <= size && (file.fault != nullptr || file.end == size),
         "reading stops at the end or at a fault");
  if (file.end != 0) {
    demand(fuzz::same(encode_checkpoint_file(file.records), bytes.first(file.end)),
           "what is read is what was written");
  }
  for (const auto& record : file.records) (void)check_checkpoint(record, {});
  if (file.fault == nullptr) append_given(file, bytes, bytes);
  compact_given(file.records);
  return 0;
}
