// The disk as the kernel knows it: by numbers that it looked up and has not forgotten.
#pragma once

#define FUSE_USE_VERSION 34
#include "disk.hpp"

#include <fuse_lowlevel.h>

#include <functional>

namespace powerfs {

class Mount {
public:
  explicit Mount(Disk& shared) : disk(shared) {}

  static Mount& of(fuse_req_t request) { return *static_cast<Mount*>(fuse_req_userdata(request)); }

  // Throw std::system_error: ESTALE from before a power loss, or what was ordered to fail.
  NodePtr node(fuse_ino_t id) const;
  void check(Call call, const std::string& path) { raise(disk.faults.take(call, path)); }
  static void raise(int error); // 0: nothing

  fuse_entry_param remember(const NodePtr& node); // the kernel will forget it as often
  void forget(fuse_ino_t id, std::uint64_t count);

  Disk& disk;

private:
  struct Known {
    NodePtr node;
    std::uint64_t count = 0;
  };
  std::map<fuse_ino_t, Known> known_;
};

// Nothing that this program changes behind the kernel's back keeps its number, so attributes may be
// cached; names are asked for each time.
constexpr double attributes_timeout_s = 3600;
struct stat attributes(const Node& node);

// Runs under the disk's lock; what it throws is answered. Answering otherwise is its own duty.
void serve(fuse_req_t request, const std::function<void(Mount&)>& work);

void add_name_operations(fuse_lowlevel_ops& operations);
void add_file_operations(fuse_lowlevel_ops& operations);

} // namespace powerfs
