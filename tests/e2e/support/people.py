"""Made-up leads whose every value can be recognised wherever it turns up."""
import random
import string


def word(rng, size):
    return "".join(rng.choice(string.ascii_lowercase) for _ in range(size))


class People:
    """A stream of people; the same seed gives the same ones."""

    def __init__(self, seed=1):
        self.rng = random.Random(seed)
        self.number = 0

    def fields(self, **more):
        self.number += 1
        rng = self.rng
        given, family = word(rng, 9).title(), word(rng, 10).title()
        return {
            "given_name": given,
            "family_name": family,
            "email": f"{given}.{family}@{word(rng, 8)}.example".lower(),
            "phone": f"+49 30 {rng.randrange(10_000_000, 99_999_999)}",
            "street": f"{word(rng, 10).title()} Road {self.number}",
            "city": word(rng, 9).title(),
            "company": f"{word(rng, 9).title()} Ltd",
            "date_of_birth": f"{rng.randrange(1940, 2005)}-0{rng.randrange(1, 9)}-17",
            **more,
        }

    def lead(self, consents=("sales_outreach",), external_ids=(), **fields):
        """The body of a create call."""
        return {
            "subject_kind": "person",
            "channel": "website",
            "residency": "DE",
            "external_ids": [{"system": system, "id": id} for system, id in external_ids],
            "fields": self.fields(**fields),
            "consents": [{"purpose": name, "basis": "consent"} for name in consents],
        }
