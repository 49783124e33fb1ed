#include "sqlcipher_harness.hpp"

using namespace lv::store::suite;

#define LV_CONFORMS(sentence, rule)                                                                \
  TEST_CASE(sentence, "[store][sqlcipher]") {                                                      \
    SqlcipherHarness harness;                                                                      \
    rule(harness);                                                                                 \
  }

LV_CONFORMS("a row comes back as it was written, large values too", rows_come_back)
LV_CONFORMS("a tenant never sees another's rows, even of the same lead id", tenants_are_apart)
LV_CONFORMS("lists run in change order and obey their filters", lists_run_in_change_order)
LV_CONFORMS("a page looks at a bounded number of leads and the pages find all",
            a_page_looks_at_a_bounded_number_of_leads)
LV_CONFORMS("a token finds its leads in its own index only", tokens_find_leads)
LV_CONFORMS("consent events are appended, never replaced", consents_are_append_only)
LV_CONFORMS("tenants, principals, credentials and keys come back", small_rows_come_back)
LV_CONFORMS("an idempotency key is used once until it expires", idempotency_keys_are_used_once)
LV_CONFORMS("a failed job is undone alone and noted", a_failed_job_is_undone_alone)
LV_CONFORMS("the newest applied position survives a restart", applied_survives)
LV_CONFORMS("jobs run and are answered in the order of submission", jobs_run_in_order)
LV_CONFORMS("a closed store refuses everything", a_closed_store_refuses)
