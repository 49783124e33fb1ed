// Opening: sealed fields become plaintext here and nowhere else, with a permit and its receipt.
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

class Opener {
public:
  // Aborts when the receipt is not this permit's or the row not this permit's lead: two requests
  // were mixed, and no answer is better than a wrong one. integrity: a tag does not verify.
  static Result<Disclosed<LeadView>> open(Vault::State& state, const store::LeadRow& row,
                                          const policy::Permit& permit,
                                          const audit::Receipt& receipt,
                                          const std::vector<policy::FieldAsk>& asked);
};

// A refusal's fields by name, for the problem document.
Refusal refusal_of(const lead::Catalogue& catalogue, const policy::Denial& denial);

} // namespace lv::vault
