# SPDX-License-Identifier: MIT
CHECKS += policies

.PHONY: check-policies
check-policies: $(BUILD)/assize
	@python3 tests/policies/run.py $(BUILD)/assize
