# SPDX-License-Identifier: MIT
# Everything once more, by clang without a warning, with the sanitizers of addresses, of leaks and of undefined behaviour.
CHECKS += sanitized
SANITIZED := $(BUILD)/sanitized
SANITIZED_BUILD = BUILD=$(SANITIZED) CC=clang OPTIMISE=-O1 SANITISE="$(SANITISERS)"
SANITIZED_PARTS := unit fuzz golden conformance mistakes
export ASAN_OPTIONS ?= detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1

.PHONY: check-sanitized
check-sanitized:
	@$(MAKE) --no-print-directory $(SANITIZED_BUILD) all
	@for part in $(filter $(SANITIZED_PARTS),$(CHECKS)); do \
	  ASSIZE_SLOWDOWN=20 $(MAKE) --no-print-directory $(SANITIZED_BUILD) check-$$part > $(SANITIZED)/check-$$part.log 2>&1 || \
	    { cat $(SANITIZED)/check-$$part.log; echo "with sanitizers, $$part fails"; exit 1; }; \
	  echo "$$part: $$(tail -n 1 $(SANITIZED)/check-$$part.log)"; done
	@echo "with sanitizers: $(filter $(SANITIZED_PARTS),$(CHECKS))"
