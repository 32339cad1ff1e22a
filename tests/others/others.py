#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What we sign is verified by others, and what was changed is not; what we print as SARIF is as its schema says.

usage: others.py ASSIZE FOLDER    FOLDER has what npm installed (node_modules), and PYTHONPATH what pip did

A sample verdict is signed with keys of each kind. securesystemslib reads envelopes (DSSE; by itself it knows Ed25519 alone), @sigstore/verify
bundles; both find the signature good with the key and not with another one, nor once any part of it is changed. SARIF of the sample, for the public and for the
office, is held against the schema of the standard (OASIS, 2.1.0)."""
import base64
import copy
import glob
import json
import os
import subprocess
import sys
import tempfile

import jsonschema
from securesystemslib import dsse
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

sys.path.insert(0, "tests/fixture")
from looks import POLICY, SUBJECT, call, check, end  # noqa: E402

FOLDER = os.path.abspath(sys.argv[2])


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def altered(envelope):
    """The same with one thing changed in each: the payload, its type, the signature."""
    def flipped(text):
        data = bytearray(base64.b64decode(text))
        data[len(data) // 2] ^= 1
        return base64.b64encode(bytes(data)).decode()
    for change in (lambda one: one.update(payload=flipped(one["payload"])), lambda one: one.update(payloadType="application/json"),
                   lambda one: one["signatures"][0].update(sig=flipped(one["signatures"][0]["sig"]))):
        one = copy.deepcopy(envelope)
        change(one)
        yield one


def look_with_securesystemslib(envelope, keys, own):
    """Whether the signature counts with the key `own`, and with no other one."""
    for name, pem in keys.items():
        raw = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))[-32:] # behind what says that it is Ed25519
        key = SSlibKey(envelope["signatures"][0]["keyid"], "ed25519", "ed25519", {"public": raw.hex()})
        for number, one in enumerate([envelope, *altered(envelope)]):
            try:
                dsse.Envelope.from_dict(copy.deepcopy(one)).verify([key], 1)
                good = True
            except VerificationError:
                good = False
            check(good == (name == own and number == 0), f"securesystemslib: {own}'s envelope {number} with {name}: {good}")


def look_with_sigstore(place, bundle, keys, own):
    paths = []
    for number, envelope in enumerate([bundle["dsseEnvelope"], *altered(bundle["dsseEnvelope"])]):
        paths.append(os.path.join(place, f"{own}-{number}.sigstore.json"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            json.dump({**bundle, "dsseEnvelope": envelope}, file)
    for name in keys:
        done = subprocess.run(["node", "tests/others/verify.mjs", FOLDER, os.path.join(place, f"{name}.pub.pem"), *paths], capture_output=True, text=True, timeout=120)
        said = done.stdout.splitlines()
        check(len(said) == len(paths), f"@sigstore/verify: {done.stderr}")
        for number, line in enumerate(said):
            check((line == "fine") == (name == own and number == 0), f"@sigstore/verify: {own}'s bundle {number} with {name}: {line}")


def look_at_signatures(place, review):
    keys = {}
    for kind in ("ed25519", "ed25519-other", "ecdsa-p256"):
        call("keygen", "--algorithm", kind.removesuffix("-other"), "-o", os.path.join(place, f"{kind}.pem"))
        keys[kind] = read(os.path.join(place, f"{kind}.pub.pem"))
    for kind in keys:
        given = (os.path.join(place, "case.json"), "-p", review[0], "--key", os.path.join(place, f"{kind}.pem"))
        out = os.path.join(place, f"{kind}.jsonl")
        call("sign", *given, "-o", out)
        if kind.startswith("ed25519"):
            look_with_securesystemslib(json.loads(read(out)), {name: pem for name, pem in keys.items() if name.startswith("ed25519")}, kind)
        call("sign", *given, "--bundle", "sigstore", "-o", f"{out}.bundle")
        look_with_sigstore(place, json.loads(read(f"{out}.bundle")), keys, kind)


def look_at_sarif(review):
    path = glob.glob(os.path.join(FOLDER, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-*.json"))[0]
    schema = json.loads(read(path))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for audience in ("public", "office"):
        for only in ((), ("--only", "violated"), ("--only", "waived")):
            log = json.loads(call("review", SUBJECT, "-p", *review, "--audience", audience, "--format", "sarif", *only))
            for error in validator.iter_errors(log):
                check(False, f"SARIF for the {audience} {only}: {list(error.absolute_path)}: {error.message[:200]}")
            check(bool(log["runs"][0]["results"]) == ("waived" not in only), f"SARIF for the {audience} {only}: results")
    log["runs"][0]["results"] = [{"message": 1}]
    check(list(validator.iter_errors(log)), "the schema finds nothing wrong with a message that is a number")


def main():
    with tempfile.TemporaryDirectory() as place:
        review = (os.path.join(place, "p.aszb"), "-f", os.path.join(place, "facts"), "--on", "2026-11-22")
        call("build", POLICY, "-o", review[0])
        call("facts", "import", "-p", *review[:3], *sorted(glob.glob("policies/security_review/sample/invented/*.json")))
        call("review", SUBJECT, "-p", *review, "--format", "json", "-o", os.path.join(place, "case.json"))
        look_at_signatures(place, review)
        look_at_sarif(review)
    return end("by others: ")


if __name__ == "__main__":
    sys.exit(main())
