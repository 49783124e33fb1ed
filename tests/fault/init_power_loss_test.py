"""P2 from the first minute: what a command has told to be made is there after a power loss."""
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from power_disk import PowerDisk, skip_without_powerfs
from support.cli import CommandLine
from support.server import Vault, run
from support.tenant import Tenant


class MadeByCommands(unittest.TestCase):
    def disk(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="leadvault-power-"))
        self.addCleanup(shutil.rmtree, folder)
        disk = PowerDisk(folder)
        self.addCleanup(disk.close)
        return disk

    def test_a_vault_that_was_just_made_survives_a_power_loss(self):
        disk = self.disk()
        with Vault() as vault:
            vault.data = disk.mount / "vaults" / "data"
            vault.key_file = disk.mount / "root.key"
            vault.init()
            self.assertGreater(disk.command("status")["syncs"], 0)
            disk.power_loss()
            vault.start()
            Tenant(vault, "acme")  # the operator's key file is there too

    def test_an_api_key_that_is_shown_once_survives_in_the_file_it_was_put_into(self):
        disk = self.disk()
        with Vault() as vault:
            admin = Tenant(vault.init().start(), "acme").admin
            kept = disk.mount / "crm.key"
            CommandLine(vault, admin).run("key", "create", admin.id, "--out", kept)
            disk.power_loss()
            held = disk.mount / "held.key"
            shutil.copyfile(kept, held)
            held.chmod(0o600)
            command = CommandLine(vault, admin)
            command.key_file = held
            command.run("key", "list", admin.id)

    def test_the_certificates_of_development_survive(self):
        disk = self.disk()
        folder = disk.mount / "new" / "certs"
        run("dev-certs", "--out", folder)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.assertEqual(set(before),
                         {"ca.pem", "ca.key", "server.pem", "server.key"})
        disk.power_loss()
        self.assertEqual({path.name: path.read_bytes() for path in folder.iterdir()}, before)


if __name__ == "__main__":
    skip_without_powerfs("a power loss after init, key create and dev-certs")
    unittest.main()
