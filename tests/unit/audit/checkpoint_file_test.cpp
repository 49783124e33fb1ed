#include "audit/checkpoint_file.hpp"
#include "audit/snapshot.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include "leadvault/crypto/hash.hpp"
#include "leadvault/tlog/checkpoint.hpp"

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

void put_file(const fs::path& path, const std::vector<CheckpointRecord>& records) {
  const Bytes file = encode_checkpoint_file(records);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

tlog::TreeHead head_of(const CheckpointRecord& record) {
  return tlog::parse_checkpoint_text(record.note.substr(0, record.note.find("\n\n") + 1))
      .value()
      .head;
}

// A closed log of some entries, its checkpoints, and starts on a changed file of these.
struct CheckpointedLog : LogFixture {
  CheckpointedLog() {
    for (int round = 0; round < 2; ++round) { // a checkpoint each
      auto opened = open();
      for (int i = 0; i < 5; ++i)
        REQUIRE(opened.log->append_blocking(append_of(system_entry(tenant))));
      opened.log->close();
    }
    records = read_checkpoint_file(file_bytes(path() / checkpoint_file_name)).records;
    REQUIRE(head_of(newest()).size == 10);
  }
  CheckpointRecord& newest() {
    const auto found = std::find_if(records.rbegin(), records.rend(),
                                    [this](const auto& one) { return one.log == log_id; });
    REQUIRE(found != records.rend());
    return *found;
  }
  CheckpointRecord signed_record(std::uint64_t size, const Digest& root) {
    auto out = newest();
    const auto origin = log_origin("vault.example", log_id);
    const auto signer = tlog::NoteSigner::make(origin, keys.sign).value();
    out.note = tlog::sign_checkpoint({origin, {size, root}}, signer).value();
    return out;
  }
  // Both with the snapshot and without it, which must not matter.
  std::optional<Errc> start_with(const std::vector<CheckpointRecord>& changed) {
    const auto copied = copy("changed");
    put_file(copied / checkpoint_file_name, changed);
    auto with = options();
    with.folder = copied;
    const auto opened = try_open(with);
    std::optional<Errc> out;
    if (!opened) out = opened.error().code();
    fs::remove(copied / snapshot_name);
    put_file(copied / checkpoint_file_name, changed);
    const auto whole = try_open(with);
    CHECK(whole.has_value() == opened.has_value());
    if (!whole && !opened) CHECK(whole.error().code() == opened.error().code());
    return out;
  }

  std::vector<CheckpointRecord> records;
};

} // namespace

