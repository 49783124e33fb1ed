#include "node.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace powerfs {

Node::Node(std::uint64_t number, Kind node_kind, const std::filesystem::path& removed)
    : id(number), kind(node_kind), removed_(removed) {}

// Nobody can reach a removed node any more, so the host need not keep it.
Node::~Node() {
  if (fd >= 0) ::close(fd);
  for (const auto& [_, child] : children) child->parent = nullptr;
  if (stale || parent != nullptr || !root.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(host_path(), ignored);
}

std::filesystem::path Node::host_path() const {
  if (!root.empty()) return root;
  return parent != nullptr ? parent->host_path() / name : removed_ / std::to_string(id);
}

std::string Node::path() const {
  if (parent == nullptr) return root.empty() ? "/" + name : "";
  return parent->path() + "/" + name;
}

int Node::open_host_file() {
  fd = ::open(host_path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  return fd >= 0 ? 0 : errno;
}

void Node::sync() {
  content.sync();
  names_changes.clear();
}

} // namespace powerfs
