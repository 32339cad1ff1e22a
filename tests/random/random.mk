# SPDX-License-Identifier: MIT
# The machine against the second evaluator, on random policies and facts.
CHECKS += random
RANDOM_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/random/*.c))
RANDOM := $(BUILD)/tests/random/differential

$(RANDOM): $(RANDOM_OBJECTS) $(BUILD)/libassize.a
	$(link)

.PHONY: check-random fuzz-random
check-random: $(RANDOM)
	$(RANDOM) --count 3000 --seed 100000 --settle
	$(RANDOM) --count 20000

fuzz-random: $(RANDOM)
	$(RANDOM) --count 1000000 --seed 1000000
	$(RANDOM) --count 100000 --seed 9000000 --settle
