"""Credentials as an attacker tries them: stolen, guessed, forged, expired, of another authority."""
import secrets
import ssl
import statistics
import subprocess
import threading
import time
import zlib

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from support import case
from support.certificates import DAY, NOW, issue, new_key
from support.client import Api, verified_tls
from support.events import events
from support.tenant import Tenant, must

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
GUESSES = 2_000
LOGGED_PER_MINUTE = 600
SLOWER_MAX = 2
ROUNDS = 200
REFUSED = (ssl.SSLError, ConnectionError)


def base62(number, size):
    text = ""
    for _ in range(size):
        number, digit = divmod(number, 62)
        text = DIGITS[digit] + text
    return text


def guess(id):
    """A key in perfect form, its checksum included, with a secret that is made up."""
    body = f"lvk_{id}_{base62(secrets.randbelow(2 ** 256), 43)}"
    return body + base62(zlib.crc32(body.encode()), 6)


class GuessingTest(case.VaultCase):
    names = ("crm", "officer")

    def test_the_form_of_a_guess_is_that_of_a_real_key(self):
        body, checksum = self.crm.key[:-6], self.crm.key[-6:]
        self.assertEqual(base62(zlib.crc32(body.encode()), 6), checksum)

    def test_thousands_of_guesses_are_refused_alike_logged_bounded_and_stop_nobody(self):
        lead, _ = self.create()
        known = self.crm.key.split("_")[1]
        before, began = len(self.noted()), time.monotonic()
        bodies, done = set(), threading.Event()

        def attack():
            api = Api(self.vault)
            for number in range(GUESSES):
                api.key = guess(known if number % 2 else secrets.token_hex(13))
                answer = api.get("/v1/leads")
                problem = answer.json if answer.status == 401 else {}
                problem.pop("request_id", None)
                bodies.add((answer.status, answer.headers.get("www-authenticate"), str(problem)))
            done.set()

        attackers = threading.Thread(target=attack)
        attackers.start()
        served = 0
        while not done.is_set():
            must(self.crm.api.read(lead, ["city"]), 200)  # the guessed client is not locked out
            served += 1
        attackers.join()
        self.assertGreater(served, 50)
        self.assertEqual(len(bodies), 1)
        self.assertEqual(bodies.pop()[:2], (401, "Bearer"))
        minutes = (time.monotonic() - began) / 60
        noted = len(self.noted()) - before
        self.assertGreater(noted, 0)
        self.assertLessEqual(noted, LOGGED_PER_MINUTE * (1 + minutes) + 1)

    def noted(self):
        return events(self.tenant.operator, kind="authentication-failed")

    def test_a_refusal_takes_as_long_whether_the_credential_exists_or_not(self):
        api, took = Api(self.vault), {"known": [], "unknown": []}
        id = self.crm.key.split("_")[1]
        other = id[:-4] + "".join("1" if letter == "0" else "0" for letter in id[-4:])
        for _ in range(ROUNDS):
            for kind, each in (("known", id), ("unknown", other)):
                api.key = guess(each)
                start = time.perf_counter()
                self.assertEqual(api.get("/v1/leads").status, 401)
                took[kind].append(time.perf_counter() - start)
        medians = [statistics.median(times) for times in took.values()]
        self.assertLess(max(medians) / min(medians), SLOWER_MAX)

    def test_what_is_no_bearer_key_is_refused_alike(self):
        forged = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."
        kid = "eyJraWQiOiIuLi8uLi9kZXYvbnVsbCJ9.e30.AAAA"
        api = Api(self.vault)
        for value in (f"Bearer {forged}", f"Bearer {kid}", f"Basic {self.crm.key}",
                      self.crm.key, f"Token {self.crm.key}", "Bearer", "Bearer ",
                      f"Bearer {self.crm.key} x", f"Bearer {self.crm.key},x",
                      f"Bearer\t{self.crm.key}", f"Digest username={self.crm.id}"):
            answer = api.get("/v1/leads", headers={"Authorization": value})
            self.assert_problem(answer, 401, "unauthenticated")

    def test_a_claim_of_another_identity_in_a_header_counts_for_nothing(self):
        lead, body = self.create()
        rival = Tenant(self.vault, "rival").principal("crm")
        for name in ("X-Tenant-Id", "Leadvault-Tenant", "X-Forwarded-User", "X-Principal",
                     "X-SSL-Client-Cert", "X-Original-URL", "X-HTTP-Method-Override"):
            for value in (self.tenant.id, self.crm.id, "operator", f"/v1/leads/{lead}", "DELETE"):
                answer = rival.api.get(f"/v1/leads/{lead}", headers={name: value})
                self.assert_problem(answer, 404, "not-found")
        answer = rival.api.get("/v1/leads", headers={"On-Behalf-Of": self.crm.id})
        self.assert_problem(answer, 403, "forbidden")
        must(self.crm.api.get(f"/v1/leads/{lead}", headers={"X-HTTP-Method-Override": "DELETE"}),
             200)

    def test_p6_a_revoked_key_is_dead_on_the_next_request_of_every_open_connection(self):
        brief = self.tenant.principal("brief", "crm_integration", ["qualification"])
        opened = [brief.api.again() for _ in range(8)]
        for api in opened:
            must(api.get("/v1/leads"), 200)
        path = f"/v1/principals/{brief.id}/keys/{brief.credential}"
        must(self.tenant.admin.api.delete(path), 204)
        for api in opened:
            self.assert_problem(api.get("/v1/leads"), 401, "unauthenticated")
        self.vault.stop()
        self.vault.start()
        self.assert_problem(brief.api.get("/v1/leads"), 401, "unauthenticated")

    def test_p6_the_purpose_in_the_log_is_the_one_that_was_named_and_permitted(self):
        lead, _ = self.create()
        for purpose in ("sales_outreach", "qualification", "contract"):
            answer = must(self.crm.api.read(lead, ["city"], purpose=purpose), 200)
            event = next(event for event in events(self.officer.api, kind="release", lead=lead)
                         if event["id"] == answer.entry)
            self.assertEqual(event["purpose"], purpose)
        denied = self.crm.api.read(lead, ["city"], purpose="email_marketing")
        self.assert_problem(denied, 403, "purpose-not-bound")
        last = events(self.officer.api, kind="denial")[0]
        self.assertEqual((last["decision"], last["principal"]), ("denied", self.crm.id))

    def test_a_used_up_quota_of_records_is_429_for_its_principal_alone(self):
        leads = [self.create()[0] for _ in range(3)]
        scraper = self.tenant.principal("scraper", "crm_integration", ["qualification"])
        ask = {"ids": leads + [leads[0][:-4] + f"{n:04d}" for n in range(997)], "fields": ["city"]}
        for _ in range(2_000):
            answer = scraper.api.post("/v1/leads/batch-get", ask)
            if answer.status != 200:
                break
        self.assert_problem(answer, 429, "rate-limited")
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        for lead in leads:
            self.assertNotIn(lead, answer.text)
        must(self.crm.api.post("/v1/leads/batch-get", {"ids": leads, "fields": ["city"]}), 200)


