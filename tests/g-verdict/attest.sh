# SPDX-License-Identifier: MIT
# What cases of attestations begin with: a policy, what was submitted, a verdict for the public and one for the office.
chmod 600 ed25519.pem p256.pem
cat > policy.asz <<'END'
policy p version "1.2.0" { title "P" reviews x : T  valid for 30 days }
source s "S" { clause 1 "one" }
aspect a "A"
evidence { rank weak }
entity T { n : integer  secret : integer confidential }
rule R-1 "n is one" { cites s 1  aspect a  severity critical  require x.n = 1 }
rule R-2 "n is small" { cites s 1  aspect a  severity minor  require x.n < 9 }
verdict { bad when any critical violated  fair when any violated  good otherwise }
END
cat > facts.ndjson <<'END'
{"entity":"T","evidence":{"kind":"weak","on":"2026-01-01"},"facts":{"n":1,"secret":4711},"id":"one"}
{"entity":"T","evidence":{"kind":"weak","on":"2026-01-01"},"facts":{"n":2},"id":"two & three"}
{"entity":"T","evidence":{"kind":"weak","on":"2026-01-01"},"facts":{},"id":"pkg:npm/left-pad@1.0.0"}
END
assize build policy.asz -o p.aszb 2> build.log
assize facts import -p p.aszb -f facts facts.ndjson > import.log
assize review one -p p.aszb -f facts --on 2026-02-01 --format json > one.json
assize review one -p p.aszb -f facts --on 2026-02-01 --format json --audience office > office.json
assize review "two & three" -p p.aszb -f facts --on 2026-02-01 --format json > two.json
assize review pkg:npm/left-pad@1.0.0 -p p.aszb -f facts --on 2026-02-01 --format json > purl.json
:
