# SPDX-License-Identifier: MIT
# The machine against the second evaluator, on random policies and facts, and on the cases that were found so.
# Random profiles must never loosen, and what they may not do must be refused. RANDOM_SHARE=10 takes a tenth of the pairs.
# Of the pairs on which both evaluators must agree four of five have profiles: more than 20,000, and in `make fuzz` a million.
CHECKS += random
RANDOM_SHARE ?= 1
RANDOM_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/random/*.c))
RANDOM := $(BUILD)/tests/random/differential
PROGRAMS += $(RANDOM)
# Cases whose results follow from the text: the second evaluator is held to them too, where they are.
RANDOM_CASES = $(wildcard $(SHARED)/conformance-next/*/*.json)

$(RANDOM): $(RANDOM_OBJECTS) $(BUILD)/libassize.a
	$(link) -lm

.PHONY: check-random fuzz-random
check-random: $(RANDOM)
	@others() { $(RANDOM) $(sort $(wildcard tests/random/cases/*.asz)) && $(RANDOM) --conformance $(RANDOM_CASES) && \
	  $(RANDOM) --settle --count $$((3000 / $(RANDOM_SHARE))) && $(RANDOM) --tighten --count $$((3000 / $(RANDOM_SHARE))) && \
	  $(RANDOM) --stored --count $$((300 / $(RANDOM_SHARE))) && $(RANDOM) --later --count $$((3000 / $(RANDOM_SHARE))) && \
	  $(RANDOM) --guarantee --count $$((1500 / $(RANDOM_SHARE))) && $(RANDOM) --illegal --count $$((1000 / $(RANDOM_SHARE))); }; \
	others > $(BUILD)/random.log 2>&1 & status=0; $(RANDOM) --count $$((25200 / $(RANDOM_SHARE))) > $(BUILD)/agree.log 2>&1 || status=1; \
	wait $$! || status=1; cat $(BUILD)/random.log $(BUILD)/agree.log; exit $$status

# A part of `make fuzz`.
fuzz: fuzz-random
fuzz-random: $(RANDOM)
	$(RANDOM) --seed 1000000 --count 1260000
	$(RANDOM) --settle --seed 9000000 --count 100000
	$(RANDOM) --tighten --seed 20000000 --count 100000
	$(RANDOM) --stored --seed 30000000 --count 20000
	$(RANDOM) --later --seed 40000000 --count 100000
	$(RANDOM) --guarantee --seed 50000000 --count 100000
	$(RANDOM) --illegal --seed 60000000 --count 50000
