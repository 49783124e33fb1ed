"""Random inputs of the API's calls, valid ones and ones with a known fault."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))

from support.people import People, word

STAGES = ["new", "working", "mql", "sal", "sql", "converted", "recycled", "disqualified"]
CHANNELS = ["website", "web_form", "event", "referral", "partner", "other"]
CONSENT_PURPOSES = ["sales_outreach", "email_marketing"]
PAST, FUTURE = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
TEXTS = ["Ægir Ødegård", "李 小龍", "O'Brien \"Bob\"", "=1+1", "a\\b", "<b>&amp;</b>", "Zoë-Marie"]


class Inputs:
    def __init__(self, rng):
        self.rng = rng
        self.people = People(rng.randrange(2**32))
        self.emails, self.phones = [], []  # used before: twins and searches need them

    def chance(self, probability):
        return self.rng.random() < probability

    def email(self):
        if self.emails and self.chance(0.15):
            return self.rng.choice(self.emails)
        self.emails.append(f"{word(self.rng, 6)}@{word(self.rng, 5)}.example")
        return self.emails[-1]

    def phone(self):
        if self.chance(0.1):
            return f"desk {self.rng.randrange(10)}"  # stored, but no index holds it
        if self.phones and self.chance(0.15):
            return self.rng.choice(self.phones)
        self.phones.append(f"+49 30 {self.rng.randrange(20_000_000, 90_000_000)}")
        return self.phones[-1]

    def value(self, field):
        if field == "email":
            return self.email()
        if field in ("phone", "mobile_phone", "fax"):
            return self.phone()
        if field == "date_of_birth":
            return f"19{self.rng.randrange(40, 99)}-0{self.rng.randrange(1, 10)}-11"
        return self.rng.choice(TEXTS) if self.chance(0.2) else word(self.rng, 9).title()

    def fields(self):
        names = ["given_name", "family_name", "email", "phone", "mobile_phone", "fax", "street",
                 "city", "company", "date_of_birth", "health_note"]
        return {name: self.value(name) for name in names if self.chance(0.6)}

    def external_ids(self):
        return [{"system": "crm", "id": f"{self.rng.randrange(40)}"}] if self.chance(0.3) else []

    def consent(self):
        given = {"purpose": self.rng.choice(CONSENT_PURPOSES), "basis": "consent"}
        if self.chance(0.3):
            given["expires_at"] = self.rng.choice([PAST, FUTURE])
        if self.chance(0.2):
            given["evidence"] = {"form": word(self.rng, 8)}
        return given

    def lead(self):
        return {"subject_kind": self.rng.choice(["person", "organisation"]),
                "channel": self.rng.choice(CHANNELS),
                "residency": self.rng.choice(["DE", "FR", "US"]),
                "external_ids": self.external_ids(),
                "fields": self.fields(),
                "consents": [self.consent() for _ in range(self.rng.randrange(3))]}

    def patch(self):
        change = {}
        if self.chance(0.5):
            change["stage"] = self.rng.choice(STAGES)
        if self.chance(0.2):
            change["channel"] = self.rng.choice(CHANNELS)
        if self.chance(0.2):
            change["residency"] = self.rng.choice(["DE", "FR", "US"])
        if self.chance(0.8) or not change:
            change["fields"] = {name: None if self.chance(0.3) else self.value(name)
                                for name in ("email", "phone", "city") if self.chance(0.6)}
        return change

    def asked(self):
        """A field list: names, some with ".mask"."""
        names = ["given_name", "family_name", "email", "phone", "mobile_phone", "street", "city",
                 "company", "date_of_birth", "health_note"]
        chosen = self.rng.sample(names, self.rng.randrange(1, 6))
        return [name + ".mask" if self.chance(0.2) else name for name in chosen]

    def spoilt(self, body):
        """(bytes, code): the body with a fault that makes it no JSON or no such object."""
        text = json.dumps(body, ensure_ascii=False)
        member = json.dumps(next(iter(body)))
        faults = [
            (text[:-1], "malformed"),
            (text + "{}", "malformed"),
            (text[:-1] + f",{member}:null}}", "malformed"),  # the same member again
            (text[:-1] + ',"n":NaN}', "malformed"),
            (text[:-1] + ',"n":1e400}', "malformed"),
            (text[:-1] + ',"n":9223372036854775808}', "malformed"),
            (text[:-1] + ',"n":"\\ud800"}', "malformed"),
            (text[:-1] + ',"n":"\\u0000"}', "malformed"),
            (text[:-1] + ',"n":' + "[" * 40 + "]" * 40 + "}", "malformed"),
            ("\ufeff" + text, "malformed"),
            (text.replace("{", "{//\n", 1), "malformed"),
            (text[:-1] + ',"tenant":"x"}', "invalid"),
            (f"[{text}]", "invalid"),
            ("null", "invalid"),
        ]
        fault, code = self.rng.choice(faults)
        return fault.encode(), code
