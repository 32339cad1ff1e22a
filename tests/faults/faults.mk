# SPDX-License-Identifier: MIT
# Faults that an attack has found, each by the inputs that showed it: rows as those of tests/field.
CHECKS += faults

.PHONY: check-faults
check-faults: $(BUILD)/assize
	@python3 tests/field/run.py $(BUILD)/assize $(SHARED)/faults tests/faults/rows.txt
