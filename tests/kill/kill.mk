# SPDX-License-Identifier: MIT
# kill -9 at random moments of imports.
CHECKS += kill

.PHONY: check-kill
check-kill: $(BUILD)/assize
	python3 tests/kill/kill.py $(BUILD)/assize 200
