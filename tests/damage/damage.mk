# SPDX-License-Identifier: MIT
# Mutators of what is stored, under sanitizers: images whose digests fit, and the bytes of the data file. The seed is the commit's
# date, so that a rerun repeats it; `make fuzz` runs more of both. A case: build/sanitized/tests/damage/images FOLDER --seed N --only N.
CHECKS += damage
DAMAGE_SEED ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1)
DAMAGE_IMAGES ?= 20000
DAMAGE_PAGES ?= 4000
PROGRAMS_CLANG += $(BUILD)/tests/damage/images $(BUILD)/tests/damage/pages

$(BUILD)/tests/damage/images: $(BUILD)/tests/damage/images.o $(BUILD)/tests/damage/spots.o $(BUILD)/tests/damage/damage.o $(BUILD)/tests/fixture/fixture.o $(BUILD)/libassize.a
	$(link)
$(BUILD)/tests/damage/pages: $(BUILD)/tests/damage/pages.o $(BUILD)/tests/damage/damage.o $(BUILD)/libassize.a
	$(link)

.PHONY: check-damage fuzz-damage run-damage
check-damage:
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(CLANG_BUILD) $(SANITIZED)/tests/damage/images $(SANITIZED)/tests/damage/pages
	@$(MAKE) --no-print-directory run-damage

# In memory, where there is such a folder: nothing of it is to last.
run-damage:
	@place=$$(mktemp -d -p $$([ -w /dev/shm ] && echo /dev/shm || echo $(SANITIZED))) && mkdir $$place/images $$place/pages && \
	{ $(SANITIZED)/tests/damage/images $$place/images --seed $(DAMAGE_SEED) --cases $(DAMAGE_IMAGES) > $(SANITIZED)/images.log 2>&1 & }; \
	status=0; $(SANITIZED)/tests/damage/pages $$place/pages --seed $(DAMAGE_SEED) --cases $(DAMAGE_PAGES) || status=1; \
	wait $$! || status=1; cat $(SANITIZED)/images.log; rm -rf $$place; exit $$status

# A part of `make fuzz`.
fuzz: fuzz-damage
fuzz-damage:
	@$(MAKE) --no-print-directory check-damage DAMAGE_IMAGES=1000000 DAMAGE_PAGES=200000
