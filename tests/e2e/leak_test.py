"""P8: values and keys appear in no file, log, argument or environment of the vault."""
import base64
import csv
import os
import pathlib
import secrets
import shutil
import tempfile
import time
from urllib.request import urlopen

from support import case, leaks, memory
from support.server import SOURCE, Vault
from support.tenant import ROLES, Tenant, must
from support.wire import Wire

NOBODY = 65534
CANARIES = 1_000
MIB = 1024 * 1024
IDLE_S = 1.0  # until the closed connection is gone
SAMPLE = SOURCE / "tests/sample/leads-1000.csv"
# Columns of the sample that become values; the rest are names of sources, stages and flags.
PERSONAL = ("FirstName", "LastName", "Email", "Phone", "MobilePhone", "Street", "City",
            "PostalCode", "Company", "Website", "Description")


class LeakTest(case.VaultCase):
    @classmethod
    def setUpClass(cls):
        cls.vault = Vault()
        cls.addClassCleanup(cls.vault.close)
        cls.temporary = pathlib.Path(tempfile.mkdtemp(prefix="leadvault-tmp-"))
        cls.addClassCleanup(shutil.rmtree, cls.temporary, ignore_errors=True)
        # As in the shipped build: the late binding of a function saves registers on the stack.
        cls.vault.environment.update({"TMPDIR": str(cls.temporary), "LD_BIND_NOW": "1"})
        cls.vault.init().shrink_log(mib=8)
        if os.getuid() == 0:  # so that /proc tells whether the process can be dumped
            cls.hand_over()
        cls.vault.start()
        cls.tenant = Tenant(cls.vault, "acme")
        cls.people = case.People(seed=8)
        for name in ROLES:
            setattr(cls, name, cls.tenant.principal(name))
        cls.values = cls.use_the_vault()

    @classmethod
    def hand_over(cls):
        cls.vault.user = NOBODY
        for path in (cls.vault.folder, cls.temporary, *cls.vault.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        cls.vault.log_file.touch()

    @classmethod
    def use_the_vault(cls):
        """Imports, plants, reads, changes and erases; every value that the vault was given."""
        values = []
        with open(SAMPLE, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = {"FirstName": "given_name", "LastName": "family_name", "Email": "email",
                 "Phone": "phone", "Street": "street", "City": "city", "Company": "company"}
        leads = []
        for row in rows:
            fields = {ours: row[theirs] for theirs, ours in names.items() if row.get(theirs)}
            leads.append({"subject_kind": "person", "channel": "import", "fields": fields})
            values += [row[column] for column in PERSONAL if row.get(column)]
        for number in range(CANARIES):
            canary = "Canary" + secrets.token_hex(8)
            values.append(canary)
            body = cls.people.lead(description=f"note: {canary}", company=canary)
            values += body["fields"].values()
            leads.append(body)
        made = []
        job = must(cls.crm.api.post("/v1/imports", {"name": "leak"}), 201).json["id"]
        for start in range(0, len(leads), 1_000):
            body = {"rows": [{"key": str(start + number), "lead": lead}
                             for number, lead in enumerate(leads[start:start + 1_000])]}
            answer = must(cls.crm.api.post(f"/v1/imports/{job}/rows", body), 200).json
            made += [row["id"] for row in answer["data"] if row["id"]]
        cls.walk(made, leads)
        return values

    @classmethod
    def walk(cls, made, leads):
        crm = cls.crm.api
        for caller in (crm, cls.rep.api):
            must(caller.post("/v1/leads/batch-get", {
                "ids": made[:1_000], "fields": ["given_name", "email", "phone", "company"]},
                purpose="qualification"), 200)
        for number in range(0, len(made), 97):
            must(crm.patch(f"/v1/leads/{made[number]}",
                           {"fields": {"city": leads[number]["fields"].get("city", "Nowhere")}},
                           version=1), 200)
            crm.post("/v1/leads/search", {"email": leads[number]["fields"]["email"]})
            crm.post("/v1/leads", {"fields": {leads[-number - 1]["fields"]["email"]: 1}})
        for lead in made[-50:]:
            must(crm.delete(f"/v1/leads/{lead}"), 204)
        crm.get("/v1/leads/" + leads[-1]["fields"]["company"])
        crm.get("/v1/leads?email=" + leads[-1]["fields"]["email"])
        crm.post("/v1/exports", {"fields": ["email", "company"]}, purpose="qualification")

    def written(self):
        return leaks.files_under(self.vault.data, self.temporary) + [self.vault.log_file]

    def test_the_search_finds_what_is_there(self):
        planted = self.values[-3]
        for number, pattern in enumerate(leaks.encodings(planted)):
            file = self.temporary / f"control-{number}"
            file.write_bytes(b"\0" * 4096 + b"ab\n" + pattern + b"\xff\0")
            self.assertTrue(leaks.search([file], leaks.patterns([planted])), pattern)
            file.unlink()

    def test_p8_no_value_is_in_any_file_the_vault_wrote(self):
        wanted = leaks.patterns(self.values)
        self.assertGreater(len(wanted), 10 * CANARIES)
        files = self.written()
        self.assertTrue(any(path.name.endswith("-wal") for path in files), files)
        self.assertGreater(len(files), 5)
        self.assertEqual(leaks.search(files, wanted)[:10], [])

    def test_p8_no_api_key_is_in_any_file_the_vault_wrote(self):
        keys = [getattr(self, name).key for name in ROLES] + [self.tenant.admin.key]
        secrets_of = [key.split("_", 2)[2] for key in keys]
        self.assertEqual(leaks.search(self.written(), leaks.patterns(secrets_of)), [])

    def test_p8_no_value_or_key_is_in_arguments_or_environment(self):
        folder = pathlib.Path(f"/proc/{self.vault.process.pid}")
        files = [self.file_of((folder / name).read_bytes())
                 for name in ("cmdline", "environ", "maps", "smaps")]
        self.assertTrue(leaks.search(files, [str(self.vault.data).encode()]))
        wanted = leaks.patterns(self.values + [self.crm.key])
        self.assertEqual(leaks.search(files, wanted)[:10], [])

    def test_p8_the_process_leaves_no_core_and_cannot_be_dumped(self):
        folder = pathlib.Path(f"/proc/{self.vault.process.pid}")
        core = next(line for line in (folder / "limits").read_text().splitlines()
                    if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4:6], ["0", "0"])
        if self.vault.user is None:
            case.skip("a process that cannot be dumped", "it takes root to serve as another user")
        # proc(5): the files of a process that is not dumpable belong to root.
        self.assertEqual((folder / "environ").stat().st_uid, 0)

    def admin(self, path):
        return urlopen(f"http://127.0.0.1:{self.vault.admin_port}{path}", timeout=10).read()

    def test_p8_metrics_hold_no_value(self):
        text = self.admin("/metrics")
        for pattern in leaks.patterns(self.values):
            self.assertNotIn(pattern, text)

    def file_of(self, content):
        file = self.temporary / f"seen-{secrets.token_hex(4)}"
        self.addCleanup(file.unlink)
        file.write_bytes(content)
        return file

    def need_root(self, what):
        if self.vault.user is None:
            case.skip(what, "it takes root")

    def test_p8_nothing_but_tls_and_counts_pass_the_wire(self):
        self.need_root("a capture of the loopback device")
        wire = Wire(self.vault.port, self.vault.admin_port)
        body = self.people.lead()
        try:
            lead = must(self.crm.api.post("/v1/leads", body), 201).json["id"]
            for fields in (["email", "phone"], ["given_name", "family_name", "street"]):
                must(self.crm.api.read(lead, fields), 200)
            must(self.crm.api.post("/v1/exports", {"fields": ["email"]}), 200)
            must(self.crm.api.post("/v1/leads/search", {"email": body["fields"]["email"]}), 200)
            for path in ("/livez", "/readyz", "/metrics"):
                self.admin(path)
        finally:
            seen = wire.close()
        self.assertGreater(len(seen), 20_000)
        self.assertIn(b"leadvault_http_requests_total", seen)  # plain text would have been seen
        wanted = leaks.patterns([*self.values, *body["fields"].values(), self.crm.key, lead])
        self.assertEqual(leaks.search([self.file_of(seen)], wanted)[:10], [])

    def test_p8_memory_holds_neither_values_nor_the_root_key_once_they_were_used(self):
        self.need_root("the memory of another process")
        case.need_plain_build("what freed memory still holds")
        marked = [f"Recall{secrets.token_hex(12)}" for _ in range(20)]
        made = [must(self.crm.api.post("/v1/leads", self.people.lead(
            company=text, description=text * 3)), 201).json["id"] for text in marked]
        for lead in made:
            must(self.crm.api.read(lead, ["company", "description"], purpose="qualification"), 200)
        self.crm.api.close()
        time.sleep(IDLE_S)
        file = self.temporary / "memory"
        self.addCleanup(file.unlink)
        self.assertGreater(memory.dump(self.vault.process.pid, file), MIB)
        self.assertTrue(leaks.search([file], [str(self.vault.data).encode()]))
        _, key = self.vault.key_file.read_text().split()
        wanted = [text.encode() for text in marked] + [key.encode()]
        self.assertEqual(leaks.search([file], wanted)[:10], [])
        self.assertNotIn(base64.b64decode(key)[:32], file.read_bytes())


if __name__ == "__main__":
    case.main()
