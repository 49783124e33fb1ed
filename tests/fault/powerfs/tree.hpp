// The names: what the mount shows, mirrored on the host, and how to take back what was not synced.
// Not thread-safe; Disk holds the lock.
#pragma once

#include "node.hpp"

namespace powerfs {

class Tree {
public:
  static constexpr std::uint64_t root_id = 1; // as the kernel has it

  // `backing` is read as it is; removed nodes wait in `removed`, which is emptied.
  Tree(std::filesystem::path backing, std::filesystem::path removed);
  ~Tree();
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  const NodePtr& root() const { return root_; }

  NodePtr make_node(Kind kind); // has no name yet, and nothing on the host
  // The nodes that come must exist on the host, at their host_path().
  void change_names(Node& folder, NamesChange change);

  void sync_all();
  Losses lose_power(const LossOptions& options);

  struct Unsynced {
    std::uint64_t writes = 0, bytes = 0, names = 0;
  };
  Unsynced unsynced();

private:
  void load();
  void load_folder(const NodePtr& folder);
  static void place(Node& folder, const std::string& name, const NodePtr& node);
  static void put(Node& folder, const NamesChange& change);
  static void take_back_names(Node& folder, Fate& fate, Losses& losses);
  std::vector<NodePtr> living();

  const std::filesystem::path backing_, removed_;
  std::uint64_t newest_id_ = root_id;
  NodePtr root_;
  std::vector<std::weak_ptr<Node>> nodes_; // by age
};

} // namespace powerfs
