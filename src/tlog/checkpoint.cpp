#include "leadvault/tlog/checkpoint.hpp"

#include <charconv>

namespace lv::tlog {

namespace {

// Takes one line, without its newline, off the front; empty when there is none.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return {};
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Result<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc{} || end != text.data() + text.size() ||
      (text.size() > 1 && text[0] == '0'))
    return LV_FAIL(malformed, "a checkpoint's size is not a decimal number");
  return size;
}

} // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.head.size) + "\n" +
         to_base64(checkpoint.head.root) + "\n";
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  Checkpoint out;
  out.origin = take_line(text);
  if (out.origin.empty()) return LV_FAIL(malformed, "a checkpoint has no origin");
  LV_TRY(size, parse_size(take_line(text)));
  out.head.size = size;
  LV_TRY(root, from_base64(take_line(text)));
  if (root.size() != out.head.root.size())
    return LV_FAIL(malformed, "a checkpoint's root does not have 32 bytes");
  std::copy(root.begin(), root.end(), out.head.root.begin());
  while (!text.empty())
    if (take_line(text).empty())
      return LV_FAIL(malformed, "a checkpoint has an empty extension line");
  return out;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
  if (checkpoint.origin != signer.verifier().name())
    return LV_FAIL(invalid, "a checkpoint's origin must be its signer's name");
  return signer.sign(checkpoint_text(checkpoint));
}

Result<Checkpoint> open_checkpoint(std::string_view text, std::string_view origin,
                                   std::span<const NoteVerifier> verifiers) {
  LV_TRY(note, open_note(text, verifiers));
  LV_TRY(checkpoint, parse_checkpoint_text(note.text));
  if (checkpoint.origin != origin) return LV_FAIL(wrong_key, "the checkpoint is of another log");
  return checkpoint;
}

} // namespace lv::tlog
