# SPDX-License-Identifier: MIT
# Policies with mistakes in them. A rerun repeats the cases: their seed is the date of the commit.
CHECKS += mistakes
MISTAKES := $(BUILD)/tests/mistakes/mistakes
PROGRAMS += $(MISTAKES)
PROGRAMS_CLANG += $(MISTAKES)
MISTAKES_SEED ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),1)
MISTAKES_COUNT ?= $(if $(SANITISE),3000,20000)
MISTAKES_POLICIES = $(FIXTURE_POLICY) policies/security_review/security_review.asz $(sort $(wildcard tests/fuzz/corpus/compile/*)) $(GOLDEN_CASES)

$(MISTAKES): $(BUILD)/tests/mistakes/mistakes.o $(BUILD)/tests/mistakes/mutate.o $(FIXTURE) $(BUILD)/libassize.a
	$(link)

.PHONY: check-mistakes fuzz-mistakes
check-mistakes: $(MISTAKES)
	@$(MISTAKES) --seed $(MISTAKES_SEED) --count $(MISTAKES_COUNT) --last $(MISTAKES).last $(MISTAKES_POLICIES) || \
	  { echo "mistakes$$(cat $(MISTAKES).last | tr -d '\0' | sed 's/^/ /') fails"; exit 1; }

# A part of `make fuzz`.
fuzz: fuzz-mistakes
fuzz-mistakes: $(MISTAKES)
	$(MISTAKES) --seed $(MISTAKES_SEED) --count 1000000 --last $(MISTAKES).last $(MISTAKES_POLICIES)
