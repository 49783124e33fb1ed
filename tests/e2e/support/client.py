"""Api: calls to a running vault over verified TLS, on one kept connection per thread of use."""
import http.client
import json
import re
import ssl

DEFAULT = object()


class Answer:
    """Status, headers (lower case) and body of one response."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def code(self):
        """The code of a problem document; None for any other answer."""
        if not self.headers.get("content-type", "").startswith("application/problem+json"):
            return None
        return self.json["code"]

    @property
    def entry(self):
        """The id of the log entry that the receipt names; None without a receipt."""
        match = re.search(r"\bentry=(evt_[0-9a-z]{26})", self.headers.get("leadvault-audit", ""))
        return match.group(1) if match else None

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


def verified_tls(ca_file, certificate=None):
    context = ssl.create_default_context(cafile=str(ca_file))
    if certificate is not None:
        context.load_cert_chain(*[str(path) for path in certificate])
    return context


class Api:
    """One caller. Not for use by several threads at once: each takes its own `again()`."""

    def __init__(self, vault, key=None, purpose=None, certificate=None, timeout_s=30):
        self.vault, self.key, self.purpose = vault, key, purpose
        self.certificate, self.timeout_s = certificate, timeout_s
        self.connection, self.connected_to = None, 0

    def again(self):
        return Api(self.vault, self.key, self.purpose, self.certificate, self.timeout_s)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def connect(self):
        self.close()
        self.connected_to = self.vault.starts
        context = verified_tls(self.vault.ca_file, self.certificate)
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", self.vault.port, timeout=self.timeout_s, context=context)

    def call(self, method, path, body=None, headers=None, purpose=DEFAULT, media=None):
        """`body` is bytes, or anything JSON can hold. Nothing is ever sent twice."""
        if self.connection is None or self.connected_to != self.vault.starts:
            self.connect()
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        purpose = self.purpose if purpose is DEFAULT else purpose
        if purpose is not None:
            sent["Leadvault-Purpose"] = purpose
        if body is not None:
            if not isinstance(body, bytes):
                body = json.dumps(body, ensure_ascii=False).encode("utf-8")
            sent["Content-Type"] = media or "application/json"
        sent.update(headers or {})
        try:
            self.connection.request(method, path, body=body, headers=sent)
            return Answer(self.connection.getresponse())
        except BaseException:
            self.close()
            raise

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def delete(self, path, **more):
        return self.call("DELETE", path, **more)

    def patch(self, path, body, version=None, **more):
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self.call("PATCH", path, body, headers=headers,
                         media="application/merge-patch+json", **more)

    def read(self, lead, fields, **more):
        return self.get(f"/v1/leads/{lead}?fields={','.join(fields)}", **more)
