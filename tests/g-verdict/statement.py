# SPDX-License-Identifier: MIT
"""Prints what stands in an attestation, or in another member of its file, without a look at signatures.
usage: statement.py FILE [statement | keys]"""
import base64
import json
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    envelope = json.loads(line)
    envelope = envelope.get("dsseEnvelope", envelope)
    if "keys" in sys.argv[2:]:
        print(envelope["payloadType"], [one["keyid"][:15] for one in envelope["signatures"]])
    else:
        print(json.dumps(json.loads(base64.b64decode(envelope["payload"])), indent=1, ensure_ascii=False))
