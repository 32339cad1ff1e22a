# SPDX-License-Identifier: MIT
CHECKS += corpora

.PHONY: check-corpora
check-corpora: $(BUILD)/assize
	@if [ -d $(SHARED)/corpora ]; then python3 tests/corpora/run.py $(BUILD)/assize $(SHARED)/corpora; \
	else echo "skipped: there is no $(notdir $(SHARED))/corpora"; fi
