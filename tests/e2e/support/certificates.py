"""A throw-away authority and the certificates, good and bad, that it or others sign."""
import datetime
import hashlib
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


class Issued:
    """A certificate with its key."""

    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key

    @property
    def spki_sha256(self):
        return hashlib.sha256(self.key.public_key().public_bytes(
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def write(self, folder, name, chain=()):
        """(certificate chain, key) as files."""
        certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
        certificate.write_bytes(self.pem() + b"".join(each.pem() for each in chain))
        key.touch(mode=0o600)
        key.write_bytes(self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        return certificate, key


def issue(name, issuer=None, *, key=None, begins=NOW - DAY, ends=NOW + DAY, purpose="client",
          authority=None, extensions=(), signer=None, digest=None):
    """A certificate of `issuer`, or one that signed itself. `authority`: how many authorities may
    stand below it, None for none at all. `signer`: a key that signs in place of the issuer's."""
    key = key or new_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])
    builder = (x509.CertificateBuilder().subject_name(subject)
               .issuer_name(issuer.certificate.subject if issuer else subject)
               .public_key(key.public_key()).serial_number(int.from_bytes(os.urandom(8), "big"))
               .not_valid_before(begins).not_valid_after(ends)
               .add_extension(x509.BasicConstraints(authority is not None, authority), True))
    if authority is None:
        usage = {"client": ExtendedKeyUsageOID.CLIENT_AUTH,
                 "server": ExtendedKeyUsageOID.SERVER_AUTH}[purpose]
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    by = signer or (issuer.key if issuer else key)
    return Issued(builder.sign(by, digest or hashes.SHA256()), key)
