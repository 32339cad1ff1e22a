# SPDX-License-Identifier: MIT
# Work grows with its input: instructions of imports, reviews, explanations and questions over n, 2 n, 4 n submissions or parts.
CHECKS += growth

.PHONY: check-growth
check-growth: $(BUILD)/assize
	@python3 tests/growth/run.py $(BUILD)/assize $(BUILD)/growth
