# SPDX-License-Identifier: MIT
# All tests. Each part has a folder here; a part NAME with a file NAME/NAME.mk adds `CHECKS += NAME` and its target
# check-NAME. `make check` installs what tests need, builds, runs every part and prints a line for each.

# Two builds with sanitizers, which several parts share. Clang's ends a program at the first thing that it finds; GCC's is as whoever
# builds with them by hand would: an option ends the program, and more is compiled that may be warned of. It can make memory fail.
SANITISERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DASSIZE_POISON -DASSIZE_DEBUG
SANITIZED := $(BUILD)/sanitized
SANITIZED_GCC := $(BUILD)/sanitized-gcc
CLANG_BUILD = BUILD=$(SANITIZED) CC=clang OPTIMISE=-O1 SANITISE="$(SANITISERS)"
GCC_BUILD = BUILD=$(SANITIZED_GCC) CC=gcc DEFINES=-DASSIZE_FAULTS OPTIMISE=-O1 SANITISE="$(filter-out -fno-sanitize-recover=all,$(SANITISERS))"
export UBSAN_OPTIONS ?= halt_on_error=1:print_stacktrace=1
export ASAN_OPTIONS ?= detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1

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

.PHONY: check $(CHECKS:%=check-%)
check: test-dependencies
	@$(MAKE) --no-print-directory -j2 all
	@status=0; began=$$(date +%s); \
	for part in $(CHECKS); do \
	  start=$$(date +%s); \
	  if $(MAKE) --no-print-directory -j2 check-$$part > $(BUILD)/check-$$part.log 2>&1; then result=passed; else result=FAILED; status=1; fi; \
	  printf '%-14s %-7s %4d s  %s\n' $$part $$result $$(( $$(date +%s) - start )) "$$(tail -n 1 $(BUILD)/check-$$part.log)"; \
	  [ $$result = passed ] || { sed 's/^/    /' $(BUILD)/check-$$part.log | tail -n 60; }; \
	done; \
	echo "all parts: $$(( $$(date +%s) - began )) s"; exit $$status
