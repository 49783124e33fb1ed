// Vault: the only code that turns sealed bytes into plaintext. Every call takes the caller first
// and answers with an Error a client may see. Refusals of policy are in the audit log before the
// caller hears of them. Thread safe; calls run on the caller's executor.
#pragma once

#include "leadvault/audit/open.hpp"
#include "leadvault/keys/tenant_keys.hpp"
#include "leadvault/store/store.hpp"
#include "leadvault/vault/directory.hpp"
#include "leadvault/vault/disclosed.hpp"
#include "leadvault/vault/policy_question.hpp"
#include "leadvault/vault/requests.hpp"

#include <memory>

namespace lv::vault {

struct Parts { // all outlive the Vault
  store::Store& store;
  audit::AuditLog& audit;
  keys::TenantKeys& tenant_keys;
  std::shared_ptr<const keys::Keyring> keyring;
  std::shared_ptr<const lead::Catalogue> catalogue;
  policy::Decider& decider;
  Directory& directory;
  const Clock& clock;
  std::size_t row_cache_bytes = 0; // of sealed rows kept in memory
};

// A refusal with the reason of each field, for the problem document.
struct Refusal {
  Errc code = Errc::not_permitted;
  std::vector<std::pair<std::string, std::string>> fields; // field name, code of its reason
};

template <class T>
struct Answer { // value, or a refusal by policy that is already in the log
  std::variant<T, Refusal> result;
};

class Vault {
public:
  explicit Vault(Parts parts);
  ~Vault();

  // Leads
  // Values are validated by the caller (lead::validate); here they are sealed and indexed.
  Task<Created> create(policy::Caller caller, lead::NewLead lead,
                       std::optional<Idempotency> idempotency);
  Task<std::vector<ImportedRow>> import_rows(policy::Caller caller, std::string scope,
                                             std::vector<ImportRow> rows);
  Task<store::LeadSummary> summary(policy::Caller caller, LeadId lead);
  Task<Answer<Disclosed<LeadView>>> read(policy::Caller caller, LeadId lead,
                                         policy::ReadQuestion question);
  // Per item: a view, a refusal or an error (not_found...). One release entry for all of them.
  using Item = std::variant<Disclosed<LeadView>, Refusal, Error>;
  Task<std::vector<Item>> read_many(policy::Caller caller, std::vector<LeadId> leads,
                                    policy::ReadQuestion question);
  // What policies see of a lead; no field is opened. Whoever asks logs what is told of it.
  Task<policy::LeadFacts> facts(policy::Caller caller, LeadId lead);
  Task<Written> update(policy::Caller caller, LeadId lead, LeadChange change);
  Task<Written> erase(policy::Caller caller, LeadId lead);
  Task<store::LeadPage> list(policy::Caller caller, store::ListFilter filter, store::Page page);
  // `text` is what the caller typed; an unknown person and a bad spelling give no hits.
  Task<std::vector<LeadId>> search(policy::Caller caller, lead::PurposeId purpose,
                                   std::uint16_t index, SecretText text);
  // The export's own page read: audited as exportLeads. Pages run in change order.
  Task<std::vector<Item>> export_page(policy::Caller caller, store::ListFilter filter,
                                      store::Page page, policy::ReadQuestion question,
                                      std::uint64_t& next_after);

  // Consents
  Task<ConsentRecorded> grant(policy::Caller caller, LeadId lead, NewConsent consent,
                              std::optional<Idempotency> idempotency = {});
  Task<ConsentRecorded> withdraw(policy::Caller caller, LeadId lead, lead::PurposeId purpose,
                                 std::optional<Idempotency> idempotency = {});
  Task<std::vector<store::ConsentRow>> consents(policy::Caller caller, LeadId lead);

  // Policies
  // What it takes to explain why a principal of the caller's tenant may or may not do this. Opens
  // and releases nothing.
  Task<PolicyCase> policy_case(policy::Caller caller, PolicyQuestion question);

  // Tenants, principals, credentials
  // Another tenant's are managed from the system tenant alone; to all others they are not_found.
  // An idempotent request that is seen again answers with what the first one made, as it is now.
  Task<store::TenantRow> create_tenant(policy::Caller caller, std::string name,
                                       std::optional<Idempotency> idempotency = {});
  Task<store::PrincipalRow> create_principal(policy::Caller caller, TenantId tenant,
                                             NewPrincipal principal, Violations& violations,
                                             std::optional<Idempotency> idempotency = {});
  Task<store::PrincipalRow> set_standing(policy::Caller caller, TenantId tenant,
                                         PrincipalId principal, store::Standing standing);
  Task<IssuedCredential> issue(policy::Caller caller, TenantId tenant, PrincipalId principal,
                               NewCredential credential, Violations& violations,
                               std::optional<Idempotency> idempotency = {});
  Task<void> revoke(policy::Caller caller, TenantId tenant, CredentialId credential);

  Task<SecretText> first_operator(); // of an empty vault: its API key, shown once

  // For authentication and api
  // `others`: earlier failures that have no entry of their own.
  Task<void> note_failed_authentication(RequestId request, std::uint64_t source_tag,
                                        std::uint64_t others);
  // An event of a call that this policy set decided.
  Task<void> note(policy::Caller caller, Digest policy_set, audit::EntryKind kind,
                  audit::Body body);
  // Decides a whole action: the policy set that permits it. A refusal is in the log before it is
  // told.
  Task<Digest> permit(policy::Caller caller, std::uint16_t action, lead::PurposeId purpose);
  Digest fingerprint(std::string_view label, ByteView bytes) const; // keyed, for idempotency
  std::uint64_t source_tag(std::string_view address) const;
  Result<Bytes> seal_cursor(ByteView aad, ByteView plaintext) const;
  Result<SecretBytes> open_cursor(ByteView aad, ByteView blob) const;

  std::uint64_t integrity_alarms() const;
  void count_alarm(); // of a damaged page, seen below the vault

  // Sealing: nothing is released from here on; says why.
  void seal(Errc reason);
  std::optional<Errc> sealed() const;

  // Recovery, before serving.
  Result<void> apply_from_log(const audit::Unapplied& unapplied);
  void count_export(const audit::Entry& entry); // of today: it counts against who exported

  struct State; // src/vault/state.hpp: the parts and what the calls share
  State& state_for_test() { return *state_; } // State is complete in src/vault only

private:
  std::unique_ptr<State> state_;
};

} // namespace lv::vault
