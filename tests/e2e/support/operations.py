"""Every operation that the vault serves, with a good request for each: the ground of the generated
tests. An operation of /openapi.json that is not described here makes them fail."""
import dataclasses
import re
import tomllib

from .server import SOURCE
from .tenant import must

METHODS = ("get", "post", "patch", "delete", "put")
NO_ACTION = None  # any authenticated caller may
# Which action of policies/actions.toml an operation needs.
ACTIONS = {
    "createLead": "createLead", "listLeads": "listLeads", "searchLeads": "searchLeads",
    "batchGetLeads": "readField", "getLead": "readField", "updateLead": "updateLead",
    "eraseLead": "deleteLead", "grantConsent": "recordConsent", "listConsents": "readConsent",
    "withdrawConsent": "recordConsent", "openImport": "importLeads", "getImport": "importLeads",
    "addImportRows": "importLeads", "exportLeads": "exportLeads", "listAuditEvents": "readAudit",
    "getAuditReceipt": "readAudit", "getCheckpoint": "readAudit", "createTenant": "manageTenants",
    "listTenants": "manageTenants", "createPrincipal": "managePrincipals",
    "listPrincipals": "managePrincipals", "getPrincipal": "managePrincipals",
    "disablePrincipal": "managePrincipals", "enablePrincipal": "managePrincipals",
    "issueKey": "managePrincipals", "listKeys": "managePrincipals",
    "rotateKey": "managePrincipals", "revokeKey": "managePrincipals",
    "getPolicies": "readPolicies", "explainPolicies": "readPolicies",
    "reloadPolicies": "managePolicies",
    "diffPolicies": "readAudit", "reviewAccess": "readPolicies",
    "getStatus": NO_ACTION, "getOpenapi": NO_ACTION}

# And which others, where one is not enough.
MORE_ACTIONS = {"diffPolicies": {"listLeads", "readConsent"}}


def roles():
    """What plain.cedar grants: name of each role and the table it is given in."""
    with open(SOURCE / "tests/support/policies/plain.toml", "rb") as file:
        return {role["name"]: role for role in tomllib.load(file)["role"]}


@dataclasses.dataclass
class Operation:
    id: str
    method: str
    path: str
    query: list
    body_schema: dict = None

    @property
    def action(self):
        return ACTIONS[self.id]

    def permitted_to(self, actions):
        """Whether a role that may take these actions may ask for it."""
        return self.action is NO_ACTION or (
            self.action in actions and MORE_ACTIONS.get(self.id, set()) <= set(actions))

    @property
    def parameters(self):
        return re.findall(r"{(\w+)}", self.path)

    def path_for(self, ids):
        """The path with every id in place; `{id}` is that of a lead or of a principal."""
        owner = "lead" if self.path.startswith("/v1/leads/") else "principal"
        return re.sub(r"{(\w+)}", lambda found: ids[owner if found[1] == "id" else found[1]],
                      self.path)


def served(api):
    """All operations of /openapi.json, in its order."""
    document = must(api.get("/openapi.json"), 200).json
    found = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                found.append(read_operation(document, method, path, item[method]))
    return found


def read_operation(document, method, path, described):
    parameters = [resolve(document, parameter) for parameter in described.get("parameters", [])]
    content = described.get("requestBody", {}).get("content", {})
    schema = next((resolve(document, media["schema"]) for media in content.values()), None)
    query = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
    return Operation(described["operationId"], method.upper(), path, query, schema)


def resolve(document, node):
    """`node`, or what its $ref names."""
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def schema_members(document):
    """The name of every member of every schema: what a body could be stuffed with."""
    names = set()
    waiting = [document["components"]["schemas"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            names.update(node.get("properties", {}))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return sorted(names)


def policy_diff(folder=SOURCE / "policies", **more):
    """The policies of a folder, to be compared with those in force."""
    files = [{"name": path.name, "text": path.read_text()} for path in sorted(folder.glob("*.cedar"))]
    return {"schema": (folder / "leadvault.cedarschema").read_text(), "files": files,
            "from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", **more}


class Requests:
    """Good requests of one vault; every name that must be new is."""

    def __init__(self, people):
        self.people, self.number = people, 0

    def fresh(self, word):
        self.number += 1
        return f"{word}-{self.number}"

    def body(self, operation, ids):
        """A body the operation takes, for the objects in `ids`; None when it takes none."""
        makers = {
            "createLead": self.people.lead,
            "searchLeads": lambda: {"email": "nobody@absent.example"},
            "batchGetLeads": lambda: {"ids": [ids["lead"]], "fields": ["company"]},
            "updateLead": lambda: {"stage": "working"},
            "grantConsent": lambda: {"purpose": "sales_outreach", "basis": "consent"},
            "openImport": lambda: {"name": self.fresh("import")},
            "addImportRows": lambda: {"rows": [{"key": self.fresh("row"),
                                                "lead": self.people.lead()}]},
            "exportLeads": lambda: {"fields": ["company"]},
            "createTenant": lambda: {"name": self.fresh("tenant")},
            "createPrincipal": lambda: {"kind": "client", "name": self.fresh("client"),
                                        "roles": ["sales_rep"]},
            "diffPolicies": policy_diff,
            "issueKey": lambda: {"valid_days": 1},
            "rotateKey": lambda: {"valid_days": 1},
            "explainPolicies": lambda: {"principal": ids["principal"], "purpose": "contract",
                                        "lead_attributes": {}},
        }
        return makers[operation.id]() if operation.id in makers else None

    def send(self, api, operation, ids, body=None, query="", **more):
        """One call of the operation; a good body unless another is given."""
        body = self.body(operation, ids) if body is None else body
        headers = {"If-Match": '"1"'} if operation.id == "updateLead" else {}
        media = "application/merge-patch+json" if operation.id == "updateLead" else None
        if operation.id == "getLead" and not query:
            query = "?fields=company"
        return api.call(operation.method, operation.path_for(ids) + query, body,
                        headers=headers, media=media, **more)


class Objects:
    """One of each kind of object of a tenant, and ids of the same kinds that name nothing."""

    def __init__(self, tenant, crm, officer, people):
        self.tenant, self.crm, self.officer, self.people = tenant, crm, officer, people

    def make(self):
        body = self.people.lead(consents=("sales_outreach", "email_marketing"))
        lead = must(self.crm.api.post("/v1/leads", body), 201)
        name = f"owned-{lead.json['id'][-12:]}"
        job = must(self.crm.api.post("/v1/imports", {"name": name}), 201).json["id"]
        owned = self.tenant.make(self.tenant.admin.api, name, "sales_rep", [], {})
        return {"lead": lead.json["id"], "job": job, "entry": lead.entry, "principal": owned.id,
                "key": owned.credential, "purpose": "sales_outreach"}


def absent(ids):
    """Ids of the same kinds and times that nothing has."""
    return {kind: id if kind == "purpose" else id[:-6] + "".join(
        "1" if character == "0" else "0" for character in id[-6:]) for kind, id in ids.items()}
