// The published vectors of LEADVAULT_TESTDATA/merkle; their sources stand in its LICENCES.md.
#include "support/catch.hpp"

#include "leadvault/base/json.hpp"
#include "leadvault/tlog/checkpoint.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <sstream>

using namespace lv;
using namespace lv::tlog;
namespace fs = std::filesystem;

namespace {

std::optional<fs::path> vectors() {
  const char* folder = std::getenv("LEADVAULT_TESTDATA");
  if (folder == nullptr) {
    std::cout << "SKIPPED tlog published vectors: LEADVAULT_TESTDATA is not set\n";
    return {};
  }
  return fs::path(folder) / "merkle";
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Numbers beyond int64, which our strict reader refuses, are read as strings of digits.
JsonValue read_json(const fs::path& path) {
  static const std::regex large(": ([0-9]{19,})");
  return parse_json(std::regex_replace(read_text(path), large, ": \"$1\"")).value();
}

// probes.tar.gz, unpacked beside the build.
fs::path unpacked_probes(const fs::path& merkle) {
  const fs::path folder = fs::path(LV_BINARY_DIR) / "tlog_probes";
  fs::create_directories(folder);
  const std::string command =
      "tar -xzf '" + (merkle / "probes.tar.gz").string() + "' -C '" + folder.string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  return folder;
}

std::string text(const JsonValue& value, const char* name) {
  const JsonValue* member = value.find(name);
  REQUIRE(member != nullptr);
  REQUIRE(member->as_string() != nullptr);
  return std::string(*member->as_string());
}

std::uint64_t number(const JsonValue& value, const char* name) {
  const JsonValue* member = value.find(name);
  REQUIRE(member != nullptr);
  if (const auto* n = member->as_int()) return static_cast<std::uint64_t>(*n);
  return std::stoull(std::string(*member->as_string()));
}

// A few probes hold placeholders that are no hashes; their hash stands in: equal stays equal.
Digest hash(std::string_view base64) {
  const Bytes bytes = from_base64(base64).value();
  if (bytes.size() != 32) return leaf_hash(bytes);
  Digest out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

Proof proof_of(const JsonValue& probe) {
  Proof out;
  const JsonValue* list = probe.find("proof");
  if (list == nullptr || list->is_null()) return out;
  for (const JsonValue& item : *list->as_array())
    out.push_back(hash(std::string(*item.as_string())));
  return out;
}

bool inclusion_accepted(const JsonValue& probe) {
  if (text(probe, "root").empty()) return false; // no hash at all: cannot even be passed
  return verify_inclusion(hash(text(probe, "leafHash")), number(probe, "leafIdx"),
                          number(probe, "treeSize"), proof_of(probe), hash(text(probe, "root")))
      .has_value();
}

bool consistency_accepted(const JsonValue& probe) {
  const TreeHead older{number(probe, "size1"), hash(text(probe, "root1"))};
  const TreeHead newer{number(probe, "size2"), hash(text(probe, "root2"))};
  return verify_consistency(older, newer, proof_of(probe)).has_value();
}

template <class Accepted>
std::size_t run_probes(const fs::path& folder, Accepted accepted) {
  std::size_t count = 0;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (item.path().extension() != ".json") continue;
    const JsonValue probe = read_json(item.path());
    INFO(item.path().string());
    CHECK(accepted(probe) == !*probe.find("wantErr")->as_bool());
    ++count;
  }
  return count;
}

} // namespace

TEST_CASE("all published inclusion probes, good and mutated, are judged as published", "[tlog]") {
  const auto folder = vectors();
  if (!folder) return;
  const fs::path probes = unpacked_probes(*folder) / "transparency-dev/testdata";
  CHECK(run_probes(probes / "inclusion", inclusion_accepted) == 98);
}

TEST_CASE("all published consistency probes are judged as published, old size 0 refused",
          "[tlog]") {
  const auto folder = vectors();
  if (!folder) return;
  const fs::path probes = unpacked_probes(*folder) / "transparency-dev/testdata";
  CHECK(run_probes(probes / "consistency", consistency_accepted) == 98);
}

TEST_CASE("the RFC 6962 roots of the published leaves are ours", "[tlog]") {
  const auto folder = vectors();
  if (!folder) return;
  const JsonValue file = read_json(*folder / "rfc6962_roots.json");
  const JsonArray& leaves = *file.find("leaf_inputs_hex")->as_array();
  const JsonArray& roots = *file.find("root_hashes_by_size_hex")->as_array();
  REQUIRE(roots.size() == leaves.size() + 1);
  CompactRange range;
  for (std::size_t size = 0; size < roots.size(); ++size) {
    CHECK(to_hex(range.root()) == std::string(*roots[size].as_string()));
    if (size == leaves.size()) break;
    range.append(leaf_hash(from_hex(std::string(*leaves[size].as_string())).value()));
  }
}

TEST_CASE("published signed notes verify", "[tlog]") {
  const auto folder = vectors();
  if (!folder) return;
  const JsonValue file = read_json(*folder / "signed_note.json");
  REQUIRE(file.as_array()->size() == 2);
  for (const JsonValue& item : *file.as_array()) {
    const auto verifier = NoteVerifier::parse(text(item, "vkey"));
    REQUIRE(verifier);
    CHECK(open_note(text(item, "note"), std::span(&*verifier, 1)));
  }
}

TEST_CASE("the published test log's checkpoints 0 to 15 are signed byte for byte", "[tlog]") {
  const auto folder = vectors();
  if (!folder) return;
  const fs::path expected = unpacked_probes(*folder) / "tessera/testdata/log";
  const JsonValue file = read_json(*folder / "tessera_log.json");
  const auto signer = NoteSigner::parse(text(file, "skey"));
  REQUIRE(signer);
  CHECK(signer->verifier().vkey() == text(file, "vkey"));
  const JsonArray& entries = *file.find("entries")->as_array();
  REQUIRE(entries.size() == 15);
  CompactRange range;
  for (std::size_t size = 0; size <= entries.size(); ++size) {
    const Checkpoint head{signer->verifier().name(), {range.size(), range.root()}};
    CHECK(sign_checkpoint(head, *signer).value() ==
          read_text(expected / ("checkpoint." + std::to_string(size))));
    if (size < entries.size())
      range.append(leaf_hash(bytes_of(std::string_view(*entries[size].as_string()))));
  }
}
