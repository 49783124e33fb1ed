"""The judge: reads what the clients wrote down and what the vault left on its disk, and shares no
code with the vault: only audit/FORMAT.md, keys/FORMATS.md and the catalogue's numbers."""
