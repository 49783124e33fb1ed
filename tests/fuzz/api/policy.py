"""What the plain policies say of a caller and a field, read from tables alone."""
import tomllib

WEIGHT = {"not-permitted": 1, "consent-missing": 2}


class Policy:
    def __init__(self, source):
        def table(file, name):
            rows = tomllib.loads((source / file).read_text())[name]
            return {row["name"]: row for row in rows}

        self.fields = table("policies/fields.toml", "field")
        self.purposes = table("policies/purposes.toml", "purpose")
        self.roles = table("tests/support/policies/plain.toml", "role")

    def may(self, role, action, purpose=None):
        rules = self.roles[role]
        return action in rules["actions"] and (purpose is None or purpose in rules["purposes"])

    def needs_consent(self, purpose):
        return self.purposes[purpose]["consent"] == "required"

    def lists(self, role, kind, field):
        named = self.roles[role][kind]
        return field in named or f"class:{self.fields[field]['class']}" in named

    def grant(self, role, action, purpose, field):
        """"value", "mask" or None: the most that the role may see of the field."""
        if self.may(role, action, purpose):
            if self.lists(role, "values", field):
                return "value"
            if self.lists(role, "masks", field):
                return "mask"
        if self.may(role, "readMasked", purpose) and (
                self.lists(role, "values", field) or self.lists(role, "masks", field)):
            return "mask"
        return None

    def decide(self, role, action, purpose, asked, consented):
        """Per field that is asked for ("email", "email.mask"): the view, or why it is withheld."""
        decided = {}
        for name in asked:
            field, _, mask = name.partition(".")
            grant = self.grant(role, action, purpose, field)
            if grant is None:
                decided[field] = "not-permitted"
            elif self.needs_consent(purpose) and not consented:
                decided[field] = "consent-missing"
            else:
                decided[field] = "mask" if mask else grant
        return decided

    def masked(self, field, text):
        return MASKS[self.fields[field]["mask"]](text)


def initials(text):
    return " ".join(word[0] + "." for word in text.replace("-", " ").split())


def last_four(text):
    digits = [c for c in text if c in "0123456789"]
    return "•••• " + "".join(digits[-4:]) if len(digits) >= 8 else "•••"


def email(text):
    local, _, domain = text.rpartition("@")
    return f"{local[0]}•••@{domain[0]}•••.{domain.rpartition('.')[2]}"


MASKS = {
    "none": lambda text: text,
    "full": lambda text: "•••",
    "initials": initials,
    "last4": last_four,
    "email": email,
    "year": lambda text: text[:4],
}
