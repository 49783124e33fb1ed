// Compiles: opening takes the permit and its receipt.
#include "vault/opening.hpp"

namespace lv::vault {

Result<Disclosed<LeadView>> with_both(Vault::State& state, const store::LeadRow& row,
                                      const policy::Permit& permit,
                                      const audit::Receipt& receipt) {
  return Opener::open(state, row, permit, receipt, {});
}

} // namespace lv::vault