TEST_CASE("a start verifies the signature of each log's newest checkpoint only; verify, of all",
          "[audit]") {
  CheckpointedLog f;
  // None of these 20,000 signatures fits: a start that looked at one of them would refuse.
  auto old = *std::find_if(f.records.begin(), f.records.end(),
                           [&f](const auto& one) { return one.log == f.log_id; });
  old.note[old.note.size() - 10] ^= 1; // within the signature
  auto changed = f.records;
  changed.insert(changed.begin(), 20'000, old);
  CHECK_FALSE(f.start_with(changed));
  const auto path = f.path() / checkpoint_file_name;
  put_file(path, changed);
  const auto report = f.verify(f.path());
  REQUIRE(report);
  REQUIRE(report->fault);
  CHECK(report->fault->file == checkpoint_file_name);
  CHECK(report->fault->offset == 16);

  const Digest other = crypto::sha256(bytes_of("another root"));
  auto forged = changed; // the newest must be signed
  forged.push_back(f.newest());
  forged.back().note[forged.back().note.size() - 10] ^= 1;
  CHECK(f.start_with(forged));
  auto forked = changed; // and must be the log's, even where it is signed
  forked.push_back(f.signed_record(10, other));
  CHECK(f.start_with(forked) == Errc::integrity);
  auto longer = changed;
  longer.push_back(f.signed_record(11, other));
  CHECK(f.start_with(longer) == Errc::integrity);
}

TEST_CASE("a start refuses checkpoints that contradict each other, signed or not", "[audit]") {
  CheckpointedLog f;
  const Digest other = crypto::sha256(bytes_of("another root"));
  CHECK_FALSE(f.start_with(f.records));
  auto falls = f.records;
  falls.push_back(f.signed_record(9, other));
  CHECK(f.start_with(falls) == Errc::integrity);
  auto twice = f.records; // one size, two roots, the log's own last
  twice.insert(twice.begin() + (&f.newest() - f.records.data()), f.signed_record(10, other));
  CHECK(f.start_with(twice) == Errc::integrity);
  auto elsewhere = f.records;
  elsewhere.front().log = make_id<LogTag>();
  CHECK(f.start_with(elsewhere));
}

TEST_CASE("a start refuses a log whose checkpoint file is gone, and does not begin another",
          "[audit]") {
  CheckpointedLog f;
  const auto path = f.path() / checkpoint_file_name;
  const Bytes whole = file_bytes(path);
  const auto refusal = [&] {
    const auto opened = f.try_open(f.options());
    return opened ? Errc::internal : opened.error().code();
  };
  fs::remove(path);
  CHECK(refusal() == Errc::integrity);
  CHECK_FALSE(fs::exists(path));
  put_file(path, f.records);
  fs::resize_file(path, 7); // within its header, which is durable before the first segment
  CHECK(refusal() == Errc::integrity);
  put_file(path, f.records);
  flip(path, 9); // the version
  CHECK(refusal() == Errc::unknown_version);
  put_file(path, f.records);
  CHECK(f.try_open(f.options()));
}

TEST_CASE("a start says what it cuts of the checkpoints", "[audit]") {
  CheckpointedLog f;
  const auto path = f.path() / checkpoint_file_name;
  auto torn = f.records;
  torn.push_back(f.newest());
  torn.back().time.us += second_us;
  torn.push_back(torn.back()); // of the same write
  put_file(path, torn);
  const auto begin = encode_checkpoint_file(f.records).size();
  const auto end = fs::file_size(path);
  const auto lost = (end - begin) / 2;
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary)
      .seekp(static_cast<std::streamoff>(begin))
      .write(std::string(lost, '\0').data(), static_cast<std::streamsize>(lost));
  const LoggedLines logged;
  REQUIRE(f.try_open(f.options()));
  CHECK(logged.hold("\"audit-checkpoints-cut\",\"bytes\":" + std::to_string(end - begin) +
                    ",\"sound_records\":1"));
}

// The tenant of a record stands beside the signed note, not in it.
TEST_CASE("a checkpoint that was filed under another tenant is refused, at start and by verify",
          "[audit]") {
  CheckpointedLog f;
  const auto path = f.path() / checkpoint_file_name;
  for (std::size_t at = 0; at < f.records.size(); ++at) {
    auto moved = f.records;
    moved[at].tenant = make_id<TenantTag>();
    CHECK(f.start_with(moved) == Errc::integrity);
    put_file(path, moved);
    const auto report = f.verify(f.path());
    REQUIRE(report);
    REQUIRE(report->fault);
    CHECK(report->fault->file == checkpoint_file_name);
  }
}

TEST_CASE("the newest checkpoint is compared though the snapshot stands at or behind its size",
          "[audit]") {
  CheckpointedLog f;
  {
    auto opened = f.open(); // nothing to replay: the snapshot is at the newest checkpoint
    CHECK(opened.recovery.frames_replayed == 0);
    for (int i = 0; i < 3; ++i)
      REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    const auto crashed = f.copy("crashed"); // the log is longer than checkpoint and snapshot
    opened.log->close();
    fs::remove_all(f.path());
    fs::copy(crashed, f.path(), fs::copy_options::recursive);
  }
  CHECK_FALSE(f.start_with(f.records));
  const Digest other = crypto::sha256(bytes_of("another root"));
  auto at = f.records;
  f.newest() = f.signed_record(10, other);
  at = f.records;
  CHECK(f.start_with(at) == Errc::integrity);
  // An older file put back: the newest it has still is to be the log's.
  f.newest() = f.signed_record(7, other);
  auto before = f.records;
  std::erase_if(before,
                [&f](const auto& one) { return one.log == f.log_id && head_of(one).size < 7; });
  CHECK(f.start_with(before) == Errc::integrity);
}

