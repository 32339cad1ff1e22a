# SPDX-License-Identifier: MIT
# kill -9 at random moments of imports, of what changes the register, and of compaction.
CHECKS += kill

.PHONY: check-kill
check-kill: $(BUILD)/assize
	python3 tests/kill/kill.py $(BUILD)/assize 200
	@python3 tests/kill/register.py $(BUILD)/assize 200
	@python3 tests/kill/compact.py $(BUILD)/assize 40
