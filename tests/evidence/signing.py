"""A test authority, its signers and its clock, made anew in each run; nothing here is trusted."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = dt.datetime.now(dt.UTC)
YEAR = dt.timedelta(days=365)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Party:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate as a text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def asn1_certificate(self) -> asn1.Certificate:
        """The certificate as pyHanko takes it."""
        return asn1.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def asn1_key(self) -> keys.PrivateKeyInfo:
        """The key as pyHanko takes it."""
        return keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Trường minh họa"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


@cache
def authority(name: str = "Gốc minh họa") -> Party:
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(name, named(name), key, NOW - YEAR, NOW + YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(authority=True), critical=True)
    )
    return Party(made.sign(key, hashes.SHA256()), key)


@cache
def signer(
    name: str = "Hiệu trưởng minh họa", *, expired: bool = False, clock: bool = False
) -> Party:
    key: Key = ec.generate_private_key(ec.SECP256R1())
    if clock:  # pyHanko's test clock signs with RSA only
        key = rsa.generate_private_key(65537, 2048)
    until = NOW - dt.timedelta(days=1) if expired else NOW + YEAR
    root = authority()
    made = _begun(name, root.certificate.subject, key, NOW - YEAR, until).add_extension(
        _usage(authority=False), critical=True
    )
    if clock:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamping, critical=True)
    return Party(made.sign(root.key, hashes.SHA256()), key)


def _begun(
    name: str,
    issuer: x509.Name,
    key: Key,
    since: dt.datetime,
    until: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def signed(
    paper: bytes,
    by: Party,
    field: str = "ChuKy1",
    *,
    stamped: bool = False,
    certify: MDPPerm | None = None,
) -> bytes:
    """The paper with one more signature."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(authority().asn1_certificate)
    clock = signer("Đồng hồ minh họa", clock=True)
    made = BytesIO()
    signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=certify is not None,
            docmdp_permissions=certify or MDPPerm.FILL_FORMS,
        ),
        signers.SimpleSigner(by.asn1_certificate, by.asn1_key, store),
        timestamper=DummyTimeStamper(clock.asn1_certificate, clock.asn1_key, store)
        if stamped
        else None,
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(paper)), output=made)
    return made.getvalue()


def roots(folder: Path, *parties: Party) -> Path:
    """A file of trusted roots."""
    file = folder / "roots.pem"
    file.write_bytes(b"".join(party.pem for party in parties))
    return file
