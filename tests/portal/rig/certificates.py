"""An authority of the tests, and what it signs: certificates that hold, and one that has ended."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR = datetime(2120, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key, as files."""

    chain: Path
    key: Path


class Authority:
    """Who signs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
        own = self._signed(
            self._name, self._key.public_key(), LONG_AGO, FAR, x509.BasicConstraints(ca=True, path_length=0)
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def pair(self, *hosts: str, ends: datetime = FAR) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
        signed = self._signed(subject, key.public_key(), LONG_AGO, ends, names)
        pair = Pair(self.folder / f"{hosts[0]}-{ends:%Y}.pem", self.folder / f"{hosts[0]}-{ends:%Y}.key")
        pair.chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        pair.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return pair

    def _signed(
        self,
        subject: x509.Name,
        public: ec.EllipticCurvePublicKey,
        begins: datetime,
        ends: datetime,
        extension: x509.ExtensionType,
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
        return builder.add_extension(extension, critical=True).sign(self._key, hashes.SHA256())
