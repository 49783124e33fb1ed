// PermitMaker: the one way to make a Permit; its digest covers every member.
#pragma once

#include "leadvault/policy/permit.hpp"

namespace lv::policy {

class PermitMaker {
public:
  static Permit make(PermitData data);
};

} // namespace lv::policy
