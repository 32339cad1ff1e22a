# SPDX-License-Identifier: MIT
# All tests. Each part has a folder here; a part NAME with a file NAME/NAME.mk adds `CHECKS += NAME`, its target check-NAME,
# and the programs that it needs, such as `PROGRAMS += …`. `make check` installs what tests need, builds, runs every part and prints a line for each.

# Two builds with sanitizers, which several parts share. Clang's ends a program at the first thing that it finds; GCC's is as whoever
# builds with them by hand would: an option ends the program, and more is compiled that may be warned of. It can make memory fail.
# Thousands of short processes run there: without half a million places to relocate each starts in two thirds of the time.
SANITISERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -fno-pie -DASSIZE_POISON -DASSIZE_DEBUG
SANITIZED := $(BUILD)/sanitized
SANITIZED_GCC := $(BUILD)/sanitized-gcc
CLANG_BUILD = BUILD=$(SANITIZED) CC=clang OPTIMISE=-O1 LDFLAGS="$(LDFLAGS) -no-pie" SANITISE="$(SANITISERS)"
GCC_BUILD = BUILD=$(SANITIZED_GCC) CC=gcc DEFINES=-DASSIZE_FAULTS OPTIMISE=-O1 LDFLAGS="$(LDFLAGS) -no-pie" SANITISE="$(filter-out -fno-sanitize-recover=all,$(SANITISERS))"
export UBSAN_OPTIONS ?= halt_on_error=1:print_stacktrace=1
export ASAN_OPTIONS ?= detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1

# Programs of tests, by whom they are built.
PROGRAMS :=
PROGRAMS_CLANG :=
PROGRAMS_GCC :=
CHECKS :=
link = $(call quietly,LINK $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(LDLIBS)
include $(sort $(wildcard tests/*/*.mk))

$(BUILD)/tests/%.o: tests/%.c | $(BUILD)/gen/parser.h
	@mkdir -p $(@D)
	$(call quietly,CC $@)$(CC) $(CPPFLAGS) -Itests $(CFLAGS) $(WARNINGS) $(DEPENDS) -c -o $@ $<

-include $(patsubst %.c,$(BUILD)/%.d,$(wildcard tests/*/*.c))

# Parts build on both cores; where they are built in parallel already, by those that they are given.
BOTH_CORES = $(if $(filter -j%,$(MAKEFLAGS)),,-j2)

SHARED := $(abspath $(or $(ASSIZE_SHARED),../shared))
export ASSIZE_SHARED := $(SHARED)

# What the parts run is built before the first of them: by the compiler as it is, and with the sanitizers of both: no two parts
# that run beside each other build the same then.
.PHONY: programs programs-clang programs-gcc check-programs
programs: all $(PROGRAMS)
programs-clang: all $(PROGRAMS_CLANG)
programs-gcc: all $(PROGRAMS_GCC)
check-programs:
	@$(MAKE) --no-print-directory $(BOTH_CORES) programs
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(CLANG_BUILD) programs-clang
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(GCC_BUILD) programs-gcc
	@echo "$(words $(PROGRAMS) $(PROGRAMS_CLANG) $(PROGRAMS_GCC)) programs of tests"

# Two parts run at a time, those that take longest first, so that no long one is left to the end. Which part ends when hangs on the
# machine: each has a log of its own, and its line is printed when it ends.
LONGEST := sanitized lint random mutate fault growth register needle damage fuzz versions
RUNS := $(foreach part,$(filter $(CHECKS),$(LONGEST)) $(filter-out $(LONGEST),$(CHECKS)),run-part-$(part))

.PHONY: check $(CHECKS:%=check-%) $(RUNS) run-part-programs
check: test-dependencies
	@began=$$(date +%s); status=0; \
	$(MAKE) --no-print-directory run-part-programs && $(MAKE) -k --no-print-directory $(BOTH_CORES) $(RUNS) || status=1; \
	echo "all parts: $$(( $$(date +%s) - began )) s"; exit $$status

# The part's line, and the end of its log if it fails, at once: another one may be about to print its own.
run-part-programs $(RUNS): run-part-%:
	@mkdir -p $(BUILD); log=$(BUILD)/check-$*.log; start=$$(date +%s); \
	$(MAKE) --no-print-directory check-$* > $$log 2>&1 && result=passed || result=FAILED; \
	{ printf '%-14s %-7s %4d s  %s\n' $* $$result $$(( $$(date +%s) - start )) "$$(tail -n 1 $$log)"; \
	[ $$result = passed ] || tail -n 60 $$log | sed 's/^/    /'; } > $$log.line; cat $$log.line; [ $$result = passed ]
