#include "cli/transfer/row_json.hpp"
#include "cli/transfer/row_source.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/crypto/hash.hpp"

namespace lv::cli {
namespace {

constexpr std::size_t line_bytes_max = 1024 * 1024;

RefusedRow refused(std::size_t number, const char* rule, const char* detail) {
  return RefusedRow{number, {{"row " + std::to_string(number), rule, detail}}};
}

std::string external_key(const JsonValue& lead) {
  const auto* ids = lead.find("external_ids");
  const auto* list = ids == nullptr ? nullptr : ids->as_array();
  if (list == nullptr || list->empty()) return {};
  const auto* system = list->front().find("system");
  const auto* id = list->front().find("id");
  if (system == nullptr || id == nullptr || !system->as_string() || !id->as_string()) return {};
  return std::string(*system->as_string()) + ":" + std::string(*id->as_string());
}

class NdjsonRows final : public RowSource {
public:
  explicit NdjsonRows(InputFile file) : file_(std::move(file)) {}

  Outcome<std::optional<SourceRow>> next() override {
    while (true) {
      LV_TRY(line, next_line());
      if (!line) return std::optional<SourceRow>();
      ++number_;
      if (line->find_first_not_of(" \t\r") == SecretText::npos) continue; // a blank line is no row
      return std::optional<SourceRow>(row_of(*line));
    }
  }

  std::uint64_t read_bytes() const override { return file_.read_bytes(); }
  std::uint64_t size_bytes() const override { return file_.size_bytes(); }

private:
  // Too long a line ends the import: what follows could be anything.
  Outcome<std::optional<SecretText>> next_line() {
    while (true) {
      const auto end = pending_.find('\n', at_);
      if (end != SecretText::npos) {
        SecretText line(pending_, at_, end - at_);
        at_ = end + 1;
        return std::optional<SecretText>(std::move(line));
      }
      pending_.erase(0, at_);
      at_ = 0;
      if (pending_.size() > line_bytes_max) {
        return Failure(ExitCode::failed,
                       "line " + std::to_string(number_ + 1) + " is longer than 1 MiB");
      }
      LV_TRY(piece, file_.read());
      if (piece.empty()) {
        if (pending_.empty()) return std::optional<SecretText>();
        return std::optional<SecretText>(std::exchange(pending_, {}));
      }
      pending_ += piece;
    }
  }

  SourceRow row_of(std::string_view line) const {
    auto parsed = parse_json(line);
    if (!parsed) return refused(number_, "json-syntax", "The line is not one JSON document.");
    if (parsed->as_object() == nullptr) {
      return refused(number_, "not-an-object", "The line is not a JSON object.");
    }
    ReadyRow ready;
    ready.number = number_;
    const auto* key = parsed->find("key");
    if (key != nullptr && parsed->find("lead") != nullptr) {
      if (key->as_string() == nullptr || key->as_string()->empty()) {
        return refused(number_, "key-not-text", "The row's key is not text.");
      }
      ready.key = std::string(*key->as_string());
      ready.json = SecretText(line);
      return ready;
    }
    // Without an id of its own a row is known by its place and content: another file under the
    // same name must not pass for this one.
    auto own = external_key(*parsed);
    if (own.empty()) {
      own = "row " + std::to_string(number_) + " " +
            to_hex(crypto::sha256(bytes_of(line))).substr(0, 32);
    }
    ready.key = row_key(own, number_);
    ready.json = row_json(ready.key, line);
    return ready;
  }

  InputFile file_;
  SecretText pending_;
  std::size_t at_ = 0;
  std::size_t number_ = 0; // of the line
};

} // namespace

Outcome<std::unique_ptr<RowSource>> open_ndjson_rows(const std::filesystem::path& file) {
  LV_TRY(input, InputFile::open(file));
  return std::unique_ptr<RowSource>(std::make_unique<NdjsonRows>(std::move(input)));
}

} // namespace lv::cli
