// TokenDelta: the tokens of one tenant that stand in no page yet. Found by token in one step, since
// every new lead asks whether anybody has its tokens, and nearly always nobody does.
#pragma once

#include "token_record.hpp"

#include <unordered_set>

namespace lv::store {

class TokenDelta {
public:
  bool insert(const TokenRecord& record) { // false: it was there
    if (find(record) != records_.end()) return false;
    records_.insert(record);
    return true;
  }
  void erase(const TokenRecord& record) {
    if (const auto at = find(record); at != records_.end()) records_.erase(at);
  }
  void clear() { records_.clear(); }
  std::size_t size() const { return records_.size(); }

  std::vector<LeadId> leads_of(const TokenRecord& sought) const {
    std::vector<LeadId> leads;
    const auto [begin, end] = records_.equal_range(sought);
    for (auto at = begin; at != end; ++at) leads.push_back(at->lead());
    return leads;
  }
  TokenRecords sorted() const {
    TokenRecords records(records_.begin(), records_.end());
    std::sort(records.begin(), records.end());
    return records;
  }

private:
  struct OfToken { // the lead does not count: one token's records stand together
    std::size_t operator()(const TokenRecord& record) const {
      return record.token_word() * 0x9e3779b97f4a7c15ULL;
    }
    bool operator()(const TokenRecord& a, const TokenRecord& b) const { return a.same_token(b); }
  };
  using Records = std::unordered_multiset<TokenRecord, OfToken, OfToken>;

  Records::const_iterator find(const TokenRecord& record) const {
    const auto [begin, end] = records_.equal_range(record);
    const auto at = std::find(begin, end, record);
    return at == end ? records_.end() : at;
  }

  Records records_;
};

} // namespace lv::store
