#include "tree.hpp"

#include <set>
#include <stdexcept>

namespace powerfs {

namespace fs = std::filesystem;

Tree::Tree(fs::path backing, fs::path removed)
    : backing_(std::move(backing)), removed_(std::move(removed)) {
  load();
}

Tree::~Tree() {
  root_.reset();
  std::error_code ignored;
  fs::remove_all(removed_, ignored);
}

void Tree::load() {
  fs::remove_all(removed_);
  fs::create_directories(removed_);
  nodes_.clear();
  root_ = std::make_shared<Node>(root_id, Kind::folder, removed_);
  root_->root = backing_;
  nodes_.push_back(root_);
  load_folder(root_);
}

void Tree::load_folder(const NodePtr& folder) {
  // In the order of their names: the same seed must draw the same fates.
  const std::set<fs::directory_entry> entries(fs::directory_iterator(folder->host_path()), {});
  for (const auto& entry : entries) {
    if (!entry.is_directory() && (!entry.is_regular_file() || entry.is_symlink()))
      throw std::runtime_error("only files and folders are served: " + entry.path().string());
    const NodePtr node = make_node(entry.is_directory() ? Kind::folder : Kind::file);
    node->parent = folder.get();
    node->name = entry.path().filename();
    folder->children[node->name] = node;
    if (node->kind == Kind::folder)
      load_folder(node);
    else if (node->open_host_file() != 0)
      throw std::runtime_error("cannot be opened: " + entry.path().string());
  }
}

NodePtr Tree::make_node(Kind kind) {
  auto node = std::make_shared<Node>(++newest_id_, kind, removed_);
  nodes_.push_back(node);
  return node;
}

void Tree::place(Node& folder, const std::string& name, const NodePtr& node) {
  const fs::path from = node->host_path();
  node->parent = &folder;
  node->name = name;
  fs::rename(from, node->host_path());
  folder.children[name] = node;
}

// All names are freed before any is given, so that a rename is two names of one change.
void Tree::put(Node& folder, const NamesChange& change) {
  for (const NameChange& name : change) {
    const auto found = folder.children.find(name.name);
    if (found == folder.children.end()) continue;
    const NodePtr node = found->second;
    const fs::path from = node->host_path();
    node->parent = nullptr;
    fs::rename(from, node->host_path());
    folder.children.erase(found);
  }
  for (const NameChange& name : change) {
    if (name.after) place(folder, name.name, name.after);
  }
}

void Tree::change_names(Node& folder, NamesChange change) {
  put(folder, change);
  folder.names_changes.push_back(std::move(change));
}

// A change that survives needs every earlier one of its names: those that are lost are therefore
// the newest of each name, and are taken back newest first.
void Tree::take_back_names(Node& folder, Fate& fate, Losses& losses) {
  std::set<std::string> lost_names;
  std::vector<NamesChange> lost;
  for (NamesChange& change : folder.names_changes) {
    bool survives = fate.options().survival == Survival::any_order && fate.coin();
    for (const NameChange& name : change) survives = survives && !lost_names.contains(name.name);
    ++(survives ? losses.survived_names : losses.lost_names);
    if (survives) continue;
    for (NameChange& name : change) {
      lost_names.insert(name.name);
      std::swap(name.before, name.after);
    }
    lost.push_back(std::move(change));
  }
  for (auto change = lost.rbegin(); change != lost.rend(); ++change) put(folder, *change);
  folder.names_changes.clear();
}

std::vector<NodePtr> Tree::living() {
  std::vector<NodePtr> out;
  for (const auto& known : nodes_) {
    if (auto node = known.lock()) out.push_back(std::move(node));
  }
  std::erase_if(nodes_, [](const auto& known) { return known.expired(); });
  return out;
}

void Tree::sync_all() {
  for (const NodePtr& node : living()) node->sync();
}

// Every node is made anew from the host, so that nothing the kernel cached by number is shown
// again.
Losses Tree::lose_power(const LossOptions& options) {
  Fate fate(options);
  Losses losses;
  const auto nodes = living();
  for (const NodePtr& node : nodes) {
    if (node->kind == Kind::file) node->content.roll_back(node->fd, fate, losses);
  }
  for (const NodePtr& node : nodes) take_back_names(*node, fate, losses);
  for (const NodePtr& node : nodes) {
    node->stale = true;
    node->children.clear();
  }
  load();
  return losses;
}

Tree::Unsynced Tree::unsynced() {
  Unsynced out;
  for (const NodePtr& node : living()) {
    out.writes += node->content.unsynced_count();
    out.bytes += node->content.unsynced_bytes();
    out.names += node->names_changes.size();
  }
  return out;
}

} // namespace powerfs
