// Import: sends a source's rows in pages and keeps account of each of them. Every row ends up
// created, existed or refused; a page whose answer was lost is sent again under the same keys.
#pragma once

#include "cli/transfer/row_source.hpp"

#include "leadvault/cli/cli.hpp"

#include <map>
#include <unordered_set>

namespace lv::cli {

struct ImportTotals {
  std::uint64_t read = 0;
  std::uint64_t created = 0;
  std::uint64_t existed = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> warnings; // rows per code
  enum class End { failed, complete, interrupted } end = End::failed;
};

struct ImportPlan {
  std::string name; // of the import at the server
  std::size_t page_rows = 500;
  std::size_t page_bytes = 4 * 1024 * 1024;
};

struct ImportHooks {
  std::function<void(const RefusedRow& row)> on_refused;
  std::function<void(const ImportTotals& totals)> on_page;
  std::function<bool()> stop_requested; // asked between pages
};

class Import {
public:
  Import(Client& client, const Context& context, ImportPlan plan, ImportHooks hooks)
      : client_(client), context_(context), plan_(std::move(plan)), hooks_(std::move(hooks)) {}

  Outcome<ImportTotals> run(RowSource& source);
  const ImportTotals& totals() const { return totals_; }

private:
  Outcome<void> open();
  Outcome<bool> fill_page(RowSource& source); // false: the source is at its end
  void take(SourceRow row);
  Outcome<void> send(std::vector<ReadyRow> rows);
  Outcome<Answer> post(const std::vector<ReadyRow>& rows);
  Outcome<Answer> post_once(Request& request); // opens the import first when there is none
  Outcome<void> account(const std::vector<ReadyRow>& rows, const JsonValue& answer);
  void account_row(const ReadyRow& row, const JsonValue& result);
  void refuse(RefusedRow row);

  Client& client_;
  const Context& context_;
  ImportPlan plan_;
  ImportHooks hooks_;
  ImportTotals totals_;
  std::string job_;
  std::vector<ReadyRow> page_;
  std::size_t page_bytes_ = 0;
  std::unordered_set<std::string> keys_; // seen in this file
};

} // namespace lv::cli
