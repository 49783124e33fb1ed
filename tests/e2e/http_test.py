"""The real server at the HTTP level: framing, certificates, reload, graceful stop, health."""
import json
import shutil
import signal
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request

from support import case
from support.certificates import issue
from support.client import Api, verified_tls
from support.raw import raw, statuses
from support.server import run
from support.tenant import must

BUFFERS_ARE_GIVEN_BACK_S = 2.2  # the server looks each second, and once more to be sure


class HttpTest(case.VaultCase):
    names = ("crm", "officer")

    def admin(self, path):
        url = f"http://127.0.0.1:{self.vault.admin_port}{path}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()

    def test_unsafe_framing_is_refused_with_one_answer_and_a_closed_connection(self):
        key = f"Authorization: Bearer {self.crm.key}\r\n".encode()
        head = b"GET /v1/leads HTTP/1.1\r\nHost: localhost\r\n" + key
        again = head + b"\r\n"
        cases = {
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 411,
            b"Host: other\r\n\r\n": 400,
            b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd": 400,
            b"Content-Length: +4\r\n\r\nabcd": 400,
            b"X-A: 1\r\n folded\r\n\r\n": 400,
            b"X-A: 1\nX-B: 2\r\n\r\n": 400,
            b"X A: 1\r\n\r\n": 400,
            key + b"\r\n": 400,
        }
        for rest, status in cases.items():
            answer = raw(self.vault, head + rest + again)
            self.assertEqual(statuses(answer), [status], rest)
        for line in (b"GET /v1//leads HTTP/1.1", b"GET /v1/../v1/leads HTTP/1.1",
                     b"GET /v1/leads%00 HTTP/1.1", b"GET https://h/v1/leads HTTP/1.1",
                     b"GET /v1/leads HTTP/1.0", b"TRACE / HTTP/1.1", b"CONNECT a:1 HTTP/1.1"):
            answer = raw(self.vault, line + b"\r\nHost: localhost\r\n" + key + b"\r\n" + again)
            self.assertEqual(len(statuses(answer)), 1, line)
            self.assertIn(statuses(answer)[0], (400, 404, 405, 501, 505), line)

    def test_pipelined_requests_are_answered_in_order(self):
        key = f"Authorization: Bearer {self.crm.key}\r\n".encode()
        lead, _ = self.create()
        paths = [f"/v1/leads/{lead}", "/v1/nothing", "/v1/leads?limit=1"]
        requests = [b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n" + key +
                    (b"Connection: close\r\n" if path is paths[-1] else b"") + b"\r\n"
                    for path in paths]
        answer = raw(self.vault, b"".join(requests))
        self.assertEqual(statuses(answer), [200, 404, 200])

    def test_a_connection_that_rests_is_served_again_wherever_in_a_tls_record_it_rested(self):
        request = (f"GET /v1/leads?limit=1 HTTP/1.1\r\nHost: localhost\r\n"
                   f"Authorization: Bearer {self.crm.key}\r\n\r\n").encode()
        inbound, outbound = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = verified_tls(self.vault.ca_file).wrap_bio(inbound, outbound,
                                                        server_hostname="127.0.0.1")
        with socket.create_connection(("127.0.0.1", self.vault.port), timeout=15) as plain:
            def until_done(step):
                while True:
                    try:
                        return step()
                    except ssl.SSLWantReadError:
                        plain.sendall(outbound.read())
                        inbound.write(plain.recv(65536))
            with self.assertRaises(ssl.SSLWantReadError):
                tls.do_handshake()
            greeting = outbound.read()
            plain.sendall(greeting[:60])
            time.sleep(BUFFERS_ARE_GIVEN_BACK_S)
            plain.sendall(greeting[60:])
            until_done(tls.do_handshake)
            for cut in (0, 3, 5, 60):  # within the record's head, behind it, within its body
                tls.write(request)
                record = outbound.read()
                plain.sendall(record[:cut])
                time.sleep(BUFFERS_ARE_GIVEN_BACK_S)
                plain.sendall(record[cut:])
                answer = until_done(lambda: tls.read(65536))
                self.assertEqual(statuses(answer), [200], cut)

    def test_only_tls_1_3_is_spoken_and_plain_text_is_not(self):
        context = ssl.create_default_context(cafile=str(self.vault.ca_file))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", self.vault.port), timeout=10) as plain:
            with self.assertRaises(ssl.SSLError):
                context.wrap_socket(plain, server_hostname="127.0.0.1")
        with socket.create_connection(("127.0.0.1", self.vault.port), timeout=15) as plain:
            plain.sendall(b"GET /v1/leads HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try:
                self.assertNotIn(b"200 OK", plain.recv(4096))
            except ConnectionError:
                pass

    def test_health_and_metrics_are_on_the_admin_address_alone(self):
        self.assertEqual(self.admin("/livez")[0], 200)
        self.assertEqual(self.admin("/readyz")[0], 200)
        status, text = self.admin("/metrics")
        self.assertEqual(status, 200)
        self.assertRegex(text, r"(?m)^# TYPE leadvault_http_requests_total counter$")
        for path in ("/livez", "/readyz", "/metrics"):
            self.assertEqual(self.crm.api.get(path).status, 404)
        with self.assertRaises(urllib.error.HTTPError):
            self.admin("/v1/leads")

    def test_openapi_and_status_are_served(self):
        document = must(self.crm.api.get("/openapi.json"), 200).json
        self.assertTrue(document["openapi"].startswith("3.1"))
        self.assertIn("/v1/leads/{id}", document["paths"])
        status = must(self.crm.api.get("/v1/status"), 200).json
        self.assertIsNone(status["sealed"])

    def test_reloaded_certificates_serve_new_connections_and_open_ones_live_on(self):
        kept = self.crm.api.again()
        must(kept.get("/v1/leads?limit=1"), 200)
        old_ca = self.vault.folder / "old-ca.pem"
        shutil.copy(self.vault.ca_file, old_ca)
        run("dev-certs", "--out", self.vault.certificates)
        self.vault.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while True:
            try:
                must(self.crm.api.again().get("/v1/leads?limit=1"), 200)
                break
            except ssl.SSLError:
                self.assertLess(time.monotonic(), deadline, "the new certificate never came")
                time.sleep(0.02)
        must(kept.get("/v1/leads?limit=1"), 200)
        with self.assertRaises(ssl.SSLError):
            raw(self.vault, b"", ca_file=old_ca)
        (self.vault.certificates / "server.pem").write_text("nonsense")
        self.vault.process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        must(self.crm.api.again().get("/v1/leads?limit=1"), 200)

    def test_a_graceful_stop_finishes_what_is_in_flight(self):
        run("dev-certs", "--out", self.vault.certificates)
        self.vault.stop()
        self.vault.start()
        body = json.dumps(self.people.lead()).encode()
        api = self.crm.api.again()
        api.connect()
        connection = api.connection
        connection.putrequest("POST", "/v1/leads")
        connection.putheader("Authorization", f"Bearer {self.crm.key}")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body[:10])
        time.sleep(0.3)
        ended = []
        stopper = threading.Thread(target=lambda: ended.append(self.vault.stop()))
        stopper.start()
        time.sleep(0.3)
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", self.vault.port), timeout=5).close()
        connection.send(body[10:])
        made = connection.getresponse()
        self.assertEqual(made.status, 201)
        lead = json.loads(made.read())["id"]
        stopper.join()
        self.assertEqual(ended, [0])
        self.vault.start()
        must(self.crm.api.get(f"/v1/leads/{lead}"), 200)


