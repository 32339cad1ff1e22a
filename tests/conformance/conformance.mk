# SPDX-License-Identifier: MIT
CHECKS += conformance

.PHONY: check-conformance
check-conformance: $(BUILD)/assize
	@if [ -d $(SHARED)/conformance ]; then python3 tests/conformance/run.py $(BUILD)/assize $(SHARED)/conformance; \
	else echo "skipped: there is no $(notdir $(SHARED))/conformance"; fi
