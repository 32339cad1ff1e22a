# SPDX-License-Identifier: MIT
# What is printed, in the order in which a policy becomes a verdict. `make golden-update` takes what is printed now as what is
# expected: look at the difference before you keep it.
CHECKS += golden
GOLDEN_CASES := $(sort $(wildcard tests/[a-z]-*/*.case))

.PHONY: check-golden golden-update
check-golden: $(BUILD)/assize
	@python3 tests/golden/messages.py $(GOLDEN_CASES)
	@python3 tests/golden/golden.py $(BUILD)/assize $(GOLDEN_CASES)

golden-update: $(BUILD)/assize
	python3 tests/golden/golden.py --update $(BUILD)/assize $(GOLDEN_CASES)
