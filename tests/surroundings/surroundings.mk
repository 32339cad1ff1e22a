# SPDX-License-Identifier: MIT
# What the program stands in: descriptors, permissions, limits, other processes, odd files in place of its own.
CHECKS += surroundings

.PHONY: check-surroundings
check-surroundings: $(BUILD)/assize
	@python3 tests/surroundings/run.py $(BUILD)/assize
