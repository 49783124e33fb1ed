// What the kernel asks about content and attributes, and the syncs.
#include "mount.hpp"

#include <fcntl.h>
#include <linux/falloc.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <thread>

namespace powerfs {

namespace {

void resize(Mount& mount, Node& node, off_t size) {
  if (size > attributes(node).st_size) mount.check(Call::write, node.path());
  Mount::raise(node.content.resize(node.fd, size));
}

void get_attributes(fuse_req_t request, fuse_ino_t id, fuse_file_info*) {
  serve(request, [&](Mount& mount) {
    const auto status = attributes(*mount.node(id));
    fuse_reply_attr(request, &status, attributes_timeout_s);
  });
}

timespec time_to_set(int valid, int given, int now, const timespec& time) {
  if ((valid & now) != 0) return {0, UTIME_NOW};
  return (valid & given) != 0 ? time : timespec{0, UTIME_OMIT};
}

void set_attributes(fuse_req_t request, fuse_ino_t id, struct stat* wanted, int valid,
                    fuse_file_info*) {
  serve(request, [&](Mount& mount) {
    const NodePtr node = mount.node(id);
    const auto path = node->host_path();
    const auto must = [](int done) { Mount::raise(done == 0 ? 0 : errno); };
    if ((valid & FUSE_SET_ATTR_SIZE) != 0) resize(mount, *node, wanted->st_size);
    if ((valid & FUSE_SET_ATTR_MODE) != 0) must(::chmod(path.c_str(), wanted->st_mode));
    if ((valid & (FUSE_SET_ATTR_UID | FUSE_SET_ATTR_GID)) != 0)
      must(::lchown(path.c_str(),
                    (valid & FUSE_SET_ATTR_UID) != 0 ? wanted->st_uid : static_cast<uid_t>(-1),
                    (valid & FUSE_SET_ATTR_GID) != 0 ? wanted->st_gid : static_cast<gid_t>(-1)));
    const timespec times[2] = {
        time_to_set(valid, FUSE_SET_ATTR_ATIME, FUSE_SET_ATTR_ATIME_NOW, wanted->st_atim),
        time_to_set(valid, FUSE_SET_ATTR_MTIME, FUSE_SET_ATTR_MTIME_NOW, wanted->st_mtim)};
    must(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW));
    const auto status = attributes(*node);
    fuse_reply_attr(request, &status, attributes_timeout_s);
  });
}

void open(fuse_req_t request, fuse_ino_t id, fuse_file_info* info) {
  serve(request, [&](Mount& mount) {
    const NodePtr node = mount.node(id);
    mount.check(Call::open, node->path());
    if ((info->flags & O_TRUNC) != 0) resize(mount, *node, 0);
    info->keep_cache = 1; // nobody else changes the content
    fuse_reply_open(request, info);
  });
}

void read(fuse_req_t request, fuse_ino_t id, std::size_t bytes_max, off_t offset, fuse_file_info*) {
  serve(request, [&](Mount& mount) {
    std::vector<char> out(bytes_max);
    const ssize_t count = ::pread(mount.node(id)->fd, out.data(), out.size(), offset);
    Mount::raise(count < 0 ? errno : 0);
    fuse_reply_buf(request, out.data(), static_cast<std::size_t>(count));
  });
}

// After one with O_DSYNC the kernel asks for a sync by itself.
void write(fuse_req_t request, fuse_ino_t id, const char* bytes, std::size_t count, off_t offset,
           fuse_file_info*) {
  serve(request, [&](Mount& mount) {
    const NodePtr node = mount.node(id);
    mount.check(Call::write, node->path());
    Mount::raise(node->content.write(node->fd, offset, {bytes, count}));
    fuse_reply_write(request, count);
  });
}

void allocate(fuse_req_t request, fuse_ino_t id, int mode, off_t offset, off_t length,
              fuse_file_info*) {
  serve(request, [&](Mount& mount) {
    Mount::raise((mode & ~FALLOC_FL_KEEP_SIZE) != 0 ? EOPNOTSUPP : 0);
    const NodePtr node = mount.node(id);
    mount.check(Call::write, node->path());
    if (mode == 0 && offset + length > attributes(*node).st_size)
      resize(mount, *node, offset + length);
    fuse_reply_err(request, 0);
  });
}

// The kernel lets no write to the file in before its sync is answered.
void sync(fuse_req_t request, fuse_ino_t id, Call call) {
  std::chrono::milliseconds stall{0};
  bool failed = true;
  serve(request, [&](Mount& mount) {
    const NodePtr node = mount.node(id);
    const int error = mount.disk.faults.take(call, node->path());
    if (error != 0) node->content.fail_sync();
    Mount::raise(error);
    stall = mount.disk.stall;
    failed = false;
  });
  if (failed) return;
  std::this_thread::sleep_for(stall);
  serve(request, [&](Mount& mount) {
    mount.node(id)->sync();
    ++mount.disk.syncs;
    fuse_reply_err(request, 0);
  });
}

void sync_file(fuse_req_t request, fuse_ino_t id, int, fuse_file_info*) {
  sync(request, id, Call::fsync);
}

void sync_folder(fuse_req_t request, fuse_ino_t id, int, fuse_file_info*) {
  sync(request, id, Call::fsyncdir);
}

void status(fuse_req_t request, fuse_ino_t) {
  serve(request, [&](Mount& mount) {
    struct statvfs out {};
    Mount::raise(::statvfs(mount.disk.tree.root()->host_path().c_str(), &out) == 0 ? 0 : errno);
    fuse_reply_statfs(request, &out);
  });
}

} // namespace

void add_file_operations(fuse_lowlevel_ops& operations) {
  operations.getattr = get_attributes;
  operations.setattr = set_attributes;
  operations.open = open;
  operations.read = read;
  operations.write = write;
  operations.fallocate = allocate;
  operations.fsync = sync_file;
  operations.fsyncdir = sync_folder;
  operations.statfs = status;
}

} // namespace powerfs
