# SPDX-License-Identifier: MIT
# What is missing, asked for by submissions to be filled in, which are filled in at random.
CHECKS += needs
NEEDS_ROUNDS ?= 20
NEEDS_SEED ?= $(shell git log -1 --format=%cd --date=format:%y%j 2>/dev/null || echo 1)

.PHONY: check-needs
check-needs: $(BUILD)/assize
	@python3 tests/needs/run.py $(BUILD)/assize --rounds $(NEEDS_ROUNDS) --seed $(NEEDS_SEED)
