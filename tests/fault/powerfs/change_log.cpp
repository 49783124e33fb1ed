#include "change_log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace powerfs {

namespace {

int write_all(int fd, off_t offset, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(fd, bytes.data(), bytes.size(), offset);
    if (count < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += count;
  }
  return 0;
}

int read_all(int fd, off_t offset, std::vector<char>& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count =
        ::pread(fd, bytes.data() + done, bytes.size() - done, offset + static_cast<off_t>(done));
    if (count <= 0) return count < 0 ? errno : EIO;
    done += static_cast<std::size_t>(count);
  }
  return 0;
}

off_t size_of(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? status.st_size : 0;
}

} // namespace

int ChangeLog::put(int fd, const Change& change) {
  if (change.after.empty()) return ::ftruncate(fd, change.size_after) == 0 ? 0 : errno;
  return write_all(fd, change.offset, change.after);
}

int ChangeLog::take_back(int fd, const Change& change) {
  if (::ftruncate(fd, change.size_before) != 0) return errno;
  return write_all(fd, change.offset, change.before);
}

int ChangeLog::make(int fd, Change change, off_t overwritten_end) {
  if (change.offset < overwritten_end)
    change.before.resize(static_cast<std::size_t>(overwritten_end - change.offset));
  if (const int error = read_all(fd, change.offset, change.before)) return error;
  if (const int error = put(fd, change)) {
    take_back(fd, change);
    return error;
  }
  changes_.push_back(std::move(change));
  return 0;
}

int ChangeLog::write(int fd, off_t offset, std::span<const char> bytes) {
  if (bytes.empty()) return 0;
  const off_t size = size_of(fd);
  const off_t end = offset + static_cast<off_t>(bytes.size());
  Change change{offset, {}, {bytes.begin(), bytes.end()}, size, std::max(size, end)};
  return make(fd, std::move(change), std::min(size, end));
}

int ChangeLog::resize(int fd, off_t size) {
  const off_t before = size_of(fd);
  if (size == before) return 0;
  Change change{std::min(size, before), {}, {}, before, size};
  return make(fd, std::move(change), before);
}

void ChangeLog::sync() {
  for (Change& change : changes_) {
    if (change.lasting == Lasting::after_sync) change.lasting = Lasting::already;
  }
  drop_settled();
}

void ChangeLog::fail_sync() {
  for (Change& change : changes_) {
    if (change.lasting == Lasting::after_sync) change.lasting = Lasting::never;
  }
}

// A synced change with nothing unsynced before it is never taken back.
void ChangeLog::drop_settled() {
  while (!changes_.empty() && changes_.front().lasting == Lasting::already) changes_.pop_front();
}

// In the order in which they reach the disk; oldest first unless any order will do.
std::vector<const ChangeLog::Change*> ChangeLog::survivors(Fate& fate) const {
  std::vector<const Change*> out;
  for (const Change& change : changes_) {
    if (change.lasting == Lasting::after_sync) out.push_back(&change);
  }
  switch (fate.options().survival) {
  case Survival::nothing:
    out.clear();
    break;
  case Survival::in_order:
    out.resize(fate.below(out.size() + 1));
    break;
  case Survival::any_order:
    std::erase_if(out, [&](const Change*) { return fate.coin(); });
    fate.shuffle(out);
    break;
  }
  return out;
}

void ChangeLog::put_torn(int fd, const Change& change, Fate& fate, Losses& losses) {
  const auto sector = static_cast<off_t>(fate.sector_bytes());
  const std::span<const char> bytes(change.after);
  std::size_t put_bytes = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const off_t offset = change.offset + static_cast<off_t>(at);
    const auto rest = static_cast<std::size_t>(sector - offset % sector);
    const auto piece = bytes.subspan(at, std::min(rest, bytes.size() - at));
    if (fate.coin()) {
      write_all(fd, offset, piece);
      put_bytes += piece.size();
    }
    at += piece.size();
  }
  if (put_bytes == 0)
    ++losses.lost_writes;
  else
    ++(put_bytes < bytes.size() ? losses.torn_writes : losses.survived_writes);
}

// Everything is taken back; then what was synced is put again in its order, and what survives of
// the newer changes last: it may overwrite what was synced, as it would have without the loss.
void ChangeLog::roll_back(int fd, Fate& fate, Losses& losses) {
  const auto chosen = survivors(fate);
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) take_back(fd, *change);
  for (const Change& change : changes_) {
    if (change.lasting == Lasting::already) put(fd, change);
  }
  const auto torn = [&](const Change& change) {
    if (fate.options().tearing == Tearing::none || change.after.empty()) return false;
    return fate.options().survival == Survival::in_order ? &change == chosen.back() : fate.coin();
  };
  for (const Change* change : chosen) {
    if (torn(*change)) {
      put_torn(fd, *change, fate, losses);
    } else {
      put(fd, *change);
      ++losses.survived_writes;
    }
  }
  losses.lost_writes += unsynced_count() - chosen.size();
  changes_.clear();
}

std::uint64_t ChangeLog::unsynced_count() const {
  return static_cast<std::uint64_t>(
      std::count_if(changes_.begin(), changes_.end(),
                    [](const Change& change) { return change.lasting != Lasting::already; }));
}

std::uint64_t ChangeLog::unsynced_bytes() const {
  std::uint64_t bytes = 0;
  for (const Change& change : changes_) {
    if (change.lasting != Lasting::already) bytes += change.after.size();
  }
  return bytes;
}

} // namespace powerfs
