#include "leadvault/sql/connection.hpp"

namespace lv::sql {

Result<Statement*> Connection::at(std::size_t index) {
  auto& slot = statements_[index];
  if (!slot) {
    LV_TRY(statement, database_.prepare(texts_[index]));
    slot.emplace(std::move(statement));
  }
  return &*slot;
}

Pool::Pool(Open open, std::span<const char* const> texts, std::size_t connections_max)
    : open_(std::move(open)), texts_(texts), connections_max_(connections_max) {}

Pool::Lease::~Lease() {
  if (held_) pool_->give_back(std::move(held_));
}

Result<Pool::Lease> Pool::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return closed_ || lent_ < connections_max_; });
  if (closed_) return LV_FAIL(sealed, "the database is closed");
  ++lent_;
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back()); // the warmest cache
    idle_.pop_back();
    return Lease(this, std::move(connection));
  }
  lock.unlock(); // opening takes milliseconds
  auto database = open_();
  if (database) return Lease(this, std::make_unique<Connection>(std::move(*database), texts_));
  give_back(nullptr);
  return database.error();
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (connection && !connection->usable()) connection.reset();
  std::lock_guard lock(mutex_);
  --lent_;
  if (connection && !closed_) idle_.push_back(std::move(connection));
  returned_.notify_all();
}

void Pool::close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  returned_.notify_all();
  returned_.wait(lock, [this] { return lent_ == 0; });
  idle_.clear();
}

} // namespace lv::sql
