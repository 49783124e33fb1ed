// Project Wycheproof (C2SP, Apache-2.0): XChaCha20-Poly1305, AES-256-GCM and Ed25519.
#include "crypto/aes_gcm.hpp"
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

struct AeadCase {
  Bytes key, iv, aad, message, sealed; // sealed: ciphertext and tag
  bool valid;
};

// Hands every case of a file with keys and nonces of our size to `check`; how many there were.
template <class Check>
std::size_t each_aead_case(const JsonValue& json, std::int64_t iv_bits, Check check) {
  std::size_t run = 0;
  for (const JsonValue& group : *json.find("testGroups")->as_array()) {
    if (*group.find("ivSize")->as_int() != iv_bits || *group.find("keySize")->as_int() != 256 ||
        *group.find("tagSize")->as_int() != 128)
      continue; // our types admit no other
    for (const JsonValue& test : *group.find("tests")->as_array()) {
      INFO("tcId " << *test.find("tcId")->as_int());
      AeadCase one{hex(test, "key"), hex(test, "iv"), hex(test, "aad"),
                   hex(test, "msg"), hex(test, "ct"), *test.find("result")->as_string() == "valid"};
      const Bytes tag = hex(test, "tag");
      one.sealed.insert(one.sealed.end(), tag.begin(), tag.end());
      check(one);
      ++run;
    }
  }
  return run;
}

// A cipher made of both functions opens what is valid, seals the same again, refuses the rest.
template <class Open, class Seal>
void check_aead(const AeadCase& one, Open open, Seal seal) {
  Bytes plain(one.sealed.size() - aead_tag_bytes);
  const auto opened = open(one.sealed, plain);
  CHECK(opened.has_value() == one.valid);
  if (!one.valid) return;
  CHECK(plain == one.message);
  Bytes again(one.message.size() + aead_tag_bytes);
  seal(one.message, again);
  CHECK(again == one.sealed);
}

template <std::size_t size>
ByteArray<size> array(const Bytes& bytes) {
  ByteArray<size> out;
  std::copy_n(bytes.begin(), size, out.begin());
  return out;
}

} // namespace

TEST_CASE("XChaCha20-Poly1305 agrees with every Wycheproof case", "[crypto]") {
  const auto json = suite("xchacha20_poly1305");
  if (!json) return;
  const auto run = each_aead_case(*json, 192, [](const AeadCase& one) {
    const KeyView key(one.key.data(), 32);
    const auto nonce = array<24>(one.iv);
    check_aead(
        one,
        [&](ByteView sealed, Bytes& out) { return aead_open(key, nonce, one.aad, sealed, out); },
        [&](ByteView plain, Bytes& out) { aead_seal(key, nonce, one.aad, plain, out); });
  });
  CHECK(run > 100);
}

TEST_CASE("AES-256-GCM agrees with every Wycheproof case, on either engine", "[crypto]") {
  const auto json = suite("aes_gcm");
  if (!json) return;
  for (const auto engine : {AesGcm::Engine::fastest, AesGcm::Engine::portable}) {
    const auto run = each_aead_case(*json, 96, [engine](const AeadCase& one) {
      AesGcm gcm(KeyView(one.key.data(), 32), engine);
      const auto nonce = array<12>(one.iv);
      check_aead(
          one, [&](ByteView sealed, Bytes& out) { return gcm.open(nonce, one.aad, sealed, out); },
          [&](ByteView plain, Bytes& out) { gcm.seal(nonce, one.aad, plain, out); });
    });
    CHECK(run > 50);
  }
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
