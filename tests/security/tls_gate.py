"""Three scanners against the running server: nothing of MEDIUM or worse beyond what a test CA
causes, TLS 1.2 and 1.3 with AEAD suites and ephemeral keys only, groups X25519, P-256 and P-384.

sslscan lists protocols, suites and groups, nmap grades the suites, testssl.sh looks for known
weaknesses. The server runs with its own throw-away certificates and the widest setting it has."""
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support.server import Vault

GROUPS = {"x25519", "secp256r1 (NIST P-256)", "secp384r1 (NIST P-384)"}
SUITES_1_3 = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
SEVERE = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}
# Of a certificate that no public authority signed and nobody can revoke: see `leadvault dev-certs`.
TEST_CA = {"cert_chain_of_trust", "cert_revocation"}
FINDINGS_MIN = 100  # of testssl.sh; fewer: it did not get through


class Gate:
    """Collects what held and what did not."""

    def __init__(self):
        self.failures = 0

    def check(self, holds, what):
        print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
        self.failures += not holds


def run(*command, timeout_s=1_800):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=timeout_s, stdin=subprocess.DEVNULL)
    return done.stdout


def is_aead_with_ephemeral_keys(suite):
    return suite in SUITES_1_3 or (
        suite.startswith("ECDHE-") and suite.endswith(("GCM-SHA256", "GCM-SHA384", "POLY1305")))


def sslscan(gate, port, protocols):
    test = ElementTree.fromstring(run("sslscan", "--xml=-", f"127.0.0.1:{port}")).find("ssltest")
    enabled = {one.get("type") + one.get("version") for one in test.iter("protocol")
               if one.get("enabled") == "1"}
    suites = {one.get("cipher") for one in test.iter("cipher")}
    groups = {one.get("name") for one in test.iter("group")}
    gate.check(enabled == protocols, f"sslscan: protocols are {sorted(enabled)}")
    gate.check(suites and all(map(is_aead_with_ephemeral_keys, suites)),
               f"sslscan: suites are {sorted(suites)}")
    gate.check(groups and groups <= GROUPS, f"sslscan: groups are {sorted(groups)}")
    off = [*test.iter("renegotiation"), *test.iter("compression"), *test.iter("heartbleed")]
    gate.check(all(one.get("supported", one.get("vulnerable")) == "0" for one in off),
               "sslscan: no renegotiation, compression or Heartbleed")


def nmap(gate, port):
    report = ElementTree.fromstring(run("nmap", "-n", "-Pn", "-sT", "-p", port, "--script",
                                        "ssl-enum-ciphers", "-oX", "-", "127.0.0.1"))
    grades = [one.text for one in report.iter("elem") if one.get("key") == "strength"]
    least = [one.text for one in report.iter("elem") if one.get("key") == "least strength"]
    warned = [one.text for table in report.iter("table") if table.get("key") == "warnings"
              for one in table.iter("elem")]
    gate.check(least == ["A"] and set(grades) == {"A"} and not warned,
               f"nmap: {len(grades)} suites, least strength {least}, warnings {warned}")


def testssl(gate, port):
    with tempfile.TemporaryDirectory(prefix="leadvault-testssl-") as folder:
        report = pathlib.Path(folder) / "report.json"
        run("testssl", "--warnings", "off", "--color", "0", "--jsonfile", report,
            f"127.0.0.1:{port}")
        findings = json.loads(report.read_text())
    severe = {one["id"]: f"{one['severity']}: {one['finding']}" for one in findings
              if one["severity"] in SEVERE}
    for id in sorted(TEST_CA & set(severe)):
        print(f"     testssl.sh: of the test CA: {id}: {severe[id]}")
    unexpected = {id: severe[id] for id in severe if id not in TEST_CA}
    gate.check(not unexpected, f"testssl.sh: of MEDIUM or worse beyond the test CA: {unexpected}")
    gate.check(len(findings) >= FINDINGS_MIN, f"testssl.sh: {len(findings)} findings in all")


def main():
    gate = Gate()
    with Vault() as vault:
        vault.init().start()
        print("TLS 1.3 only, as by default:")
        sslscan(gate, vault.port, {"tls1.3"})
        vault.stop()
        vault.start("--tls-floor", "1.2")
        print("TLS 1.2 allowed:")
        sslscan(gate, vault.port, {"tls1.2", "tls1.3"})
        nmap(gate, vault.port)
        testssl(gate, vault.port)
        gate.check(vault.stop() == 0, "the server stopped in order")
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.exit(main())
