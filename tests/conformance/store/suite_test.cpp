#include "store_suite.hpp"

#include "leadvault/base/limits.hpp"

namespace lv::store::suite {

void rows_come_back(Harness& harness) {
  auto store = harness.create();
  LeadRow row = row_of(tenant_of(1), lead_of(1), 5, 10);
  row.fields.put(9, filled(9'000, 3)); // beyond a page
  REQUIRE(write(*store, 5, insert(row)));
  row.change_seq = 1;
  auto read = store->lead(row.tenant, row.lead);
  REQUIRE((read && *read));
  CHECK(same(**read, row));

  row.fields = {{2, {}}, {3, filled(2'049, 1)}};
  row.version = ~0ULL;
  row.position = {~0ULL};
  REQUIRE(write(*store, 6, [&](Transaction& tx) { return tx.update_lead(row); }));
  store.reset();
  store = harness.reopen();
  read = store->lead(row.tenant, row.lead);
  REQUIRE((read && *read));
  CHECK(same(**read, row));
  CHECK_FALSE(store->lead(row.tenant, lead_of(2)).value().has_value());
  auto absent = write(*store, 7, [&](Transaction& tx) {
    LeadRow other = row;
    other.lead = lead_of(2);
    return tx.update_lead(other);
  });
  CHECK(absent.error().code() == Errc::conflict);
  CHECK(write(*store, 8, insert(row)).error().code() == Errc::conflict);
}

void tenants_are_apart(Harness& harness) {
  auto store = harness.create();
  LeadRow mine = row_of(tenant_of(1), lead_of(1), 1, 10);
  LeadRow theirs = row_of(tenant_of(2), lead_of(1), 2, 90);
  std::vector<IndexToken> tokens{{4, 1, filled(16, 1)}};
  REQUIRE(write(*store, 1, insert(mine, tokens)));
  REQUIRE(write(*store, 2, insert(theirs, tokens)));
  REQUIRE(write(*store, 6, [&](Transaction& tx) -> Result<void> {
    LV_CHECK(tx.remove_all_tokens(tenant_of(2), lead_of(1)));
    LeadRow gone = theirs;
    gone.liveness = Liveness::erased;
    gone.fields.clear();
    gone.wrapped_key.clear();
    LV_TRY(seq, tx.next_change_seq(tenant_of(2)));
    gone.change_seq = seq;
    return tx.update_lead(gone);
  }));
  REQUIRE(write(*store, 7, [&](Transaction& tx) -> Result<void> {
    CHECK(tx.find(tenant_of(1), 4, tokens[0].token, 1)->size() == 1);
    CHECK(tx.find(tenant_of(2), 4, tokens[0].token, 1)->empty());
    const IndexToken fresh{4, 1, filled(16, 9)};
    CHECK(tx.find(tenant_of(1), 4, fresh.token, 1)->empty());
    LV_CHECK(tx.add_tokens(tenant_of(1), lead_of(1), std::vector<IndexToken>(1, fresh)));
    CHECK(tx.find(tenant_of(1), 4, fresh.token, 1)->size() == 1); // of this transaction
    return Result<void>();
  }));
  mine.change_seq = 1;
  CHECK(same(**store->lead(tenant_of(1), lead_of(1)), mine));
  CHECK(store->find(tenant_of(1), 4, tokens[0].token, 10)->size() == 1);
  CHECK(store->find(tenant_of(2), 4, tokens[0].token, 10)->empty());
  CHECK(store->list(tenant_of(1), {}, {})->leads.size() == 1);
  CHECK(store->list(tenant_of(2), {}, {})->leads.empty());
  CHECK(store->list(tenant_of(3), {}, {})->leads.empty());
  CHECK_FALSE(store->lead(tenant_of(3), lead_of(1)).value().has_value());
}

void lists_run_in_change_order(Harness& harness) {
  auto store = harness.create();
  for (std::uint32_t i = 1; i <= 9; ++i) {
    LeadRow row = row_of(tenant_of(1), lead_of(100 - i), i, static_cast<std::uint8_t>(i));
    row.stage = i % 2 == 0 ? lead::Stage::mql : lead::Stage::new_lead;
    row.channel = i % 3 == 0 ? lead::Channel::event : lead::Channel::website;
    row.liveness = i == 9 ? Liveness::erased : Liveness::live;
    REQUIRE(write(*store, i, insert(row)));
  }
  auto seqs = [&](const ListFilter& filter, const Page& page) {
    std::vector<std::uint64_t> out;
    for (const auto& row : store->list(tenant_of(1), filter, page).value().leads)
      out.push_back(row.change_seq);
    return out;
  };
  using Seqs = std::vector<std::uint64_t>;
  CHECK(seqs({}, {0, 3}) == Seqs{1, 2, 3});
  CHECK(seqs({}, {3, 50}) == Seqs{4, 5, 6, 7, 8});
  ListFilter filter;
  filter.stage = lead::Stage::mql;
  CHECK(seqs(filter, {2, 50}) == Seqs{4, 6, 8});
  filter.channel = lead::Channel::event;
  CHECK(seqs(filter, {}) == Seqs{6});
  ListFilter window;
  window.created_from = {1'003};
  window.created_until = {1'005};
  CHECK(seqs(window, {}) == Seqs{3, 4});
  ListFilter feed;
  feed.tombstones = Tombstones::include;
  CHECK(seqs(feed, {7, 50}) == Seqs{8, 9});
  auto last = store->list(tenant_of(1), feed, {8, 1});
  CHECK(last->leads.at(0).liveness == Liveness::erased);
  CHECK(store->list(tenant_of(1), {}, {0, 3})->next_after == 3);
  CHECK(store->list(tenant_of(1), {}, {3, 50})->next_after == 0);
}

// However rare what is asked for, a page costs no more than its share, and the pages find it all.
void a_page_looks_at_a_bounded_number_of_leads(Harness& harness) {
  auto store = harness.create();
  constexpr std::uint32_t seen_max = limits::page_leads_seen_max;
  const std::uint32_t rare = 2 * seen_max + 1;
  for (std::uint32_t i = 1; i <= rare; i += 200) {
    REQUIRE(write(*store, i, [&](Transaction& tx) -> Result<void> {
      for (std::uint32_t j = i; j < i + 200 && j <= rare; ++j) {
        LeadRow row = row_of(tenant_of(1), lead_of(j), j, 1);
        row.stage = j == rare ? lead::Stage::mql : lead::Stage::new_lead;
        LV_CHECK(insert(row)(tx));
      }
      return Result<void>();
    }));
  }
  ListFilter filter;
  filter.stage = lead::Stage::mql;
  const auto first = store->list(tenant_of(1), filter, {0, 50}).value();
  CHECK(first.leads.empty());
  CHECK(first.next_after == seen_max);
  const auto second = store->list(tenant_of(1), filter, {first.next_after, 50}).value();
  CHECK(second.leads.empty());
  const auto third = store->list(tenant_of(1), filter, {second.next_after, 50}).value();
  REQUIRE(third.leads.size() == 1);
  CHECK(third.leads[0].change_seq == rare);
  CHECK(third.next_after == 0);
}

void tokens_find_leads(Harness& harness) {
  auto store = harness.create();
  std::vector<IndexToken> both{{1, 1, filled(16, 1)}, {2, 1, filled(4, 1)}};
  for (std::uint32_t i = 1; i <= 5; ++i)
    REQUIRE(write(*store, i, [&](Transaction& tx) -> Result<void> {
      LV_CHECK(insert(row_of(tenant_of(1), lead_of(i), i, 1))(tx));
      LV_CHECK(tx.add_tokens(tenant_of(1), lead_of(i), both));
      return tx.add_tokens(tenant_of(1), lead_of(i), both); // again changes nothing
    }));
  auto absent = [&](Transaction& tx) { return tx.add_tokens(tenant_of(1), lead_of(9), both); };
  CHECK(write(*store, 9, absent).error().code() == Errc::conflict);
  CHECK(store->find(tenant_of(1), 1, both[0].token, 10)->size() == 5);
  CHECK(store->find(tenant_of(1), 1, both[0].token, 2)->size() == 2);
  CHECK(store->find(tenant_of(1), 2, both[0].token, 10)->empty());
  REQUIRE(write(*store, 10,
                [&](Transaction& tx) { return tx.remove_tokens(tenant_of(1), lead_of(1), 1); }));
  CHECK(store->find(tenant_of(1), 1, both[0].token, 10)->size() == 4);
  CHECK(store->find(tenant_of(1), 2, both[1].token, 10)->size() == 5);
  // A longer token that begins alike is another token.
  Bytes longer = both[0].token;
  longer.resize(9);
  CHECK(store->find(tenant_of(1), 1, longer, 10)->empty());
}

void consents_are_append_only(Harness& harness) {
  auto store = harness.create();
  ConsentRow row;
  row.event.id = ConsentId{{1}};
  row.event.purpose = {4};
  row.event.sequence = 1;
  row.event.basis = lead::LegalBasis::legitimate_interests;
  row.event.time = {77};
  row.event.expiry = {99};
  row.event.jurisdiction = "FR";
  row.event.notice_version = "2026-03";
  row.position = {8};
  row.evidence = filled(300, 5);
  auto append = [&](Transaction& tx) { return tx.append_consent(tenant_of(1), lead_of(1), row); };
  REQUIRE(write(*store, 1, append));
  CHECK(write(*store, 2, append).error().code() == Errc::conflict);
  auto first = row;
  row.event.sequence = 2;
  row.event.kind = lead::ConsentEventKind::withdrawn;
  REQUIRE(write(*store, 3, append));
  auto rows = store->consents(tenant_of(1), lead_of(1)).value();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].event == first.event);
  CHECK(rows[0].evidence == first.evidence);
  CHECK(rows[0].position == Position{8});
  CHECK(rows[1].event == row.event);
  REQUIRE(write(*store, 4, [](Transaction& tx) {
    return tx.remove_consent_evidence(tenant_of(1), lead_of(1));
  }));
  rows = store->consents(tenant_of(1), lead_of(1)).value();
  CHECK((rows.size() == 2 && rows[0].evidence.empty() && rows[1].evidence.empty()));
  CHECK(store->consents(tenant_of(2), lead_of(1))->empty());
}

void small_rows_come_back(Harness& harness) {
  auto store = harness.create();
  TenantRow tenant{tenant_of(1), LogId{{3}}, "acme", {4}, {5}, {}};
  PrincipalRow principal{tenant_of(1),
                         PrincipalId{{1}},
                         PrincipalKind::user,
                         Standing::active,
                         "ann",
                         {1, 5, 0x0102},
                         {6},
                         {7},
                         {}};
  CredentialRow credential;
  credential.tenant = tenant_of(1);
  credential.credential = CredentialId{{2}};
  credential.principal = principal.principal;
  credential.secret_hash.fill(9);
  credential.token_term = 0xffff'ffff;
  credential.purposes = {1, 2};
  credential.expires_at = {123};
  WrappedKeyRow key{tenant_of(1), KeyKind::index, 7, 2, filled(126, 4)};
  auto put = [&](Transaction& tx) -> Result<void> {
    LV_CHECK(tx.put_tenant(tenant));
    LV_CHECK(tx.put_principal(principal));
    LV_CHECK(tx.put_credential(credential));
    return tx.put_wrapped_key(key);
  };
  REQUIRE(write(*store, 1, put));
  principal.standing = Standing::disabled;
  tenant.name = "acme-2";
  REQUIRE(write(*store, 2, put)); // replaces
  auto tenants = store->tenants().value();
  REQUIRE(tenants.size() == 1);
  CHECK(tenants[0].name == "acme-2");
  CHECK(tenants[0].log == tenant.log);
  auto principals = store->principals(tenant_of(1)).value();
  REQUIRE(principals.size() == 1);
  CHECK(principals[0].roles == principal.roles);
  CHECK(principals[0].standing == Standing::disabled);
  auto credentials = store->credentials(tenant_of(1)).value();
  REQUIRE(credentials.size() == 1);
  CHECK(credentials[0].secret_hash == credential.secret_hash);
  CHECK(credentials[0].purposes == credential.purposes);
  CHECK(credentials[0].token_term == 0xffff'ffff);
  auto keys = store->wrapped_keys(tenant_of(1)).value();
  REQUIRE(keys.size() == 1);
  CHECK((keys[0].blob == key.blob && keys[0].owner == 7 && keys[0].term == 2));
  CHECK(store->principals(tenant_of(2))->empty());
  CHECK(store->credentials(tenant_of(2))->empty());
  CHECK(store->wrapped_keys(tenant_of(2))->empty());
  principal.principal = PrincipalId{{8}}; // the name is taken
  CHECK(write(*store, 3, put).error().code() == Errc::conflict);
}

void idempotency_keys_are_used_once(Harness& harness) {
  auto store = harness.create();
  IdempotencyRow row;
  row.tenant = tenant_of(1);
  row.principal = PrincipalId{{1}};
  row.route = 3;
  row.key.fill(1);
  row.fingerprint.fill(2);
  row.status = 201;
  row.object = {5};
  row.version = 1;
  row.expires_at = {limits::idempotency_valid_us + 1'000};
  auto put = [&](Transaction& tx) { return tx.put_idempotency(row); };
  REQUIRE(write(*store, 1, put));
  CHECK(write(*store, 2, put).error().code() == Errc::conflict);
  auto read = store->idempotency(row.tenant, row.principal, row.route, row.key).value();
  REQUIRE(read);
  CHECK(
      (read->fingerprint == row.fingerprint && read->status == 201 && read->object == row.object));
  CHECK_FALSE(store->idempotency(tenant_of(2), row.principal, row.route, row.key).value());
  CHECK_FALSE(store->idempotency(row.tenant, row.principal, 4, row.key).value());
  row.expires_at = {2 * limits::idempotency_valid_us + 1'000}; // made when the first has expired
  row.status = 202;
  REQUIRE(write(*store, 3, put));
  CHECK(store->idempotency(row.tenant, row.principal, 3, row.key).value()->status == 202);
  REQUIRE(write(*store, 4,
                [&](Transaction& tx) { return tx.remove_idempotency_of(row.tenant, row.object); }));
  CHECK_FALSE(store->idempotency(row.tenant, row.principal, 3, row.key).value());
}

void a_failed_job_is_undone_alone(Harness& harness) {
  auto store = harness.create();
  std::promise<void> gate; // holds the writer so that the three form one group
  auto opened = gate.get_future().share();
  std::vector<std::future<Result<void>>> results;
  auto submit = [&](std::uint64_t position, Job job) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    results.push_back(promise->get_future());
    REQUIRE(store->submit(
        {{position}, std::move(job), [promise](Result<void> r) { promise->set_value(r); }, false}));
  };
  submit(1, [opened](Transaction&) -> Result<void> {
    opened.wait();
    return {};
  });
  submit(2, insert(row_of(tenant_of(1), lead_of(1), 2, 1)));
  submit(3, [](Transaction& tx) -> Result<void> {
    LV_CHECK(insert(row_of(tenant_of(1), lead_of(2), 3, 1))(tx));
    return LV_FAIL(precondition_failed, "the test says no");
  });
  submit(4, insert(row_of(tenant_of(1), lead_of(3), 4, 1)));
  gate.set_value();
  CHECK(results[0].get());
  CHECK(results[1].get());
  CHECK(results[2].get().error().code() == Errc::precondition_failed);
  CHECK(results[3].get());
  CHECK(store->lead(tenant_of(1), lead_of(1)).value());
  CHECK_FALSE(store->lead(tenant_of(1), lead_of(2)).value());
  CHECK(store->lead(tenant_of(1), lead_of(3)).value()->change_seq ==
        2); // the number was undone too
  CHECK(store->was_not_applied({3}).value());
  CHECK_FALSE(store->was_not_applied({4}).value());
}

void applied_survives(Harness& harness) {
  auto store = harness.create();
  CHECK(store->applied().value() == Position{});
  REQUIRE(write(*store, 41, insert(row_of(tenant_of(1), lead_of(1), 41, 1))));
  CHECK(store->applied().value() == Position{41});
  CHECK_FALSE(write(*store, 42, [](Transaction&) -> Result<void> {
    return LV_FAIL(conflict, "the test says no");
  }));
  store.reset();
  store = harness.reopen();
  CHECK(store->applied().value() == Position{42});
  CHECK(store->was_not_applied({42}).value());
}

void jobs_run_in_order(Harness& harness) {
  auto store = harness.create();
  std::vector<std::uint64_t> ran;
  std::vector<std::uint64_t> answered;
  for (std::uint64_t i = 1; i <= 1'000; ++i)
    REQUIRE(store->submit({{i},
                           [&ran, i](Transaction&) -> Result<void> {
                             ran.push_back(i);
                             return {};
                           },
                           [&answered, i](Result<void>) { answered.push_back(i); },
                           false}));
  store->close(); // finishes what is queued
  CHECK(ran.size() == 1'000);
  CHECK(std::is_sorted(ran.begin(), ran.end()));
  CHECK(answered == ran);
}

void a_closed_store_refuses(Harness& harness) {
  auto store = harness.create();
  store->close();
  store->close();
  CHECK(write(*store, 1, [](Transaction&) -> Result<void> { return {}; }).error().code() ==
        Errc::sealed);
  CHECK(store->lead(tenant_of(1), lead_of(1)).error().code() == Errc::sealed);
}

} // namespace lv::store::suite
