// A file or folder that the kernel or the model still knows. A file's content is in the host file
// behind its descriptor; a folder's names are here, and the same on the host.
#pragma once

#include "change_log.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace powerfs {

class Node;
using NodePtr = std::shared_ptr<Node>;

// One name before and after a change; null: nothing has that name.
struct NameChange {
  std::string name;
  NodePtr before, after;
};

// What one call does to the names of a folder: it lasts as a whole or not at all.
using NamesChange = std::vector<NameChange>;

enum class Kind { file, folder };

class Node {
public:
  // A node without parent has no name any more; the host has it in the folder `removed`.
  Node(std::uint64_t number, Kind node_kind, const std::filesystem::path& removed);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  std::filesystem::path host_path() const;
  std::string path() const; // below the mount, for patterns: /audit/seg-1
  int open_host_file();     // 0 or an errno
  void sync();

  const std::uint64_t id;
  const Kind kind;
  std::filesystem::path root; // the backing folder, for the root node alone
  Node* parent = nullptr;
  std::string name;
  bool stale = false; // from before a power loss: answers ESTALE, and the host is not its own

  int fd = -1;
  ChangeLog content;

  std::map<std::string, NodePtr> children;
  std::vector<NamesChange> names_changes; // not synced, oldest first

private:
  const std::filesystem::path& removed_;
};

} // namespace powerfs
