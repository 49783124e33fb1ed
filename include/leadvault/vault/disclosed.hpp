// Disclosed<T>: opened personal data on its way out. It has no accessor: only the renderers below
// read it, so a response with lead data can be built no other way. Move-only, wipes itself.
#pragma once

#include "leadvault/audit/receipt.hpp"
#include "leadvault/base/json.hpp"
#include "leadvault/store/rows.hpp"

namespace lv::vault {

template <class T>
class Disclosed {
public:
  Disclosed(Disclosed&&) noexcept = default;
  Disclosed& operator=(Disclosed&&) noexcept = default;
  Disclosed(const Disclosed&) = delete;
  Disclosed& operator=(const Disclosed&) = delete;

private:
  friend class Opener;     // src/vault: makes one from a row, its permit and its receipt
  friend struct Rendering; // src/vault: writes it out
  explicit Disclosed(T value) : value_(std::move(value)) {}
  T value_;
};

struct FieldOut {
  std::string_view name; // the catalogue's, which outlives the request
  policy::View view = policy::View::value;
  struct Text {
    std::size_t at = 0;
    std::size_t size = 0;
  };
  std::optional<Text> text; // in `texts`; absent: permitted and empty, or withheld
  std::string withheld;     // code of the reason; empty: it is not

  bool is_withheld() const { return !withheld.empty(); }
};

struct LeadView {
  store::LeadSummary summary;
  std::vector<FieldOut> fields; // in the order asked
  SecretText texts;             // of all of them
  audit::Logged logged;         // the entry of this release

  std::string_view text_of(const FieldOut::Text& text) const {
    return std::string_view(texts).substr(text.at, text.size);
  }
};

// Members id, stage, version, fields, masked, withheld (DESIGN: shapes); `audit` in batch items.
void render(const Disclosed<LeadView>& lead, JsonWriter& json);
// One CSV record's cells: id, stage, version, the fields in the order asked; withheld ones empty.
std::vector<SecretText> render_cells(const Disclosed<LeadView>& lead);
// Not personal: may be read freely.
const audit::Logged& logged_of(const Disclosed<LeadView>& lead);
std::uint64_t version_of(const Disclosed<LeadView>& lead);

void render(const store::LeadSummary& summary, JsonWriter& json);

} // namespace lv::vault
