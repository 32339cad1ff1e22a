# SPDX-License-Identifier: MIT
# What people met in the field: each row of the README that collects it, by the inputs that lie beside it.
CHECKS += field

.PHONY: check-field
check-field: $(BUILD)/assize
	@python3 tests/field/run.py $(BUILD)/assize $(SHARED)/field tests/field/rows.txt
