# SPDX-License-Identifier: MIT
# A row of a table for which there is no code does not compile, or does not link.
CHECKS += tables

.PHONY: check-tables
check-tables: all
	@python3 tests/tables/run.py $(BUILD) $(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS)
