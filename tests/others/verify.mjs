// SPDX-License-Identifier: MIT
// Verifies bundles of sigstore with the library of others, each with a public key: a line for each, `fine` or why not.
// usage: node verify.mjs MODULES KEY BUNDLE…
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, key, ...bundles] = process.argv.slice(2);
const require = createRequire(pathToFileURL(resolve(modules) + "/"));
const { bundleFromJSON } = require("@sigstore/bundle");
const { toSignedEntity, toTrustMaterial, Verifier } = require("@sigstore/verify");

const trusted = { publicKey: createPublicKey(readFileSync(key)), validFor: () => true };
const none = { mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1", certificateAuthorities: [], ctlogs: [], tlogs: [], timestampAuthorities: [] };
const verifier = new Verifier(toTrustMaterial(none, () => trusted), { ctlogThreshold: 0, tlogThreshold: 0, tsaThreshold: 0, timestampThreshold: 0 });
for (const path of bundles) {
  try {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(path, "utf8")))));
    console.log("fine");
  } catch (error) {
    console.log(`${error.code ?? error.name}: ${error.message}`.replaceAll("\n", " "));
  }
}
