# SPDX-License-Identifier: MIT
# Bundles that were changed field by field, with sanitizers: none may fault. The seed is the time of the commit, so that a rerun
# repeats it. One case: build/sanitized/tests/mutate/mutate FOLDER --seed N --from N --cases 1
CHECKS += mutate
PROGRAMS_CLANG += $(BUILD)/tests/mutate/mutate
MUTATE_SEED ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1)
MUTATE_CASES ?= 100000
MUTATE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/mutate/*.c))

$(BUILD)/tests/mutate/mutate: $(MUTATE_OBJECTS) $(BUILD)/libassize.a
	$(link)

.PHONY: check-mutate mutate-run fuzz-mutate
check-mutate:
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(CLANG_BUILD) $(SANITIZED)/tests/mutate/mutate
	@$(MAKE) --no-print-directory mutate-run

# Two processes, each with half of the cases.
mutate-run:
	@half=$$(($(MUTATE_CASES) / 2)); status=0; rm -rf $(SANITIZED)/facts; mkdir -p $(SANITIZED)/facts/0 $(SANITIZED)/facts/1; \
	run() { $(SANITIZED)/tests/mutate/mutate $(SANITIZED)/facts/$$1 --seed $(MUTATE_SEED) --from $$(($$1 * half)) --cases $$half; }; \
	run 0 > $(SANITIZED)/first.log 2>&1 & \
	run 1 || status=1; wait $$! || status=1; tail -n 20 $(SANITIZED)/first.log; exit $$status

# A part of `make fuzz`.
fuzz: fuzz-mutate
fuzz-mutate:
	@$(MAKE) --no-print-directory check-mutate MUTATE_CASES=5000000
