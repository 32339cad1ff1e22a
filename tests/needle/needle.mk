# SPDX-License-Identifier: MIT
# What is confidential is looked for in all that is printed. Other policies and facts each day that the repository changes.
CHECKS += needle
NEEDLE_ROUNDS ?= 60
NEEDLE_SEED ?= $(shell git log -1 --format=%cd --date=format:%y%j 2>/dev/null || echo 1)

.PHONY: check-needle
check-needle: $(BUILD)/assize
	@python3 tests/needle/forms.py $(BUILD)/assize
	@python3 tests/needle/order.py $(BUILD)/assize
	@python3 tests/needle/needle.py $(BUILD)/assize --rounds $(NEEDLE_ROUNDS) --seed $(NEEDLE_SEED)

# Many more of them, as a part of `make fuzz`.
.PHONY: fuzz-needle
fuzz: fuzz-needle
fuzz-needle: $(BUILD)/assize
	@python3 tests/needle/needle.py $(BUILD)/assize --rounds 3000 --seed $(NEEDLE_SEED)
