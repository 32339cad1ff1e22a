# SPDX-License-Identifier: MIT
# Fuzzing. `make check-fuzz` replays what the corpora hold and the seeds that the program makes, and some thousands of them changed,
# by the time of the commit, so that a rerun repeats them (most with sanitizers); `make fuzz` runs each target under libFuzzer for
# FUZZ_SECONDS and keeps what it finds in build/fuzz/corpus.
CHECKS += fuzz
FUZZ_PROGRAMS := parse compile question bundle submissions documents paths image pattern notation match
# One program reads documents of all formats; each has a target with inputs of its own.
FUZZ_DOCUMENTS := spdx spdx3 openvex csaf sarif scorecard provenance csv
FUZZ_TARGETS := $(FUZZ_PROGRAMS) $(FUZZ_DOCUMENTS)
fuzz_program = $(if $(filter $(1),$(FUZZ_DOCUMENTS)),documents,$(1))
FUZZ := $(BUILD)/tests/fuzz
FUZZ_SECONDS ?= 600
FUZZ_CHANGED ?= 20000
FUZZ_CHANGED_SLOW ?= $(if $(SANITISE),2000,20000) # of those that make images and review
FUZZ_CHANGED_PATHS ?= $(if $(SANITISE),300,3000) # of those that compile a policy each
FUZZ_SLOW := bundle submissions documents image match
fuzz_changed = $(strip $(if $(filter $(1),$(FUZZ_SLOW) $(FUZZ_DOCUMENTS)),$(FUZZ_CHANGED_SLOW),$(if $(filter $(1),paths),$(FUZZ_CHANGED_PATHS),$(FUZZ_CHANGED))))
FUZZ_SEED ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),1)
FUZZ_SEEDS = $(FIXTURE_POLICY) $(sort $(wildcard tests/fuzz/corpus/compile/*))
FIXTURE_POLICY := tests/fixture/fixture.asz
PROGRAMS += $(FUZZ_PROGRAMS:%=$(FUZZ)/%) $(FUZZ)/made
PROGRAMS_CLANG += $(FUZZ_PROGRAMS:%=$(FUZZ)/%) $(FUZZ)/made

$(FUZZ_PROGRAMS:%=$(FUZZ)/%): $(FUZZ)/%: $(FUZZ)/%.o $(FUZZ)/importing.o $(FUZZ)/target.o $(FUZZ)/replay.o $(FIXTURE) $(BUILD)/libassize.a
	$(link)
# Under libFuzzer, its main.
$(FUZZ_PROGRAMS:%=$(FUZZ)/%.fuzzer): $(FUZZ)/%.fuzzer: $(FUZZ)/%.o $(FUZZ)/importing.o $(FUZZ)/target.o $(FIXTURE) $(BUILD)/libassize.a
	$(link) -fsanitize=fuzzer
$(FUZZ)/bundle.fuzzer $(FUZZ)/image.fuzzer: $(FUZZ)/numbers.o
$(FUZZ)/seeds: $(FUZZ)/seeds.o $(FIXTURE) $(BUILD)/libassize.a
	$(link)

# Inputs that only the program can make.
$(FUZZ)/made: $(FUZZ)/seeds $(FUZZ_SEEDS)
	@mkdir -p $@/bundle $@/image
	$(FUZZ)/seeds $@ $(FUZZ_SEEDS)
	@touch $@

# The words of the language, for libFuzzer.
$(FUZZ)/words: grammar/keywords.def
	@mkdir -p $(@D)
	sed -n 's/^[A-Z_]*([A-Z_]*, \("[^"]*"\).*/\1/p; s/^KEYWORD([A-Z_]*, "[^"]*", \("[^"]*"\).*/\1/p' $< > $@

.PHONY: check-fuzz fuzz fuzz-build fuzz-replay
check-fuzz: $(FUZZ_PROGRAMS:%=$(FUZZ)/%) $(FUZZ)/made
	@printf '%s\n' $(FUZZ_TARGETS) | xargs -P 2 -I {} $(MAKE) --no-print-directory fuzz-replay TARGET={}
	@echo "$(words $(FUZZ_TARGETS)) targets come back from all their inputs, and from thousands of changed ones each"

# The inputs of one TARGET.
fuzz-replay:
	@$(FUZZ)/$(call fuzz_program,$(TARGET)) $$(ls -d tests/fuzz/corpus/$(TARGET) $(FUZZ)/made/$(TARGET) 2>/dev/null) --seed $(FUZZ_SEED) \
	  --changed $(call fuzz_changed,$(TARGET)) --last $(FUZZ)/$(TARGET).last \
	  > $(FUZZ)/$(TARGET).log 2>&1; status=$$?; sed 's/^/$(TARGET): /' $(FUZZ)/$(TARGET).log; \
	[ $$status = 0 ] || { echo "$(TARGET) does not come back from $(FUZZ)/$(TARGET).last"; exit 1; }

fuzz-build: $(FUZZ_PROGRAMS:%=$(FUZZ)/%.fuzzer) $(FUZZ)/made $(FUZZ)/words

FUZZ_BUILD := BUILD=$(BUILD)/fuzz CC=clang OPTIMISE=-O1 SANITISE="$(SANITISERS) -fsanitize=fuzzer-no-link"
fuzz:
	@$(MAKE) --no-print-directory $(FUZZ_BUILD) fuzz-build
	@for target in $(FUZZ_TARGETS); do $(MAKE) --no-print-directory fuzz-$$target || exit 1; done

# One target: make fuzz-compile FUZZ_SECONDS=60
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%:
	@$(MAKE) --no-print-directory $(FUZZ_BUILD) fuzz-build
	@mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/crashes
	$(BUILD)/fuzz/tests/fuzz/$(call fuzz_program,$*).fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
	  -dict=$(BUILD)/fuzz/tests/fuzz/words -artifact_prefix=$(BUILD)/fuzz/crashes/$*- -print_final_stats=1 \
	  $(BUILD)/fuzz/corpus/$* $$(ls -d tests/fuzz/corpus/$* $(BUILD)/fuzz/tests/fuzz/made/$* 2>/dev/null)
.PHONY: $(FUZZ_TARGETS:%=fuzz-%)
