// The published vectors of keys/ and audit/: JSON files that a check.py beside them computes in
// another language. A vector is an object; its "expected" is hex of bytes, or a text.
#pragma once

#include "support/catch.hpp"

#include "leadvault/base/json.hpp"
#include "leadvault/base/secret.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace lv::test {

struct Vector {
  const JsonValue& value;

  const JsonValue& at(const char* name) const { return *value.find(name); }
  std::string_view text(const char* name) const { return *at(name).as_string(); }
  const JsonArray& items(const char* name) const { return *at(name).as_array(); }
  Bytes hex(const char* name) const { return from_hex(text(name)).value(); }
  Secret secret(const char* name) const { return Secret::copy_of(hex(name)); }
  template <std::size_t size>
  ByteArray<size> array(const char* name) const {
    const Bytes bytes = hex(name);
    REQUIRE(bytes.size() == size);
    ByteArray<size> out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
  }
  template <class AnyId>
  AnyId id(const char* name) const {
    return AnyId{array<16>(name)};
  }
  template <class Integer = std::uint16_t>
  Integer number(const char* name) const {
    return static_cast<Integer>(*at(name).as_int());
  }
};

// Hands every vector of a file to `check`; `file` is a path in the tree, without ".json".
template <class Check>
void each_vector(const std::string& file, Check check) {
  std::ifstream stream(LV_SOURCE_DIR "/" + file + ".json");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto json = parse_json(text);
  INFO(file);
  REQUIRE(json);
  const JsonArray& vectors = *json->find("vectors")->as_array();
  REQUIRE_FALSE(vectors.empty());
  for (const JsonValue& vector : vectors) check(Vector{vector});
}

} // namespace lv::test
