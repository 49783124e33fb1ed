#include "audit/entry_layout.hpp"
#include "audit/index_rows.hpp"

namespace lv::audit {

namespace {

constexpr std::size_t group_entries = 8'192;
constexpr std::size_t checkpoint_wal_pages = 4'096; // 16 MiB

constexpr const char* insert_entry_text =
    "INSERT INTO entries(position, tenant, leaf_index, id, time, kind, principal, credential, "
    "purpose, action, decision, log, leaf, entry) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* insert_touch_text =
    "INSERT OR IGNORE INTO touches(tenant, lead, position) VALUES(?,?,?)";

// What an entry is about, as the index's columns want it.
struct Subject {
  std::uint16_t action = 0;
  DecisionFilter decision = DecisionFilter::any;
  std::vector<LeadId> leads;
};

Subject subject_of(const Entry& entry) {
  Subject out;
  if (const auto* release = std::get_if<ReleaseBody>(&entry.body)) {
    out.action = release->action;
    out.decision = DecisionFilter::released;
    for (const auto& touch : release->leads) out.leads.push_back(touch.lead);
  } else if (const auto* denial = std::get_if<DenialBody>(&entry.body)) {
    out.action = denial->action;
    out.decision = DecisionFilter::denied;
    out.leads.push_back(denial->lead);
  } else if (const auto* search = std::get_if<SearchBody>(&entry.body)) {
    out.action = search->action;
    out.decision = DecisionFilter::released;
    out.leads = search->hits;
  } else if (const auto* write = std::get_if<WriteBody>(&entry.body)) {
    out.leads.push_back(write->lead);
  } else if (const auto* consent = std::get_if<ConsentBody>(&entry.body)) {
    out.leads.push_back(consent->lead);
  } else if (const auto* system = std::get_if<SystemBody>(&entry.body)) {
    out.leads.push_back(system->lead);
  }
  return out;
}

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

} // namespace

IndexWriter::IndexWriter(sql::Database database, const IndexSource& source)
    : database_(std::move(database)), source_(source) {}

void IndexWriter::start_over() {
  logs_.clear();
  position_ = {};
  reader_ = std::make_unique<FrameReader>(source_.folder, source_.keys, LogCursor{});
}

Result<void> IndexWriter::load() {
  start_over();
  LogCursor cursor;
  {
    LV_TRY(statement, database_.prepare(
                          "SELECT segment, offset, previous, next_sequence, position FROM place"));
    auto run = statement.run();
    LV_TRY(step, run.step());
    if (step == sql::Step::done) return {};
    sql::Columns columns(run);
    cursor.segment = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
    cursor.offset = columns.natural();
    cursor.previous = columns.array<32>();
    cursor.next_sequence = columns.natural();
    position_.value = columns.natural();
    LV_CHECK(columns.done());
  }
  // The log fell behind the index: it was restored, or its last frames never became durable.
  if (source_.log && position_ > source_.log->newest()) return clear();
  LV_TRY(statement, database_.prepare("SELECT tenant, log, size FROM logs"));
  auto run = statement.run();
  for (;;) {
    LV_TRY(step, run.step());
    if (step == sql::Step::done) break;
    sql::Columns columns(run);
    const TenantId tenant{columns.array<16>()};
    const LogId log{columns.array<16>()};
    const std::uint64_t size = columns.natural();
    LV_CHECK(columns.done());
    logs_[tenant] = {log, size};
  }
  reader_ = std::make_unique<FrameReader>(source_.folder, source_.keys, cursor);
  return {};
}

Result<void> IndexWriter::clear() {
  for (const char* text : index_clear) LV_CHECK(database_.execute(text));
  start_over();
  return {};
}

std::uint64_t IndexWriter::durable_sequence() const {
  return source_.log ? source_.log->newest().sequence() : UINT64_MAX - 1;
}

Result<bool> IndexWriter::step() {
  LV_CHECK(database_.execute("BEGIN IMMEDIATE"));
  auto more = take_frames();
  if (more) {
    if (auto done = database_.execute("COMMIT"); !done) more = done.error();
  }
  // Passive: a query that still reads an older state is left alone, the next step tries again.
  if (more && database_.wal_pages() >= checkpoint_wal_pages)
    LV_CHECK(database_.checkpoint(sql::CheckpointMode::passive));
  if (!more) {
    (void)database_.execute("ROLLBACK"); // the error that matters is the first one
    LV_CHECK(load());
    // A place that does not fit the log: read all of it again, once.
    if (more.error().code() == Errc::integrity && !started_over_) {
      started_over_ = true;
      LV_CHECK(clear());
      return true;
    }
  }
  return more;
}

Result<bool> IndexWriter::take_frames() {
  Frame frame;
  std::size_t entries = 0;
  bool changed = false;
  while (entries < group_entries) {
    LV_TRY(next, reader_->next(frame, durable_sequence()));
    if (next == FrameReader::Next::fault) return Error(Errc::integrity, reader_->fault().reason);
    if (next == FrameReader::Next::end) break;
    LV_CHECK(take(frame));
    changed = true;
    entries += frame.content.entries.size();
  }
  if (changed) LV_CHECK(save_place());
  return entries >= group_entries;
}

Result<void> IndexWriter::take(const Frame& frame) {
  for (const Opening& opening : frame.content.openings)
    logs_.try_emplace(opening.tenant, TenantLog{opening.log, 0});
  std::uint64_t sequence = frame.header.first_sequence;
  for (const ByteView entry : frame.content.entries)
    LV_CHECK(insert(entry, Position::of(reader_->segment()->node, sequence++)));
  return {};
}

Result<sql::Statement*> IndexWriter::prepared(std::optional<sql::Statement>& slot,
                                              const char* text) {
  if (!slot) {
    LV_TRY(statement, database_.prepare(text));
    slot.emplace(std::move(statement));
  }
  return &*slot;
}

Result<void> IndexWriter::insert(ByteView bytes, Position position) {
  LV_TRY(entry, decode_entry(bytes));
  const auto log = logs_.find(entry.tenant);
  if (log == logs_.end()) return LV_FAIL(integrity, "an entry's log was never opened");
  const Subject subject = subject_of(entry);
  const Digest leaf = tlog::leaf_hash(bytes);
  LV_TRY(statement, prepared(entry_insert_, insert_entry_text));
  LV_CHECK(statement->run()
               .bind(signed_of(position.value), entry.tenant.bytes, signed_of(log->second.size),
                     entry.id.bytes, entry.time.us, static_cast<std::int64_t>(entry.kind),
                     entry.principal.bytes, entry.credential.bytes,
                     static_cast<std::int64_t>(entry.purpose.value),
                     static_cast<std::int64_t>(subject.action),
                     static_cast<std::int64_t>(subject.decision), log->second.log.bytes, leaf,
                     bytes)
               .finish());
  ++log->second.size;
  position_ = position;
  LV_TRY(touch, prepared(touch_insert_, insert_touch_text));
  for (const LeadId& lead : subject.leads) {
    if (lead.is_zero()) continue;
    LV_CHECK(touch->run().bind(entry.tenant.bytes, lead.bytes, signed_of(position.value)).finish());
  }
  return {};
}

Result<void> IndexWriter::save_place() {
  LV_TRY(logs, database_.prepare("INSERT OR REPLACE INTO logs(tenant, log, size) VALUES(?,?,?)"));
  for (const auto& [tenant, log] : logs_)
    LV_CHECK(logs.run().bind(tenant.bytes, log.log.bytes, signed_of(log.size)).finish());
  const LogCursor& cursor = reader_->cursor();
  LV_TRY(place, database_.prepare("INSERT OR REPLACE INTO place(one, segment, offset, previous, "
                                  "next_sequence, position) VALUES(1,?,?,?,?,?)"));
  return place.run()
      .bind(static_cast<std::int64_t>(cursor.segment), signed_of(cursor.offset), cursor.previous,
            signed_of(cursor.next_sequence), signed_of(position_.value))
      .finish();
}

} // namespace lv::audit
