// Keys of questions: all that policies see of who asks, of the lead and of what is asked, as bytes.
// Two questions of the same key have the same answer by the same policies.
#pragma once

#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/policies.hpp"

namespace lv::policy {

using QuestionKey = ShortWriter<384>;

void put_caller(QuestionKey& out, const Caller& caller, Time now);
// Which consents are in force is asked anew each time.
void put_lead(QuestionKey& out, const LeadFacts& facts, Time now);
void put_question(QuestionKey& out, const ReadQuestion& question);
void put_call(QuestionKey& out, Action action, lead::PurposeId purpose);

} // namespace lv::policy
