"""Proof that nobody edited what happened.

The hash chain of every instance, the bytes of the definitions, and the signed anchors over all heads.
"""

from __future__ import annotations

from processes.proof.anchored import check_anchors, check_file
from processes.proof.anchors import Anchoring, Others, anchor, export_text, leaf_of, proof_of, stated
from processes.proof.archive import archive
from processes.proof.faults import Fault, Seen
from processes.proof.keys import Signer, SpoiltKey, fingerprint, new_key, public_keys, signer
from processes.proof.whole import verify

__all__ = [
    "Anchoring",
    "Fault",
    "Others",
    "Seen",
    "Signer",
    "SpoiltKey",
    "anchor",
    "archive",
    "check_anchors",
    "check_file",
    "export_text",
    "fingerprint",
    "leaf_of",
    "new_key",
    "proof_of",
    "public_keys",
    "signer",
    "stated",
    "verify",
]
