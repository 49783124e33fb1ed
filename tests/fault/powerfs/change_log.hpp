// The changes of one file's content that were made and not yet synced: what stood there before, so
// that a power loss can take them back, and what was put, so that some can survive it.
#pragma once

#include "fate.hpp"

#include <sys/types.h>

#include <deque>
#include <span>

namespace powerfs {

class ChangeLog {
public:
  // Make the change in `fd` at once. 0 or an errno.
  int write(int fd, off_t offset, std::span<const char> bytes);
  int resize(int fd, off_t size);

  void sync();      // all that was changed lasts
  void fail_sync(); // what is not synced by now never will be
  void roll_back(int fd, Fate& fate, Losses& losses);

  std::uint64_t unsynced_count() const;
  std::uint64_t unsynced_bytes() const;

private:
  // already: synced. never: its sync failed, and no later one writes it.
  enum class Lasting { after_sync, already, never };

  struct Change {
    off_t offset;
    std::vector<char> before, after; // after is empty when only the size changed
    off_t size_before, size_after;
    Lasting lasting = Lasting::after_sync;
  };

  static int put(int fd, const Change& change);
  static int take_back(int fd, const Change& change);
  static void put_torn(int fd, const Change& change, Fate& fate, Losses& losses);
  int make(int fd, Change change, off_t overwritten_end);
  std::vector<const Change*> survivors(Fate& fate) const;
  void drop_settled();

  std::deque<Change> changes_; // from the oldest one that is not synced
};

} // namespace powerfs
