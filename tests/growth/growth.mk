# SPDX-License-Identifier: MIT
# Work grows with its input: instructions of imports, reviews, explanations and questions over n, 2 n, 4 n submissions or parts; of
# the register over as many verdicts.
CHECKS += growth
GROWTH := $(BUILD)/tests/growth/growth
PROGRAMS += $(GROWTH)

$(GROWTH): $(BUILD)/tests/growth/growth.o $(BUILD)/libassize.a
	$(link)

.PHONY: check-growth
check-growth: $(BUILD)/assize $(GROWTH)
	@python3 tests/growth/run.py $(BUILD)/assize $(GROWTH) $(BUILD)/growth
