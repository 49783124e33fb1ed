#include "audit/index_writer.hpp"

#include "audit/index_transaction.hpp"

#include "leadvault/base/random.hpp"

#include <thread>

namespace lv::audit {

namespace {

constexpr std::size_t step_entries = 8'192;
constexpr std::size_t checkpoint_wal_pages = 4'096; // 16 MiB
constexpr std::size_t tree_nodes_max = 64;

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::uint64_t new_salt() {
  std::uint64_t salt = 0;
  random_bytes({reinterpret_cast<std::uint8_t*>(&salt), sizeof salt});
  return salt;
}

Result<LogTree> read_tree(sql::Run& run) {
  sql::Columns columns(run);
  const TenantId tenant{columns.array<16>()};
  const LogId log{columns.array<16>()};
  const std::uint64_t size = columns.natural();
  const Bytes bytes = columns.blob(tree_nodes_max * sizeof(Digest));
  LV_CHECK(columns.done());
  std::vector<Digest> nodes(bytes.size() / sizeof(Digest));
  ByteReader in(bytes);
  for (Digest& node : nodes) {
    LV_TRY(read, in.array<32>());
    node = read;
  }
  LV_TRY(range, tlog::CompactRange::from(size, std::move(nodes)));
  return LogTree{tenant, log, std::move(range)};
}

std::unique_ptr<FrameReader> reader_at(const IndexSource& source, const LogCursor& cursor) {
  return std::make_unique<FrameReader>(source.folder, source.keys, cursor,
                                       FrameReader::Chain::assumed);
}

} // namespace

IndexWriter::IndexWriter(sql::Database database, const IndexSource& source)
    : database_(std::move(database), index_texts), runs_(database_), source_(source) {}

std::shared_ptr<const IndexTail> IndexWriter::tail() const {
  const std::lock_guard lock(tail_mutex_);
  return tail_;
}

void IndexWriter::begin_tail(std::uint32_t first_granule) {
  auto tail = std::make_shared<IndexTail>(PostingKeys(salt_), first_granule);
  const std::lock_guard lock(tail_mutex_);
  tail_ = std::move(tail);
}

void IndexWriter::start_over() {
  trees_.clear();
  position_ = Position{};
  salt_ = new_salt();
  reader_ = reader_at(source_, LogCursor{});
  loaded_ = false;
}

Result<void> IndexWriter::load() {
  start_over();
  LV_CHECK(runs_.load());
  LogCursor cursor;
  Position position;
  LV_CHECK(read_place(cursor, position));
  // The log fell behind the index: it was restored, or its last frames never became durable.
  if (source_.log && position > source_.log->newest()) return clear();
  LV_CHECK(read_trees());
  reader_ = reader_at(source_, cursor);
  LV_TRY(newest, newest_granule(database_));
  begin_tail(newest + 1);
  position_ = position;
  loaded_ = true;
  return {};
}

Result<void> IndexWriter::read_place(LogCursor& cursor, Position& position) {
  LV_TRY(select, database_.statement(IndexText::select_place));
  auto run = select->run();
  LV_TRY(step, run.step());
  if (step == sql::Step::done) return {};
  sql::Columns columns(run);
  salt_ = columns.natural();
  cursor.segment = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
  cursor.offset = columns.natural();
  cursor.next_sequence = columns.natural();
  position.value = columns.natural();
  return columns.done();
}

Result<void> IndexWriter::read_trees() {
  LV_TRY(select, database_.statement(IndexText::select_logs));
  auto run = select->run();
  for (;;) {
    LV_TRY(step, run.step());
    if (step == sql::Step::done) return {};
    LV_TRY(tree, read_tree(run));
    trees_.insert_or_assign(tree.tenant, tree);
  }
}

Result<void> IndexWriter::clear() {
  IndexTransaction transaction(database_.database());
  LV_CHECK(transaction.begin_writing()); // half of it, the place would say that all is there
  for (const char* text : index_clear) LV_CHECK(database_.database().execute(text));
  LV_CHECK(transaction.commit());
  start_over();
  begin_tail(1);
  LV_CHECK(runs_.load());
  loaded_ = true;
  return {};
}

std::uint64_t IndexWriter::durable_sequence() const {
  return source_.log ? source_.log->newest().sequence() : UINT64_MAX - 1;
}

Result<bool> IndexWriter::step() {
  if (!loaded_) LV_CHECK(load());
  auto more = take_frames();
  if (more && tail_->full())
    if (auto written = write_tail(); !written) more = written.error();
  if (more && !*more) more = runs_.merge_some(); // new entries first
  // Passive: a query that still reads an older state is left alone, the next step tries again.
  sql::Database& database = database_.database();
  if (more && *more && database.wal_pages() >= checkpoint_wal_pages)
    LV_CHECK(database.checkpoint(sql::CheckpointMode::passive));
  if (more) return more;
  LV_CHECK(load());
  // A place that does not fit the log: read all of it again, once.
  if (more.error().code() == Errc::integrity && !started_over_) {
    started_over_ = true;
    LV_CHECK(clear());
    return true;
  }
  return more;
}

// What a log on this machine is just writing may be seen half.
Result<FrameReader::Next> IndexWriter::next_frame(Frame& frame, std::uint64_t last_sequence) {
  for (int look = 1;; ++look) {
    LV_TRY(next, reader_->next(frame, last_sequence));
    if (next != FrameReader::Next::fault || look == looks_max) return next;
    reader_->reopen();
    std::this_thread::sleep_for(look_again_after);
  }
}

Result<bool> IndexWriter::take_frames() {
  Frame frame;
  std::size_t entries = 0;
  while (entries < step_entries && !tail_->full()) {
    const std::uint64_t last = durable_sequence();
    if (reader_->cursor().next_sequence > last) return false; // what stands behind is not asked for
    LV_TRY(next, next_frame(frame, last));
    if (next == FrameReader::Next::fault) return Error(Errc::integrity, reader_->fault().reason);
    if (next == FrameReader::Next::end) return false;
    for (const Opening& opening : frame.content.openings)
      trees_.try_emplace(opening.tenant, LogTree{opening.tenant, opening.log, {}});
    const std::uint16_t node = reader_->segment()->node;
    LV_CHECK(tail_->take(frame, node, trees_));
    entries += frame.content.entries.size();
    if (!frame.content.entries.empty())
      position_ = Position::of(node, reader_->cursor().next_sequence - 1);
  }
  return true;
}

// The new tail is shown after the rows are: whoever took the old one before reads both.
Result<void> IndexWriter::write_tail() {
  IndexTransaction transaction(database_.database());
  LV_CHECK(transaction.begin_writing());
  LV_CHECK(write_rows());
  LV_CHECK(transaction.commit());
  begin_tail(tail_->granules().back().number + 1);
  return {};
}

Result<void> IndexWriter::write_rows() {
  for (const Granule& granule : tail_->granules()) LV_CHECK(insert_granule(database_, granule));
  for (const auto& [tenant, hashes] : tail_->new_hashes())
    LV_CHECK(write_hashes(database_, tenant, hashes));
  LV_CHECK(runs_.add(tail_->sorted_postings(), tail_->granules().front().number,
                     tail_->granules().back().number));
  return write_place();
}

Result<void> IndexWriter::write_place() {
  LV_TRY(replace, database_.statement(IndexText::replace_log));
  for (const auto& [tenant, log] : trees_) {
    if (log.range.size() != 0 && !tail_->new_hashes().contains(tenant)) continue; // as it was
    const auto& nodes = log.range.nodes();
    ByteWriter bytes;
    for (const Digest& node : nodes) bytes.raw(node);
    LV_CHECK(replace->run()
                 .bind(tenant.bytes, log.log.bytes, signed_of(log.range.size()), bytes.view())
                 .finish());
  }
  const LogCursor& cursor = reader_->cursor();
  LV_TRY(place, database_.statement(IndexText::replace_place));
  return place->run()
      .bind(signed_of(salt_), std::int64_t{cursor.segment}, signed_of(cursor.offset),
            signed_of(cursor.next_sequence), signed_of(position().value))
      .finish();
}

} // namespace lv::audit
