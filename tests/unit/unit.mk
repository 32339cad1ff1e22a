# SPDX-License-Identifier: MIT
# Unit tests: each file here is one program, but for what they share.
CHECKS += unit
UNITS := $(filter-out unit compiled opinion imported store forge,$(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c)))
PROGRAMS += $(UNITS:%=$(BUILD)/tests/unit/%)
PROGRAMS_CLANG += $(UNITS:%=$(BUILD)/tests/unit/%)
PROGRAMS_GCC += $(UNITS:%=$(BUILD)/tests/unit/%)

$(UNITS:%=$(BUILD)/tests/unit/%): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/unit.o $(BUILD)/tests/unit/compiled.o $(BUILD)/tests/unit/opinion.o $(BUILD)/tests/unit/imported.o $(BUILD)/tests/unit/store.o $(BUILD)/tests/unit/forge.o $(FIXTURE) $(BUILD)/libassize.a
	$(link) -lcmocka -ljansson

.PHONY: check-unit
check-unit: $(UNITS:%=$(BUILD)/tests/unit/%)
	@sh tests/unit/run.sh $^

# A part of `make fuzz`: what threads share, under the sanitizer that finds races.
RACES := $(BUILD)/races/tests/unit/threads $(BUILD)/races/tests/unit/variants
.PHONY: fuzz-races
fuzz: fuzz-races
fuzz-races:
	@$(MAKE) --no-print-directory $(BOTH_CORES) BUILD=$(BUILD)/races CC=clang OPTIMISE=-O1 SANITISE="-fsanitize=thread -DASSIZE_DEBUG" $(RACES)
	@sh tests/unit/run.sh $(RACES)
