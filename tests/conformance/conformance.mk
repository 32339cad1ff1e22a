# SPDX-License-Identifier: MIT
CHECKS += conformance
CONFORMANCE = $(SHARED)/conformance-next

.PHONY: check-conformance
check-conformance: $(BUILD)/assize
	@if [ -d $(CONFORMANCE) ]; then python3 tests/conformance/run.py $(BUILD)/assize $(CONFORMANCE); \
	else echo "skipped: there is no $(notdir $(SHARED))/$(notdir $(CONFORMANCE))"; fi
