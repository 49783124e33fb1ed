// SealedFields: the sealed fields of one lead by ascending number, each once, in one piece of
// memory, so that a read waits for few places of it. Ciphertext only. Plain value: views into one
// last until it is changed or moved.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <optional>

namespace lv::store {

struct SealedField {
  std::uint16_t field = 0; // permanent number of the catalogue
  Bytes blob;              // field blob v1
};

class SealedFields {
public:
  static constexpr std::size_t head_bytes = sizeof(std::uint16_t) + sizeof(std::uint32_t);

  struct View {
    std::uint16_t field = 0;
    ByteView blob;
  };

  class Iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = View;
    using difference_type = std::ptrdiff_t;
    using pointer = const View*;
    using reference = View;

    explicit Iterator(const std::uint8_t* at) : at_(at) {}
    View operator*() const {
      std::uint16_t field;
      std::uint32_t size;
      std::memcpy(&field, at_, sizeof field);
      std::memcpy(&size, at_ + sizeof field, sizeof size);
      return {field, ByteView(at_ + head_bytes, size)};
    }
    Iterator& operator++() {
      at_ += head_bytes + (**this).blob.size();
      return *this;
    }
    Iterator operator++(int) {
      const auto before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

  private:
    const std::uint8_t* at_;
  };

  SealedFields() = default;
  SealedFields(std::initializer_list<SealedField> fields);

  Iterator begin() const { return Iterator(memory_.data()); }
  Iterator end() const { return Iterator(memory_.data() + memory_.size()); }
  bool empty() const { return memory_.empty(); }
  std::size_t size() const { return static_cast<std::size_t>(std::distance(begin(), end())); }
  std::optional<ByteView> find(std::uint16_t field) const;
  // All of it, as it lies in memory: for its size, and for having it fetched.
  ByteView memory() const { return memory_; }

  void reserve(std::size_t fields, std::size_t blob_bytes); // of all of them together
  void put(std::uint16_t field, ByteView blob); // instead of what is there; may not be a part of it
  void remove(std::uint16_t field);
  void clear() { memory_.clear(); }

private:
  std::size_t place_of(std::uint16_t field) const; // where it begins, or would

  Bytes memory_; // per field: u16 number, u32 size of the blob, blob
};

} // namespace lv::store
