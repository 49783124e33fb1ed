"""P2 from the first minute: what `init` has told to be made is there after a power loss."""
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from power_disk import PowerDisk, skip_without_powerfs
from support.server import Vault
from support.tenant import Tenant


class InitialisedVault(unittest.TestCase):
    def test_a_vault_that_was_just_made_survives_a_power_loss(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="leadvault-power-"))
        self.addCleanup(shutil.rmtree, folder)
        disk = PowerDisk(folder)
        self.addCleanup(disk.close)
        with Vault() as vault:
            vault.data = disk.mount / "vaults" / "data"
            vault.key_file = disk.mount / "root.key"
            vault.init()
            self.assertGreater(disk.command("status")["syncs"], 0)
            disk.power_loss()
            vault.start()
            Tenant(vault, "acme")  # the operator's key file is there too


if __name__ == "__main__":
    skip_without_powerfs("a new vault's power loss")
    unittest.main()
