# SPDX-License-Identifier: MIT
# Wrong input: messages, exit statuses, time and memory.
CHECKS += limits

.PHONY: check-limits
check-limits: $(BUILD)/assize
	python3 tests/limits/run.py $(BUILD)/assize $(SHARED)
	python3 tests/limits/compile.py $(BUILD)/assize
	python3 tests/limits/documents.py $(BUILD)/assize
