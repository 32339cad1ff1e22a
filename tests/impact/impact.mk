# SPDX-License-Identifier: MIT
# What a policy would do, held against policies that are made with one change more or less, and verdicts by both.
CHECKS += impact
IMPACT_ROUNDS ?= 12
IMPACT_SEED ?= $(shell git log -1 --format=%cd --date=format:%y%j 2>/dev/null || echo 1)

.PHONY: check-impact
check-impact: $(BUILD)/assize
	@python3 tests/impact/run.py $(BUILD)/assize --rounds $(IMPACT_ROUNDS) --seed $(IMPACT_SEED)
