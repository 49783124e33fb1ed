"""The process of one client: orders in, one JSON object a line; it outlives the server's death.

{"port": N, "round": N, "repeats": B} starts work against that server, and says whether it asks again
for what got no definite answer; {"stop": true} ends it and is answered by a line. At the end of its input the process ends."""
import json
import mmap
import os
import pathlib
import select
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness.observer import Identity, Observer
from harness.roles import ROLES, LeadList


class Slot:
    """Where this client tells the driver how much it did in this round."""

    FORMAT = struct.Struct("<QQ")

    def __init__(self, path, number):
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)
        self.offset = number * self.FORMAT.size

    def tell(self, acknowledged, values):
        self.FORMAT.pack_into(self.memory, self.offset, acknowledged, values)


class Orders:
    """Lines of the standard input, without a buffer that select cannot see into."""

    def __init__(self):
        self.waiting = b""

    def line(self, wait_s=None):
        """The next line; None when there is none yet, empty at the end of the input."""
        while b"\n" not in self.waiting:
            if not select.select([0], [], [], wait_s)[0]:
                return None
            data = os.read(0, 65_536)
            if not data:
                return b""
            self.waiting += data
        line, _, self.waiting = self.waiting.partition(b"\n")
        return line


def main():
    setup, orders = json.loads(sys.argv[1]), Orders()
    folder = pathlib.Path(setup["folder"])
    observer = Observer(folder, setup["name"],
                        Identity(setup["tenant"], setup["principal"], orders.line().decode()),
                        setup["ca_file"])
    lists = {tenant: LeadList(folder / f"{tenant}.leads") for tenant in setup["tenants"]}
    role = ROLES[setup["role"]](observer, lists, setup["seed"])
    slot = Slot(folder / "work", setup["slot"])
    working, repeats = False, True
    while (line := orders.line(0 if working else None)) != b"":
        told = json.loads(line) if line else {}
        if "port" in told:
            observer.meet(told["port"], told["round"])
            observer.acknowledged = observer.values = 0
            working, repeats = True, told["repeats"]
        elif "stop" in told:
            working = False
            print("stopped", flush=True)
        if not repeats:
            role.forget()
        if working:
            try:
                role.step()
            except OSError:  # nobody listens
                time.sleep(0.01)
            slot.tell(observer.acknowledged, observer.values)


if __name__ == "__main__":
    main()