class CertificateTest(case.VaultCase):
    names = ("crm",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ca = issue("client authority", authority=1)
        file = cls.vault.folder / "client-ca.pem"
        file.write_bytes(cls.ca.pem())
        cls.vault.stop()
        cls.vault.start("--client-ca", file)

    def register(self, issued):
        """A credential of the crm for this certificate's key."""
        path = f"/v1/principals/{self.crm.id}/keys"
        wanted = {"certificate_spki_sha256": issued.spki_sha256, "purposes": ["qualification"]}
        return path, must(self.tenant.operator.post(path, wanted), 201).json["id"]

    def ask(self, issued, chain=()):
        """The status that a caller with this certificate gets; None when TLS turns it away."""
        files = issued.write(self.vault.folder, issued.spki_sha256[:16], chain)
        context = verified_tls(self.vault.ca_file)
        context.set_ciphers("ALL:@SECLEVEL=0")  # the client would not even load a weak one
        context.load_cert_chain(*map(str, files))
        api = Api(self.vault)
        api.connect()
        api.connection._context = context
        try:
            return api.get("/v1/leads").status
        except REFUSED:
            return None
        finally:
            api.close()

    def bad_certificates(self):
        """Certificates with a registered key, each wrong in one way, and those above them."""
        ca, key = self.ca, new_key()
        constrained = issue("constrained", ca, authority=0, extensions=(
            (x509.NameConstraints([x509.DNSName("inside.example")], None), True),))
        below = issue("below", ca, authority=0)
        too_deep = issue("too deep", below, authority=0)
        leaf = issue("leaf", ca)
        unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\5\0")
        outside = x509.SubjectAlternativeName([x509.DNSName("outside.example")])
        yield "expired", issue("a", ca, begins=NOW - 9 * DAY, ends=NOW - DAY), ()
        yield "not yet valid", issue("a", ca, begins=NOW + DAY, ends=NOW + 9 * DAY), ()
        yield "of another authority", issue("a", issue("other authority", authority=0)), ()
        yield "of one that only has the same name", issue(
            "a", issue("client authority", authority=0)), ()
        yield "signed by itself", issue("a"), ()
        yield "for servers", issue("a", ca, purpose="server"), ()
        yield "signed by no authority", issue("a", leaf), (leaf,)
        yield "below the depth that is allowed", issue("a", too_deep), (too_deep, below)
        yield "outside the names that are allowed", issue(
            "a", constrained, extensions=((outside, False),)), (constrained,)
        yield "with an unknown critical extension", issue("a", ca, extensions=((unknown, True),)), ()
        yield "with a signature of another key", issue("a", ca, signer=key), ()
        yield "with a weak key", issue("a", ca, key=rsa.generate_private_key(65537, 1024)), ()

    def test_a_certificate_with_a_registered_key_is_still_refused_when_it_is_bad(self):
        tried = 0
        for what, issued, chain in self.bad_certificates():
            with self.subTest(what):
                self.register(issued)
                self.assertIsNone(self.ask(issued, chain))
                tried += 1
        self.assertEqual(tried, 12)

    def test_a_certificate_signed_with_sha1_is_refused(self):
        good = issue("weak", self.ca)
        folder = self.vault.folder
        ca_file, ca_key = self.ca.write(folder, "signing-ca")
        certificate, key = good.write(folder, "sha1")
        request, extensions = folder / "sha1.csr", folder / "sha1.ext"
        extensions.write_text("extendedKeyUsage=clientAuth\n")
        for command in (["req", "-new", "-key", key, "-subj", "/CN=weak", "-out", request],
                        ["x509", "-req", "-sha1", "-in", request, "-CA", ca_file, "-CAkey", ca_key,
                         "-set_serial", "77", "-days", "1", "-extfile", extensions, "-out",
                         certificate]):
            subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
        good.certificate = x509.load_pem_x509_certificate(certificate.read_bytes())
        self.assertEqual(good.certificate.signature_hash_algorithm.name, "sha1")
        self.register(good)
        self.assertIsNone(self.ask(good))

    def test_a_good_certificate_serves_from_registration_to_revocation(self):
        below = issue("department", self.ca, authority=0)
        for issued, chain in ((issue("known", self.ca), ()), (issue("", self.ca), ()),
                              (issue("deep", below), (below,))):
            self.assertEqual(self.ask(issued, chain), 401)  # unknown to the vault
            path, id = self.register(issued)
            self.assertEqual(self.ask(issued, chain), 200)
            must(self.tenant.admin.api.delete(f"{path}/{id}"), 204)
            self.assertEqual(self.ask(issued, chain), 401)


if __name__ == "__main__":
    case.main()
