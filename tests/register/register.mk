# SPDX-License-Identifier: MIT
# Verdicts of a random register are made again, to the byte, by the program that made them, by one that another compiler built, and by a
# later version, whose tables have a row more. Other policies and facts each day that the repository changes. And what may be bought,
# by a table of states, days and buyers; and who sees what, by one of commands and audiences.
CHECKS += register
REGISTER_SEED ?= $(shell git log -1 --format=%cd --date=format:%y%j 2>/dev/null || echo 1)
REGISTER_VERDICTS ?= 1000
LATER := $(BUILD)/later

# Where no source changed it is what it was.
$(LATER)/.copied: $(SOURCES) $(GENERATORS) $(TOOL_SOURCES) $(wildcard engine/*.def engine/*/*.def engine/*/*.h stdlib/*.def stdlib/std/*) tests/register/later.py
	@python3 tests/register/later.py $(LATER) && touch $@

.PHONY: check-register
check-register: $(BUILD)/assize $(LATER)/.copied
	@$(MAKE) --no-print-directory $(CLANG_BUILD) $(SANITIZED)/assize
	@$(MAKE) --no-print-directory -C $(LATER) BUILD=build CC="$(CC)" OPTIMISE=-O1 build/assize
	@python3 tests/register/procure.py $(BUILD)/assize
	@python3 tests/register/audience.py $(BUILD)/assize
	@python3 tests/register/again.py $(REGISTER_SEED) $(REGISTER_VERDICTS) $(BUILD)/assize $(SANITIZED)/assize $(LATER)/build/assize
