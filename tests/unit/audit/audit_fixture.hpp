// A log in a temporary folder with keys of its own, and entries to put into it.
#pragma once

#include "leadvault/audit/open.hpp"
#include "leadvault/audit/verify.hpp"
#include "leadvault/base/log.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace lv::audit::test {

namespace fs = std::filesystem;

struct TempFolder {
  TempFolder() {
    std::string pattern = (fs::temp_directory_path() / "lv-audit-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { fs::remove_all(path); }
  fs::path path;
};

struct TestKeys {
  // Fixed, so that a forked child, in which the arena is wiped, can make them again.
  Secret frame = of(1);
  Secret sign = of(2);
  Secret state = of(3);

  static Secret of(std::uint8_t byte) {
    ByteArray<32> bytes;
    bytes.fill(byte);
    return Secret::copy_of(bytes);
  }

  AuditKeys refs() const {
    AuditKeys out;
    out.frame = {1, &frame};
    out.sign = {1, &sign};
    out.state = {1, &state};
    out.frame_by_term = [this](std::uint32_t term) -> Result<TermKey> {
      if (term != 1) return LV_FAIL(not_found, "no such term");
      return TermKey{1, &frame};
    };
    out.state_by_term = [this](std::uint32_t) -> Result<TermKey> { return TermKey{1, &state}; };
    out.signers = {crypto::SigningKey::from_seed(sign).value().public_key()};
    return out;
  }
};

// What the store would answer.
struct FakeStore {
  Position applied;
  std::vector<Position> rolled_back;

  std::function<Result<bool>(Position)> was_not_applied() {
    return [this](Position position) -> Result<bool> {
      return std::find(rolled_back.begin(), rolled_back.end(), position) != rolled_back.end();
    };
  }
};

class StandingClock final : public Clock {
public:
  Time now() const override { return Time{us.load()}; }
  std::int64_t monotonic_us() const override { return us.load(); }
  std::atomic<std::int64_t> us{1'700'000'000'000'000};
};

struct LogFixture {
  TempFolder folder;
  TestKeys keys;
  FakeStore store;
  InstallationId installation = make_id<InstallTag>();
  TenantId tenant = make_id<TenantTag>();
  LogId log_id = make_id<LogTag>();
  AuditOptions options() const {
    AuditOptions out;
    out.folder = folder.path / "audit";
    out.installation = installation;
    out.domain = "vault.example";
    out.segment_bytes = 64 * 1024;
    return out;
  }

  Result<Opened> try_open(AuditOptions with) {
    return open_audit_log(std::move(with), keys.refs(), store.applied, store.was_not_applied());
  }
  // Opened, with the tenant's log open too.
  Opened open() {
    auto opened = try_open(options());
    if (!opened) throw std::runtime_error(opened.error().what());
    if (!opened->log->open_tenant_log(tenant, log_id)) throw std::runtime_error("tenant log");
    return std::move(*opened);
  }
  Result<VerifyReport> verify(const fs::path& path) const { return verify_log(path, keys.refs()); }
  fs::path path() const { return folder.path / "audit"; }
  // As after kill -9: the files as they are, without close().
  fs::path copy(const char* name) const {
    const fs::path to = folder.path / name;
    fs::remove_all(to);
    fs::copy(path(), to, fs::copy_options::recursive);
    return to;
  }
};

inline Entry system_entry(TenantId tenant, EntryKind kind = EntryKind::started,
                          std::uint64_t number = 0) {
  Entry out;
  out.kind = kind;
  out.tenant = tenant;
  out.request = make_id<RequestTag>();
  SystemBody body;
  body.number = number;
  out.body = body;
  return out;
}

inline Entry write_entry(TenantId tenant, EntryKind kind, LeadId lead, std::uint64_t version) {
  Entry out;
  out.kind = kind;
  out.tenant = tenant;
  WriteBody body;
  body.lead = lead;
  body.version = version;
  out.body = body;
  return out;
}

inline Append append_of(Entry entry) {
  Append out;
  out.entries.push_back(std::move(entry));
  return out;
}

// A write: the entry, the lead's mark, and a store that takes it.
inline Append write_of(Entry entry, LeadId lead) {
  Append out = append_of(std::move(entry));
  out.touches.push_back(lead.bytes);
  out.on_durable = [](Position) -> Result<void> { return {}; };
  return out;
}

// What is logged while this lives.
class LoggedLines {
public:
  LoggedLines() {
    lines().clear();
    log::set_sink([](std::string_view line) { lines() += std::string(line) + '\n'; });
  }
  LoggedLines(const LoggedLines&) = delete;
  LoggedLines& operator=(const LoggedLines&) = delete;
  ~LoggedLines() { log::set_sink(nullptr); }
  bool hold(std::string_view text) const { return lines().find(text) != std::string::npos; }

private:
  static std::string& lines() {
    static std::string all;
    return all;
  }
};

inline void flip(const fs::path& file, std::uint64_t offset, std::uint8_t mask = 1) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(static_cast<char>(byte ^ mask));
}

} // namespace lv::audit::test
