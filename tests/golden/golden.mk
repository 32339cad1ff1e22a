# SPDX-License-Identifier: MIT
# What is printed, in the order in which a policy becomes a verdict. `make golden-update` takes what is printed now as what is
# expected: look at the difference before you keep it.
CHECKS += golden
GOLDEN_CASES := $(sort $(wildcard tests/[a-z]-*/*.case))
PROGRAMS += $(BUILD)/tests/golden/image
PROGRAMS_CLANG += $(BUILD)/tests/golden/image
PROGRAMS_GCC += $(BUILD)/tests/golden/image

# Prints what no command does.
$(BUILD)/tests/golden/image: $(BUILD)/tests/golden/image.o $(FIXTURE) $(BUILD)/libassize.a
	$(link)

# GOLDEN_FIRST=WORDS: ends at the first case that fails; those that have the words come first.
GOLDEN_FIRST ?=

.PHONY: check-golden golden-update
check-golden: $(BUILD)/assize $(BUILD)/tests/golden/image
	@python3 tests/golden/messages.py $(GOLDEN_CASES)
	@python3 tests/golden/golden.py $(if $(GOLDEN_FIRST),--first "$(GOLDEN_FIRST)") $(BUILD)/assize $(GOLDEN_CASES)

golden-update: $(BUILD)/assize $(BUILD)/tests/golden/image
	python3 tests/golden/golden.py --update $(BUILD)/assize $(GOLDEN_CASES)
