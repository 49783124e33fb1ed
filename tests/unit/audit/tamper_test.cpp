#include "audit/format.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

constexpr std::uint32_t middle = 2;

// A closed log of at least four segments.
struct LongLog : LogFixture {
  explicit LongLog(InstallationId of = make_id<InstallTag>()) {
    installation = of;
    auto opened = open();
    while (!fs::exists(path() / segment_name(5)))
      if (!opened.log->append_blocking(append_of(system_entry(tenant))))
        throw std::runtime_error("append");
    opened.log->close();
  }
  Errc refusal(const fs::path& copy) {
    auto with = options();
    with.folder = copy;
    fs::remove(copy / "snapshot.lvs"); // as a start reads everything again
    const auto opened = try_open(with);
    return opened ? Errc::internal : opened.error().code();
  }
};

// Where the frames of a segment start.
std::vector<std::uint64_t> frame_offsets(const fs::path& segment) {
  std::ifstream in(segment, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  std::vector<std::uint64_t> out;
  std::uint64_t at = segment_header_bytes;
  while (at + frame_header_bytes <= bytes.size() && bytes[at] != '\0') {
    out.push_back(at);
    const auto head = decode_frame_header(bytes_of(std::string_view(bytes).substr(at, 64)));
    at = align_frame(at + head.value().length);
  }
  return out;
}

void check_fault(const Result<VerifyReport>& report, const std::string& file,
                 std::uint64_t offset) {
  REQUIRE(report);
  REQUIRE(report->fault);
  INFO(report->fault->reason);
  CHECK(report->fault->file == file);
  CHECK(report->fault->offset == offset);
}

} // namespace

TEST_CASE("P3 a byte changed in a middle segment is named by segment and frame", "[audit]") {
  LongLog f;
  REQUIRE(f.verify(f.path())->sound());
  const auto frames = frame_offsets(f.path() / segment_name(middle));
  REQUIRE(frames.size() > 10);
  for (const std::size_t which : {std::size_t{0}, frames.size() / 2, frames.size() - 1}) {
    const auto copy = f.copy("changed");
    flip(copy / segment_name(middle), frames[which] + frame_header_bytes + 90);
    check_fault(f.verify(copy), segment_name(middle), frames[which]);
    CHECK(f.refusal(copy) == Errc::integrity);
  }
}

TEST_CASE("P3 a segment removed from the middle is named, even where no checkpoint covers it",
          "[audit]") {
  LongLog f;
  const auto copy = f.copy("removed");
  fs::remove(copy / segment_name(middle));
  const auto checked = [&] {
    check_fault(f.verify(copy), segment_name(middle), 0);
    CHECK(f.refusal(copy) == Errc::integrity);
  };
  checked();
  fs::resize_file(copy / "checkpoints.lvc", 16); // as after a crash within the first second
  checked();
  fs::remove(copy / segment_name(1));
  check_fault(f.verify(copy), segment_name(1), 0);
  CHECK(f.refusal(copy) == Errc::integrity);
}

TEST_CASE("P3 two segments that changed places are named", "[audit]") {
  LongLog f;
  const auto copy = f.copy("swapped");
  fs::rename(copy / segment_name(middle), copy / "kept");
  fs::rename(copy / segment_name(middle + 1), copy / segment_name(middle));
  fs::rename(copy / "kept", copy / segment_name(middle + 1));
  check_fault(f.verify(copy), segment_name(middle), 0);
  CHECK(f.refusal(copy) == Errc::integrity);
}

TEST_CASE("P3 a middle segment of another log of the same installation and keys is named",
          "[audit]") {
  LongLog f;
  const LongLog other(f.installation);
  const auto copy = f.copy("grafted");
  fs::copy_file(other.path() / segment_name(middle), copy / segment_name(middle),
                fs::copy_options::overwrite_existing);
  check_fault(f.verify(copy), segment_name(middle), 0);
  CHECK(f.refusal(copy) == Errc::integrity);
}

TEST_CASE("a last segment without its header is refused, be it the first", "[audit]") {
  LogFixture f;
  for (const std::uint32_t last : {1U, 2U}) {
    auto opened = f.open();
    while (!fs::exists(f.path() / segment_name(last + 1)))
      REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    opened.log->close();
    auto with = f.options();
    with.folder = f.copy("headless");
    fs::remove(with.folder / "snapshot.lvs");
    fs::resize_file(with.folder / "checkpoints.lvc", 16); // no checkpoint covers it
    std::fstream(with.folder / segment_name(last), std::ios::in | std::ios::out | std::ios::binary)
        .write(std::string(segment_header_bytes, '\0').data(), segment_header_bytes);
    CHECK(f.try_open(with).error().code() == Errc::integrity);
  }
}
