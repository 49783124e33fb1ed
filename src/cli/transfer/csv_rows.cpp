#include "cli/transfer/row_json.hpp"
#include "cli/transfer/row_source.hpp"

namespace lv::cli {
namespace {

class CsvRows final : public RowSource {
public:
  CsvRows(InputFile file, lead::Mapping mapping, std::shared_ptr<const lead::Catalogue> catalogue)
      : file_(std::move(file)), mapping_(std::move(mapping)), catalogue_(std::move(catalogue)) {}

  Outcome<void> read_header() {
    LV_TRY(header, next_row());
    if (!header) return Failure(ExitCode::failed, "the file is empty");
    Failure failure(ExitCode::failed, "the header does not fit the mapping");
    if (!mapping_.bind(*header, failure.violations)) return failure;
    return boost::system::in_place_value;
  }

  Outcome<std::optional<SourceRow>> next() override {
    LV_TRY(row, next_row());
    if (!row) return std::optional<SourceRow>();
    ++number_;
    auto mapped = mapping_.apply(*row, number_);
    if (auto* violations = std::get_if<Violations>(&mapped)) {
      return std::optional<SourceRow>(RefusedRow{number_, std::move(*violations)});
    }
    auto& good = std::get<lead::MappedRow>(mapped);
    ReadyRow ready;
    ready.number = number_;
    ready.key = row_key(good.key, number_);
    ready.json = row_json(ready.key, good.lead, *catalogue_);
    ready.warnings = std::move(good.warnings);
    return std::optional<SourceRow>(std::move(ready));
  }

  std::uint64_t read_bytes() const override { return file_.read_bytes(); }
  std::uint64_t size_bytes() const override { return file_.size_bytes(); }

private:
  Outcome<std::optional<lead::CsvRow>> next_row() {
    while (true) {
      auto row = reader_.next();
      if (!row) {
        return Failure(ExitCode::failed,
                       "row " + std::to_string(reader_.row_number() + 1) +
                           " of the file (its header is row 1): " + row.error().what());
      }
      if (*row || ended_) return std::move(*row);
      LV_TRY(piece, file_.read());
      if (piece.empty()) {
        reader_.finish();
        ended_ = true;
      } else {
        reader_.push(piece);
      }
    }
  }

  InputFile file_;
  lead::CsvReader reader_;
  lead::Mapping mapping_;
  std::shared_ptr<const lead::Catalogue> catalogue_;
  std::size_t number_ = 0;
  bool ended_ = false;
};

} // namespace

Outcome<std::unique_ptr<RowSource>>
open_csv_rows(const std::filesystem::path& file, lead::Mapping mapping,
              std::shared_ptr<const lead::Catalogue> catalogue) {
  LV_TRY(input, InputFile::open(file));
  auto rows = std::make_unique<CsvRows>(std::move(input), std::move(mapping), std::move(catalogue));
  LV_CHECK(rows->read_header());
  return std::unique_ptr<RowSource>(std::move(rows));
}

} // namespace lv::cli
