// Files of the command line: API keys in, new private files out, bounded reads.
#pragma once

#include "leadvault/base/json.hpp"

#include <filesystem>

namespace lv::cli {

inline constexpr std::string_view bearer_prefix = "Authorization: Bearer ";

// The key of a file that holds `lvk_...` or a curl header line `Authorization: Bearer lvk_...`.
// Regular, ours, mode 0600 or stricter, not a symbolic link; the key's checksum is tested.
// Errors: io, config (each with its own sentence), malformed.
Result<SecretText> read_key_file(const std::filesystem::path& path);

// A new file with mode 0600, whose name lasts from the start. conflict when there is one already.
// One that is still empty in the end is removed: it would stand in the way of the next try.
class NewFile {
public:
  // Leaves no file where it fails.
  static Result<NewFile> create(const std::filesystem::path& path);
  // An existing file of ours to write on at its end; io when there is none.
  static Result<NewFile> append(const std::filesystem::path& path);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  Result<void> write(std::string_view text); // all of it, or nothing
  Result<void> sync();                       // what was written is durable
  void keep() { removed_if_empty_.clear(); } // empty or not

private:
  NewFile(int descriptor, std::filesystem::path removed_if_empty)
      : descriptor_(descriptor), removed_if_empty_(std::move(removed_if_empty)) {}
  Result<void> write_on(std::string_view text);

  int descriptor_;
  std::filesystem::path removed_if_empty_; // no path: it stays
};

// A file read piece by piece.
class InputFile {
public:
  static Result<InputFile> open(const std::filesystem::path& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  // The next piece, valid until the next call; empty at the end.
  Result<std::string_view> read();
  std::uint64_t size_bytes() const { return size_bytes_; }
  std::uint64_t read_bytes() const { return read_bytes_; }

private:
  InputFile(int descriptor, std::uint64_t size);
  int descriptor_;
  std::uint64_t size_bytes_;
  std::uint64_t read_bytes_ = 0;
  SecretText piece_;
};

// A whole file; "-" is not special here. Errors: io, too_large.
Result<SecretText> read_file(const std::filesystem::path& path, std::size_t bytes_max);

} // namespace lv::cli
