#include "audit/tree_hashes.hpp"

#include "audit/index_schema.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::uint64_t row_hashes = std::uint64_t{1} << kept_level_step;

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

} // namespace

NewHashes::NewHashes(std::uint64_t size) {
  for (std::size_t kept = 0; kept < kept_levels; ++kept)
    levels_[kept].first = size >> (kept * kept_level_step);
}

void NewHashes::append(tlog::CompactRange& tree, const Digest& leaf) {
  tree.append(leaf, [this](unsigned level, const Digest& root) {
    if (level % kept_level_step == 0) levels_[level / kept_level_step].hashes.push_back(root);
  });
}

// A row never reaches over a multiple of 256, so a look-up knows where its row may begin.
Result<void> write_hashes(sql::Connection& database, TenantId tenant, const NewHashes& hashes) {
  LV_TRY(insert, database.statement(IndexText::insert_hashes));
  for (std::size_t kept = 0; kept < kept_levels; ++kept) {
    std::uint64_t first = hashes.level(kept).first;
    std::span<const Digest> rest = hashes.level(kept).hashes;
    while (!rest.empty()) {
      const auto count = std::min<std::uint64_t>(rest.size(), row_hashes - first % row_hashes);
      const ByteView row(rest.front().data(), count * sizeof(Digest));
      LV_CHECK(insert->run()
                   .bind(tenant.bytes, static_cast<std::int64_t>(kept), signed_of(first), row)
                   .finish());
      first += count;
      rest = rest.subspan(count);
    }
  }
  return {};
}

Result<std::vector<Digest>> read_hashes(sql::Connection& database, TenantId tenant,
                                        std::size_t kept, std::uint64_t from, std::uint64_t until) {
  LV_TRY(select, database.statement(IndexText::select_hashes));
  auto run = select->run();
  run.bind(tenant.bytes, static_cast<std::int64_t>(kept), signed_of(from - from % row_hashes),
           signed_of(until));
  std::vector<Digest> out;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == sql::Step::done) return out;
    sql::Columns columns(run);
    std::uint64_t at = columns.natural();
    const Bytes row = columns.blob(row_hashes * sizeof(Digest));
    LV_CHECK(columns.done());
    for (std::size_t offset = 0; offset + sizeof(Digest) <= row.size(); offset += sizeof(Digest)) {
      if (at >= from && at < until) {
        Digest& hash = out.emplace_back();
        std::copy_n(row.begin() + static_cast<std::ptrdiff_t>(offset), hash.size(), hash.begin());
      }
      ++at;
    }
  }
}

} // namespace lv::audit
