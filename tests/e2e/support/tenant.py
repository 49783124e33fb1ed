"""A tenant with its administrator, and principals that hold keys."""
import dataclasses

from .client import Api

# Name of each ready principal: role and the purposes its key is bound to.
ROLES = {
    "crm": ("crm_integration", ["sales_outreach", "qualification", "contract"]),
    "rep": ("sales_rep", ["sales_outreach", "qualification"]),
    "officer": ("compliance_officer", ["audit"]),
    "agent": ("privacy_agent", ["subject_request"]),
}


@dataclasses.dataclass
class Principal:
    id: str
    name: str
    credential: str
    key: str
    api: Api


def must(answer, status):
    if answer.status != status:
        raise AssertionError(f"expected {status}, got {answer!r}")
    return answer


class Tenant:
    """Made by the installation's operator; further principals by its own administrator."""

    def __init__(self, vault, name, key_days=90):
        self.vault, self.name, self.key_days = vault, name, key_days
        self.operator = Api(vault, vault.operator_key)
        self.id = must(self.operator.post("/v1/tenants", {"name": name}), 201).json["id"]
        self.admin = self.make(self.operator, "admin", "administrator", [], {"tenant": self.id})

    def make(self, maker, name, role, purposes, more):
        body = {"kind": "client", "name": name, "roles": [role], **more}
        made = must(maker.post("/v1/principals", body), 201).json
        issued = must(maker.post(f"/v1/principals/{made['id']}/keys", {
            "purposes": purposes, "valid_days": self.key_days}), 201).json
        key = issued["api_key"]
        api = Api(self.vault, key, purposes[0] if purposes else None)
        return Principal(made["id"], name, issued["id"], key, api)

    def principal(self, name, role=None, purposes=None):
        """A further principal; by default one of ROLES."""
        ready_role, ready_purposes = ROLES.get(name, (None, None))
        return self.make(self.admin.api, name, role or ready_role,
                         ready_purposes if purposes is None else purposes, {})
