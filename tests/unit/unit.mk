# SPDX-License-Identifier: MIT
# Unit tests: each file here is one program, but for what they share.
CHECKS += unit
UNITS := $(filter-out unit opinion imported store forge,$(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c)))
PROGRAMS += $(UNITS:%=$(BUILD)/tests/unit/%)
PROGRAMS_CLANG += $(UNITS:%=$(BUILD)/tests/unit/%)
PROGRAMS_GCC += $(UNITS:%=$(BUILD)/tests/unit/%)

$(UNITS:%=$(BUILD)/tests/unit/%): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/unit.o $(BUILD)/tests/unit/opinion.o $(BUILD)/tests/unit/imported.o $(BUILD)/tests/unit/store.o $(BUILD)/tests/unit/forge.o $(FIXTURE) $(BUILD)/libassize.a
	$(link) -lcmocka -ljansson

.PHONY: check-unit
check-unit: $(UNITS:%=$(BUILD)/tests/unit/%)
	@sh tests/unit/run.sh $^