TEST_CASE("a write of several checkpoints may lose any of its sectors, and is cut where it does",
          "[audit]") {
  const auto first = make_id<LogTag>();
  const auto second = make_id<LogTag>();
  const auto earlier = record_of(first, second_us);
  auto torn = record_of(first, 2 * second_us);
  torn.tenant = make_id<TenantTag>();
  const auto beside = record_of(second, 2 * second_us);
  const auto begin = encode_checkpoint_file({earlier}).size();
  const auto lost = encode_checkpoint_record(torn).size();
  auto file = encode_checkpoint_file({earlier, torn, beside});
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(begin), lost, std::uint8_t{0});
  const auto cut = read_checkpoint_file(file);
  CHECK(cut.fault != nullptr);
  CHECK_FALSE(cut.sound_record_after);
  REQUIRE(cut.records.size() == 1);
  CHECK(cut.end == begin);

  auto changed = encode_checkpoint_file({earlier, torn, beside}); // nothing is lost: it was changed
  changed[begin + lost - 1] ^= 1;
  CHECK(read_checkpoint_file(changed).sound_record_after);

  auto middle = encode_checkpoint_file({earlier, torn, beside, record_of(first, 3 * second_us)});
  std::fill_n(middle.begin() + static_cast<std::ptrdiff_t>(begin), lost, std::uint8_t{0});
  CHECK(read_checkpoint_file(middle).sound_record_after); // a later write was synced behind it
}

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

TEST_CASE("compaction thins by age, so that years of checkpoints are a few hundred", "[audit]") {
  constexpr std::int64_t day_us = 24 * 60 * minute_us;
  const LogId log = make_id<LogTag>();
  std::vector<CheckpointRecord> records;
  for (std::int64_t at = 0; at < 3 * 365 * day_us; at += 10 * minute_us)
    records.push_back(record_of(log, 1'000'000 * minute_us + at));
  const auto kept = compact_checkpoints(records);
  CHECK(kept.size() > 365 + 24);
  CHECK(kept.size() < 365 + 24 + 6 + 2 * 13 + 10);
  CHECK(kept.front().time == records.front().time);
  CHECK(kept.back().time == records.back().time);
  CHECK(encode_checkpoint_file(compact_checkpoints(kept)) == encode_checkpoint_file(kept));
  // Thinned again and again as it grows, it is what it is when thinned once.
  std::vector<CheckpointRecord> grown;
  for (const auto& record : records) {
    grown.push_back(record);
    if (grown.size() > 2'000) grown = compact_checkpoints(grown);
  }
  CHECK(compact_checkpoints(grown).size() <= kept.size() + 2);
}

TEST_CASE("compaction thins harder what would be too large, and keeps each log's newest",
          "[audit]") {
  const std::int64_t day_us = 24 * 60 * minute_us;
  const LogId busy = make_id<LogTag>();
  const LogId quiet = make_id<LogTag>();
  std::vector<CheckpointRecord> records;
  for (std::int64_t at = 0; at < 90 * day_us; at += 5 * minute_us)
    records.push_back(record_of(busy, 1'000'000 * minute_us + at));
  records.insert(records.begin() + 100, record_of(quiet, records[99].time.us));
  const auto bytes_of_rest = [&](std::size_t bytes_max) {
    const auto kept = compact_checkpoints(records, bytes_max);
    CHECK(kept.back().time == records.back().time);
    CHECK(std::count_if(kept.begin(), kept.end(),
                        [&](const auto& one) { return one.log == quiet; }) == 1);
    CHECK(encode_checkpoint_file(compact_checkpoints(kept, bytes_max)) ==
          encode_checkpoint_file(kept));
    return encode_checkpoint_file(kept).size();
  };
  std::size_t bytes = bytes_of_rest(SIZE_MAX);
  for (int step = 0; step < 4; ++step) {
    const std::size_t less = bytes_of_rest(bytes - 1);
    CHECK(less < bytes);
    bytes = less;
  }
  CHECK(bytes == encode_checkpoint_file({records.front(), records[100], records.back()}).size());
  CHECK(bytes_of_rest(0) == bytes);
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
  last.time.us -= 6 * 60 * minute_us;
  const auto first_time = last.time;
  while (file.size() <= large) { // one a second, as a log that is written to for hours
    last.time.us += second_us;
    const Bytes record = encode_checkpoint_record(last);
    file.insert(file.end(), record.begin(), record.end());
  }
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  const auto hours = static_cast<std::size_t>((last.time.us - first_time.us) / (60 * minute_us));
  REQUIRE(hours > 2);
  REQUIRE(f.verify(f.path())->sound());
  {
    auto opened = f.open();
    REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    opened.log->close(); // the last checkpoint finds the file too large
    CHECK(opened.log->condition().state == LogState::closed);
  }
  const auto kept = read_checkpoint_file(file_bytes(path));
  CHECK_FALSE(kept.fault);
  CHECK(kept.records.size() >= hours - 1);
  CHECK(kept.records.size() <= hours + 60 + 8); // two logs: first, newest, and where steps meet
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
