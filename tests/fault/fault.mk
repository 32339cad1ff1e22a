# SPDX-License-Identifier: MIT
# Faults: allocations of our own (with sanitizers), all allocations of the process, and writes.
CHECKS += fault
FAULT_SOURCES := tests/fault/fault.c tests/fault/interpose.c
FAULT_BUILD := BUILD=$(BUILD)/faults DEFINES=-DASSIZE_FAULTS OPTIMISE=-O1 SANITISE="$(SANITISERS)"

$(BUILD)/tests/fault/own: $(FAULT_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/libassize.a
	$(link)

$(BUILD)/tests/fault/every: $(FAULT_SOURCES) tests/fault/interpose.h $(BUILD)/libassize.a
	@mkdir -p $(@D)
	$(call quietly,LINK $@)$(CC) $(CPPFLAGS) -DEVERY_ALLOCATION $(CFLAGS) -fno-builtin $(WARNINGS) -Wno-missing-prototypes \
	  -o $@ $(FAULT_SOURCES) $(BUILD)/libassize.a $(LDLIBS)

.PHONY: check-fault
check-fault: $(BUILD)/tests/fault/every
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(FAULT_BUILD) $(BUILD)/faults/tests/fault/own
	@$(BUILD)/tests/fault/every > $(BUILD)/faults/every.log 2>&1 & status=0; $(BUILD)/faults/tests/fault/own || status=1; \
	wait $$! || status=1; cat $(BUILD)/faults/every.log; exit $$status