class ClientCertificateTest(case.VaultCase):
    names = ("crm",)

    def test_a_client_certificate_is_a_credential_once_it_is_registered(self):
        folder, ca = self.vault.folder, issue("client-ca", authority=0)
        bound = issue("known", ca)
        ca_file, _ = ca.write(folder, "client-ca")
        known = bound.write(folder, "known")
        unknown = issue("unknown", ca).write(folder, "unknown")
        path = f"/v1/principals/{self.crm.id}/keys"
        wanted = {"certificate_spki_sha256": bound.spki_sha256, "purposes": ["qualification"]}
        self.assert_problem(self.tenant.admin.api.post(path, wanted), 403, "forbidden")
        issued = must(self.tenant.operator.post(path, wanted), 201).json
        self.assertNotIn("api_key", issued)
        self.assertEqual(issued["kind"], "client_certificate")
        self.vault.stop()
        self.vault.start("--client-ca", ca_file)
        lead = must(self.crm.api.again().post("/v1/leads", self.people.lead()), 201).json["id"]

        by_certificate = Api(self.vault, purpose="qualification", certificate=known)
        must(by_certificate.read(lead, ["city"]), 200)
        self.assert_problem(by_certificate.read(lead, ["city"], purpose="contract"), 403,
                            "purpose-not-bound")
        stranger = Api(self.vault, purpose="qualification", certificate=unknown)
        self.assert_problem(stranger.read(lead, ["city"]), 401, "unauthenticated")
        admin = self.tenant.admin.api.again()
        must(admin.delete(f"{path}/{issued['id']}"), 204)
        self.assert_problem(by_certificate.read(lead, ["city"]), 401, "unauthenticated")


if __name__ == "__main__":
    case.main()
