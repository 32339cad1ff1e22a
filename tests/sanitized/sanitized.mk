# SPDX-License-Identifier: MIT
# Everything once more, by clang without a warning, with the sanitizers of addresses, of leaks and of undefined behaviour; and what
# tests most in little time by GCC, whose sanitizers see other things.
CHECKS += sanitized
SANITIZED := $(BUILD)/sanitized
SANITIZED_PARTS := unit fuzz golden conformance mistakes surroundings
SANITIZED_PARTS_GCC := unit golden
# As whoever builds with them by hand would: what is found ends the program by an option, and more is compiled that may be warned of.
SANITISERS_GCC := $(filter-out -fno-sanitize-recover=all,$(SANITISERS))
export UBSAN_OPTIONS ?= halt_on_error=1:print_stacktrace=1
export ASAN_OPTIONS ?= detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1

# The parts of $(3), built by $(2) in the folder $(1) with $(4).
define run_sanitized
	@$(MAKE) --no-print-directory $(BOTH_CORES) BUILD=$(1) CC=$(2) OPTIMISE=-O1 SANITISE="$(4)" all
	@for part in $(filter $(3),$(CHECKS)); do \
	  ASSIZE_SLOWDOWN=20 $(MAKE) --no-print-directory $(BOTH_CORES) BUILD=$(1) CC=$(2) OPTIMISE=-O1 SANITISE="$(4)" check-$$part \
	    > $(1)/check-$$part.log 2>&1 || { cat $(1)/check-$$part.log; echo "with the sanitizers of $(2), $$part fails"; exit 1; }; \
	  echo "$(2), $$part: $$(tail -n 1 $(1)/check-$$part.log)"; done
endef

.PHONY: check-sanitized
check-sanitized:
	$(call run_sanitized,$(SANITIZED),clang,$(SANITIZED_PARTS),$(SANITISERS))
	$(call run_sanitized,$(SANITIZED)-gcc,gcc,$(SANITIZED_PARTS_GCC),$(SANITISERS_GCC))
	@echo "with sanitizers: $(filter $(SANITIZED_PARTS),$(CHECKS)); by GCC $(filter $(SANITIZED_PARTS_GCC),$(CHECKS))"
