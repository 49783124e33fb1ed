#include "audit/checkpoint_file.hpp"
#include "audit/snapshot.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t minute_us = 60 * second_us;

CheckpointRecord record_of(LogId log, std::int64_t time_us) {
  CheckpointRecord out;
  out.log = log;
  out.time.us = time_us;
  out.note = "at " + std::to_string(time_us);
  return out;
}

Bytes file_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes((std::istreambuf_iterator<char>(in)), {});
}

} // namespace

TEST_CASE("compaction keeps each log's first checkpoint of a minute and its newest, in order",
          "[audit]") {
  const LogId busy = make_id<LogTag>();
  const LogId quiet = make_id<LogTag>();
  std::vector<CheckpointRecord> records;
  for (std::int64_t second = 0; second < 150; ++second) {
    records.push_back(record_of(busy, 1'000 * minute_us + second * second_us));
    if (second == 30) records.push_back(record_of(quiet, records.back().time.us));
  }
  const auto kept = compact_checkpoints(records);
  std::vector<std::int64_t> seconds;
  for (const auto& record : kept)
    seconds.push_back((record.time.us - 1'000 * minute_us) / second_us);
  CHECK(seconds == std::vector<std::int64_t>{0, 30, 60, 120, 149});
  CHECK(kept[1].log == quiet);
  const auto again = compact_checkpoints(kept);
  CHECK(encode_checkpoint_file(again) == encode_checkpoint_file(kept));
  const auto read = read_checkpoint_file(encode_checkpoint_file(kept));
  CHECK_FALSE(read.fault);
  REQUIRE(read.records.size() == kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(read.records[i].note == kept[i].note);
}

TEST_CASE("a log that is closed at once has done its last round", "[audit]") {
  LogFixture f;
  f.open().log->close();
  for (int round = 0; round < 50; ++round) {
    fs::remove(f.path() / snapshot_name);
    f.open().log->close();
    REQUIRE(fs::exists(f.path() / snapshot_name));
  }
}

TEST_CASE("a log rewrites a checkpoint file grown large, and keeps its floor", "[audit]") {
  constexpr std::size_t large = 4 * 1024 * 1024;
  LogFixture f;
  {
    auto opened = f.open();
    REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    opened.log->close();
  }
  const auto path = f.path() / "checkpoints.lvc";
  Bytes file = file_bytes(path);
  auto last = read_checkpoint_file(file).records.back();
  const auto first_time = last.time;
  while (file.size() <= large) { // one a second, as a log that is written to for hours
    last.time.us += second_us;
    const Bytes record = encode_checkpoint_record(last);
    file.insert(file.end(), record.begin(), record.end());
  }
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  const auto minutes = static_cast<std::size_t>((last.time.us - first_time.us) / minute_us);
  REQUIRE(f.verify(f.path())->sound());
  {
    auto opened = f.open();
    REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    opened.log->close(); // the last checkpoint finds the file too large
    CHECK(opened.log->condition().state == LogState::closed);
  }
  const auto kept = read_checkpoint_file(file_bytes(path));
  CHECK_FALSE(kept.fault);
  CHECK(kept.records.size() >= minutes);
  CHECK(kept.records.size() <= minutes + 6); // two logs: first, newest and one of this minute
  const auto report = f.verify(f.path());
  REQUIRE(report);
  CHECK(report->sound());
  auto cut = f.copy("cut"); // the newest checkpoint is still a floor
  const auto segment = cut / "seg-00000001.lva";
  const Bytes bytes = file_bytes(segment);
  fs::resize_file(segment, 128);
  fs::resize_file(segment, bytes.size());
  auto options = f.options();
  options.folder = cut;
  fs::remove(cut / "snapshot.lvs");
  CHECK(f.try_open(options).error().code() == Errc::integrity);
}
