// What the kernel asks about names and folders.
#include "mount.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

namespace powerfs {

namespace {

std::string path_of(const Node& folder, const char* name) { return folder.path() + "/" + name; }

NodePtr child(const Node& folder, const std::string& name) {
  const auto found = folder.children.find(name);
  return found == folder.children.end() ? nullptr : found->second;
}

void give_to_caller(fuse_req_t request, const Node& node) {
  const fuse_ctx* caller = fuse_req_ctx(request);
  const auto path = node.host_path();
  Mount::raise(::lchown(path.c_str(), caller->uid, caller->gid) == 0 ? 0 : errno);
}

NodePtr make(fuse_req_t request, Mount& mount, fuse_ino_t parent, const char* name, mode_t mode,
             Kind kind) {
  const NodePtr folder = mount.node(parent);
  mount.check(Call::create, path_of(*folder, name));
  Mount::raise(child(*folder, name) ? EEXIST : 0);
  const NodePtr node = mount.disk.tree.make_node(kind);
  const auto path = node->host_path();
  if (kind == Kind::folder) {
    Mount::raise(::mkdir(path.c_str(), mode) == 0 ? 0 : errno);
  } else {
    node->fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    Mount::raise(node->fd >= 0 ? 0 : errno);
  }
  give_to_caller(request, *node);
  mount.disk.tree.change_names(*folder, {{name, nullptr, node}});
  return node;
}

void look_up(fuse_req_t request, fuse_ino_t parent, const char* name) {
  serve(request, [&](Mount& mount) {
    const NodePtr node = child(*mount.node(parent), name);
    Mount::raise(node ? 0 : ENOENT);
    const auto entry = mount.remember(node);
    fuse_reply_entry(request, &entry);
  });
}

void forget(fuse_req_t request, fuse_ino_t id, std::uint64_t count) {
  serve(request, [&](Mount& mount) {
    mount.forget(id, count);
    fuse_reply_none(request);
  });
}

void forget_multi(fuse_req_t request, std::size_t count, fuse_forget_data* forgets) {
  serve(request, [&](Mount& mount) {
    for (std::size_t i = 0; i < count; ++i) mount.forget(forgets[i].ino, forgets[i].nlookup);
    fuse_reply_none(request);
  });
}

void make_folder(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode) {
  serve(request, [&](Mount& mount) {
    const auto entry = mount.remember(make(request, mount, parent, name, mode, Kind::folder));
    fuse_reply_entry(request, &entry);
  });
}

void create(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode,
            fuse_file_info* info) {
  serve(request, [&](Mount& mount) {
    const auto entry = mount.remember(make(request, mount, parent, name, mode, Kind::file));
    info->keep_cache = 1;
    fuse_reply_create(request, &entry, info);
  });
}

void remove(fuse_req_t request, fuse_ino_t parent, const char* name) {
  serve(request, [&](Mount& mount) {
    const NodePtr folder = mount.node(parent);
    mount.check(Call::unlink, path_of(*folder, name));
    const NodePtr node = child(*folder, name);
    Mount::raise(node ? 0 : ENOENT);
    Mount::raise(node->children.empty() ? 0 : ENOTEMPTY);
    mount.disk.tree.change_names(*folder, {{name, node, nullptr}});
    fuse_reply_err(request, 0);
  });
}

void rename(fuse_req_t request, fuse_ino_t old_parent, const char* old_name, fuse_ino_t new_parent,
            const char* new_name, unsigned flags) {
  serve(request, [&](Mount& mount) {
    const NodePtr folder = mount.node(old_parent);
    Mount::raise(old_parent == new_parent ? 0 : EXDEV);
    mount.check(Call::rename, path_of(*folder, old_name));
    const NodePtr moved = child(*folder, old_name);
    const NodePtr replaced = child(*folder, new_name);
    const bool exchange = (flags & RENAME_EXCHANGE) != 0;
    Mount::raise(moved && (replaced || !exchange) ? 0 : ENOENT);
    Mount::raise((flags & RENAME_NOREPLACE) != 0 && replaced ? EEXIST : 0);
    Mount::raise(replaced && !exchange && !replaced->children.empty() ? ENOTEMPTY : 0);
    if (moved != replaced)
      mount.disk.tree.change_names(
          *folder, {{old_name, moved, exchange ? replaced : nullptr}, {new_name, replaced, moved}});
    fuse_reply_err(request, 0);
  });
}

// The names as they were when the folder was opened; its program may remove them while it reads.
using Listing = std::vector<std::pair<std::string, struct stat>>;

void open_folder(fuse_req_t request, fuse_ino_t id, fuse_file_info* info) {
  serve(request, [&](Mount& mount) {
    auto listing = std::make_unique<Listing>();
    for (const auto& [name, node] : mount.node(id)->children) {
      struct stat status {};
      status.st_ino = node->id;
      status.st_mode = node->kind == Kind::folder ? S_IFDIR : S_IFREG;
      listing->emplace_back(name, status);
    }
    info->fh = reinterpret_cast<std::uint64_t>(listing.release());
    fuse_reply_open(request, info);
  });
}

void read_folder(fuse_req_t request, fuse_ino_t, std::size_t bytes_max, off_t from,
                 fuse_file_info* info) {
  const auto& listing = *reinterpret_cast<Listing*>(info->fh);
  std::vector<char> out(bytes_max);
  std::size_t used = 0;
  for (auto i = static_cast<std::size_t>(from); i < listing.size(); ++i) {
    const auto& [name, status] = listing[i];
    const std::size_t bytes = fuse_add_direntry(request, out.data() + used, out.size() - used,
                                                name.c_str(), &status, static_cast<off_t>(i + 1));
    if (bytes > out.size() - used) break;
    used += bytes;
  }
  fuse_reply_buf(request, out.data(), used);
}

void close_folder(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  delete reinterpret_cast<Listing*>(info->fh);
  fuse_reply_err(request, 0);
}

} // namespace

void add_name_operations(fuse_lowlevel_ops& operations) {
  operations.lookup = look_up;
  operations.forget = forget;
  operations.forget_multi = forget_multi;
  operations.mkdir = make_folder;
  operations.create = create;
  operations.unlink = remove;
  operations.rmdir = remove;
  operations.rename = rename;
  operations.opendir = open_folder;
  operations.readdir = read_folder;
  operations.releasedir = close_folder;
}

} // namespace powerfs
