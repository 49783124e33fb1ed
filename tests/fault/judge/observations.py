"""What the clients wrote down: operations, each with the bytes that came back for it."""
import re

from harness.journal import JournalReader

from .formats import id_bytes

REQUEST = re.compile(rb"\r\nx-request-id: *(req_[0-9a-z]{26})", re.IGNORECASE)


class Operation:
    def __init__(self, client, asked, answered, data):
        self.client, self.data = client, data
        self.kind, self.tenant = asked["kind"], asked["tenant"]
        self.principal, self.purpose = id_bytes(asked["principal"]), asked["purpose"]
        self.begun, self.begun_wall = asked["mono"], asked["wall"]
        self.ended = answered.get("mono")
        self.outcome, self.status = answered.get("outcome", "info"), answered.get("status")
        self.asked, self.answered = asked, answered
        found = REQUEST.search(data)
        self.request = id_bytes(found.group(1).decode()) if found else None
        self.explained = False  # an entry without an answer was matched with it

    @property
    def leads(self):
        """Ids it asked for; None: all of its tenant."""
        named = self.asked.get("leads") or ([self.asked["lead"]] if "lead" in self.asked else None)
        return {id_bytes(lead) for lead in named} if named is not None else None

    def __str__(self):
        return (f"{self.client} op {self.asked['op']} ({self.kind}, {self.outcome}"
                f" {self.status or ''})")


class Observations:
    """All journals and captures of a folder; `more` gives the operations added since."""

    def __init__(self, folder):
        self.folder, self.readers = folder, {}

    def more(self):
        found = []
        for path in sorted(self.folder.glob("*.journal")):
            reader = self.readers.setdefault(path.stem, JournalReader(path))
            found += self.of(path.stem, reader.more())
        return found

    def of(self, client, lines):
        """A request without a return line, of a client that died, may have happened."""
        asked = [line for line in lines if line["t"] == "inv"]
        answered = {line["op"]: line for line in lines if line["t"] == "ret"}
        found = []
        with open(self.folder / f"{client}.capture", "rb") as capture:
            for line in asked:
                answer = answered.get(line["op"], {})
                capture.seek(line["cap"])
                data = capture.read(answer["cap"] - line["cap"] if answer else -1)
                found.append(Operation(client, line, answer, data))
        return found
