# SPDX-License-Identifier: MIT
# What is stored is tied to the tables that it was laid out by: a row in any of them makes another program of this one, which refuses
# yesterday's bundles, makes yesterday's images anew, and gives the same verdicts.
CHECKS += versions

.PHONY: check-versions
check-versions: $(BUILD)/assize $(BUILD)/gen/fingerprint.txt
	@python3 tests/versions/run.py --build $(BUILD) --compiler "$(CC)" --sanitisers="$(SANITISE)" --libraries="$(LDLIBS)"
