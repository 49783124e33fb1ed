#include "mount.hpp"

#include <sys/stat.h>

#include <system_error>

namespace powerfs {

void Mount::raise(int error) {
  if (error != 0) throw std::system_error(error, std::generic_category());
}

NodePtr Mount::node(fuse_ino_t id) const {
  if (id == Tree::root_id) return disk.tree.root();
  const auto found = known_.find(id);
  raise(found == known_.end() || found->second.node->stale ? ESTALE : 0);
  return found->second.node;
}

fuse_entry_param Mount::remember(const NodePtr& node) {
  fuse_entry_param entry{};
  entry.ino = node->id;
  entry.attr = attributes(*node);
  entry.attr_timeout = attributes_timeout_s;
  Known& known = known_[node->id];
  known.node = node;
  ++known.count;
  return entry;
}

void Mount::forget(fuse_ino_t id, std::uint64_t count) {
  const auto found = known_.find(id);
  if (found == known_.end()) return;
  found->second.count -= std::min(found->second.count, count);
  if (found->second.count == 0) known_.erase(found);
}

struct stat attributes(const Node& node) {
  struct stat status {};
  const int done =
      node.fd >= 0 ? ::fstat(node.fd, &status) : ::lstat(node.host_path().c_str(), &status);
  Mount::raise(done == 0 ? 0 : errno);
  status.st_ino = node.id;
  if (node.parent == nullptr && node.id != Tree::root_id) status.st_nlink = 0;
  return status;
}

void serve(fuse_req_t request, const std::function<void(Mount&)>& work) {
  Mount& mount = Mount::of(request);
  const std::lock_guard lock(mount.disk.mutex);
  try {
    work(mount);
  } catch (const std::system_error& failure) {
    fuse_reply_err(request, failure.code().value());
  }
}

} // namespace powerfs
