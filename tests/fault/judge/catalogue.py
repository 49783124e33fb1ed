"""The permanent numbers of policies/*.toml."""
import tomllib

from .formats import SOURCE


def numbers(name):
    """{name: number} of one file of the catalogue."""
    with open(SOURCE / f"policies/{name}s.toml", "rb") as file:
        return {item["name"]: item["id"] for item in tomllib.load(file)[name]}


def needing_consent():
    with open(SOURCE / "policies/purposes.toml", "rb") as file:
        return {item["id"] for item in tomllib.load(file)["purpose"]
                if item["consent"] == "required"}


FIELDS, PURPOSES = numbers("field"), numbers("purpose")
NEED_CONSENT = needing_consent()
