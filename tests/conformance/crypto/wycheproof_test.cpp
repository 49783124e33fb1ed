// Project Wycheproof (C2SP, Apache-2.0): XChaCha20-Poly1305 and Ed25519.
#include "crypto/aead.hpp"
#include "support/catch.hpp"

#include "leadvault/base/json.hpp"
#include "leadvault/crypto/sign.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

using namespace lv;
using namespace lv::crypto;

namespace {

Bytes hex(const JsonValue& value, const char* name) {
  return from_hex(*value.find(name)->as_string()).value();
}

// The suite's file, unpacked into the build folder; nothing when the suite is not there.
std::optional<JsonValue> suite(const std::string& name) {
  const char* data = std::getenv("LEADVAULT_TESTDATA");
  if (data == nullptr) {
    std::cout << "SKIPPED Wycheproof " << name << ": LEADVAULT_TESTDATA is not set\n";
    return std::nullopt;
  }
  const std::string folder = LV_BINARY_DIR "/wycheproof_data";
  std::filesystem::create_directories(folder);
  const std::string command = "tar xzf '" + std::string(data) +
                              "/badinput/json_csv_vcard_payloads.tar.gz' -C '" + folder +
                              "' wycheproof";
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream file(folder + "/wycheproof/testvectors_v1/" + name + "_test.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto json = parse_json(text);
  REQUIRE(json);
  return std::move(*json);
}

} // namespace

TEST_CASE("XChaCha20-Poly1305 agrees with every Wycheproof case", "[crypto]") {
  const auto json = suite("xchacha20_poly1305");
  if (!json) return;
  std::size_t run = 0;
  for (const JsonValue& group : *json->find("testGroups")->as_array()) {
    if (*group.find("ivSize")->as_int() != 192) continue; // our type admits no other nonce
    for (const JsonValue& test : *group.find("tests")->as_array()) {
      INFO("tcId " << *test.find("tcId")->as_int());
      const Bytes key = hex(test, "key"), aad = hex(test, "aad"), message = hex(test, "msg");
      const Bytes iv = hex(test, "iv"), tag = hex(test, "tag");
      Bytes sealed = hex(test, "ct");
      sealed.insert(sealed.end(), tag.begin(), tag.end());
      Nonce nonce;
      std::copy_n(iv.begin(), nonce.size(), nonce.begin());
      Bytes plain(sealed.size() - aead_tag_bytes);
      const auto opened = aead_open(KeyView(key.data(), 32), nonce, aad, sealed, plain);
      const bool valid = *test.find("result")->as_string() == "valid";
      CHECK(opened.has_value() == valid);
      if (valid) {
        CHECK(plain == message);
        Bytes again(message.size() + aead_tag_bytes);
        aead_seal(KeyView(key.data(), 32), nonce, aad, message, again);
        CHECK(again == sealed);
      }
      ++run;
    }
  }
  CHECK(run > 100);
}

TEST_CASE("Ed25519 verification agrees with every Wycheproof case", "[crypto]") {
  const auto json = suite("ed25519");
  if (!json) return;
  std::size_t run = 0;
  for (const JsonValue& group : *json->find("testGroups")->as_array()) {
    const Bytes key = hex(*group.find("publicKey"), "pk");
    PublicKey public_key;
    REQUIRE(key.size() == public_key.size());
    std::copy(key.begin(), key.end(), public_key.begin());
    for (const JsonValue& test : *group.find("tests")->as_array()) {
      INFO("tcId " << *test.find("tcId")->as_int());
      const bool valid = *test.find("result")->as_string() == "valid";
      CHECK(verify(public_key, hex(test, "msg"), hex(test, "sig")) == valid);
      ++run;
    }
  }
  CHECK(run > 100);
}
