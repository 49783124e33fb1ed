#include "support/catch.hpp"

#include "leadvault/base/folder.hpp"

#include <stdlib.h>

#include <fstream>

namespace {

namespace fs = std::filesystem;

class Scratch {
public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "lv-folder-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Scratch() { fs::remove_all(path); }
  fs::path path;
};

} // namespace

TEST_CASE("a folder is made with those above it, and made again without harm", "[base]") {
  const Scratch scratch;
  const fs::path deep = scratch.path / "a" / "b" / "c";
  REQUIRE(lv::make_folder(deep));
  CHECK(fs::is_directory(deep));
  CHECK(lv::make_folder(deep));
  CHECK(lv::make_folder(scratch.path / "d" / ""));
  CHECK(fs::is_directory(scratch.path / "d"));
}

TEST_CASE("a folder that cannot be made or synced is an error", "[base]") {
  const Scratch scratch;
  std::ofstream(scratch.path / "file") << "x";
  CHECK(lv::make_folder(scratch.path / "file").error().code() == lv::Errc::io);
  CHECK(lv::make_folder(scratch.path / "file" / "a").error().code() == lv::Errc::io);
  CHECK(lv::sync_folder(scratch.path / "absent").error().code() == lv::Errc::io);
  CHECK(lv::sync_folder(scratch.path / "file").error().code() == lv::Errc::io);
  CHECK(lv::sync_folder(""));
}
