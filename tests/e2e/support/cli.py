"""The command line against a running vault: the key by file, never by argument."""
from .server import run


class CommandLine:
    def __init__(self, vault, principal):
        self.vault, self.principal = vault, principal
        self.key_file = vault.folder / f"{principal.name}.key"
        if not self.key_file.exists():
            self.key_file.touch(mode=0o600)
            self.key_file.write_text(f"Authorization: Bearer {principal.key}\n")

    def run(self, *arguments, **how):
        return run(*arguments, "--url", f"https://127.0.0.1:{self.vault.port}",
                   "--ca-file", self.vault.ca_file, "--key-file", self.key_file, **how)
