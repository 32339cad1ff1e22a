# SPDX-License-Identifier: MIT
# What we print, as programs of others read it: attestations by @sigstore/verify (npm) and securesystemslib (PyPI), SARIF by its schema
# (npm has it). package-lock.json and requirements.txt have their versions.
CHECKS += others
TEST_PACKAGES += python3-pip $(if $(shell command -v npm),,nodejs npm)

.PHONY: check-others
check-others: $(BUILD)/assize
	@mkdir -p $(BUILD)/others
	@sh tests/others/others.sh $(BUILD)/assize $(BUILD)/others
