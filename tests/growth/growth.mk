# SPDX-License-Identifier: MIT
# Work grows with its input: instructions of imports, reviews, explanations and questions over n, 2 n, 4 n submissions or parts; of
# the register over as many verdicts; of what is compiled over as many declarations of each kind.
CHECKS += growth
GROWTH := $(BUILD)/tests/growth/growth
COMPILE := $(BUILD)/tests/growth/compile
PROGRAMS += $(GROWTH) $(COMPILE)

$(GROWTH) $(COMPILE): %: %.o $(BUILD)/libassize.a
	$(link)

.PHONY: check-growth
check-growth: $(BUILD)/assize $(GROWTH) $(COMPILE)
	@python3 tests/growth/run.py $(BUILD)/assize $(GROWTH) $(COMPILE) $(BUILD)/growth
