# SPDX-License-Identifier: MIT
# Everything once more, by clang without a warning, with the sanitizers of addresses, of leaks and of undefined behaviour; and what
# tests most in little time by GCC, whose sanitizers see other things.
CHECKS += sanitized
SANITIZED_PARTS := unit fuzz golden conformance mistakes surroundings
SANITIZED_PARTS_GCC := unit golden

# `+`: make looks for itself in a recipe as it is written; without it these would build one file at a time.
# The parts of $(3), in the build $(2) of the compiler $(1), whose folder is $(4).
define run_sanitized
	+@$(MAKE) --no-print-directory $(BOTH_CORES) $(2) all
	+@for part in $(filter $(3),$(CHECKS)); do start=$$(date +%s); \
	  ASSIZE_SLOWDOWN=20 $(MAKE) --no-print-directory $(BOTH_CORES) $(2) check-$$part \
	    > $(4)/check-$$part.log 2>&1 || { cat $(4)/check-$$part.log; echo "with the sanitizers of $(1), $$part fails"; exit 1; }; \
	  echo "$(1), $$part, $$(( $$(date +%s) - start )) s: $$(tail -n 1 $(4)/check-$$part.log)"; done
endef

.PHONY: check-sanitized
check-sanitized:
	$(call run_sanitized,clang,$(CLANG_BUILD),$(SANITIZED_PARTS),$(SANITIZED))
	$(call run_sanitized,gcc,$(GCC_BUILD),$(SANITIZED_PARTS_GCC),$(SANITIZED_GCC))
	@echo "with sanitizers: $(filter $(SANITIZED_PARTS),$(CHECKS)); by GCC $(filter $(SANITIZED_PARTS_GCC),$(CHECKS))"
