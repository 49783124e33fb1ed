// Must not compile: a field opened without the receipt of its log entry.
#include "vault/opening.hpp"

namespace lv::vault {

Result<Disclosed<LeadView>> without_receipt(Vault::State& state, const store::LeadRow& row,
                                            const policy::Permit& permit) {
  return Opener::open(state, row, permit, {}, {});
}

} // namespace lv::vault
