// Caller: who asks, as authentication found it. The tenant comes from here and nowhere else.
// Plain value, made by authentication only; carries the positions it was read at.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/position.hpp"
#include "leadvault/base/short_list.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/lead/purpose.hpp"

namespace lv::policy {

enum class PrincipalKind : std::uint8_t { client = 1, user = 2 };

struct Caller {
  TenantId tenant;
  PrincipalKind kind = PrincipalKind::client;
  PrincipalId principal;
  CredentialId credential;
  PrincipalId on_behalf_of; // zero = nobody
  RequestId request;
  ShortList<std::uint16_t> roles;      // permanent numbers, ascending
  ShortList<lead::PurposeId> purposes; // bound to the credential, ascending
  Position principal_position;         // of the rows that were read
  Position credential_position;
  Time expires_at;              // of the credential; 0 = never, for callers inside the process
  std::uint64_t source_tag = 0; // keyed tag of the remote address; 0 = none
};

} // namespace lv::policy
