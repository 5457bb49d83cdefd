"""Ed25519 keys: a private one signs the manifest of a pack, a public one says whose it was."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from layers.errors import BadInput

ALGORITHM: Final = "Ed25519"


@dataclass(frozen=True)
class PublicKey:
    """Verifies; `id` is the SHA-256 of the raw public key in hex."""

    key: Ed25519PublicKey

    @property
    def id(self) -> str:
        """What a manifest names the key by."""
        return hashlib.sha256(self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()

    def pem(self) -> bytes:
        """The key as PEM."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def signed(self, content: bytes, signature: bytes) -> bool:
        """Whether a signature of this key stands over `content`."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """Signs; the private key never leaves it, and its text shows none of it."""

    _key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.public.id})"

    @property
    def public(self) -> PublicKey:
        """The key to hand out."""
        return PublicKey(self._key.public_key())

    def sign(self, content: bytes) -> bytes:
        """The detached signature, 64 bytes; the same for the same content."""
        return self._key.sign(content)


def new_private_key() -> bytes:
    """A fresh private key as PEM (PKCS #8, not encrypted): keep it where only the service reads it."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def signer(pem: bytes, name: str) -> Signer:
    """The signer of a PEM private key; `name` says in messages where it came from. Raises BadInput."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise _no_key(name, "私钥", "private", str(fault)) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(name, "私钥", "private", type(key).__name__)
    return Signer(key)


def public_key(pem: bytes, name: str) -> PublicKey:
    """The public key of a PEM. Raises BadInput."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise _no_key(name, "公钥", "public", str(fault)) from fault
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(name, "公钥", "public", type(key).__name__)
    return PublicKey(key)


def _no_key(name: str, zh: str, en: str, seen: str) -> BadInput:
    return BadInput(
        f"{name} 不是未加密的 PEM 格式 Ed25519 {zh}（{seen}）；可用 openssl genpkey -algorithm ed25519 生成",
        f"{name} is no unencrypted PEM {en} key of Ed25519 ({seen}); `openssl genpkey -algorithm ed25519` makes one",
    )
