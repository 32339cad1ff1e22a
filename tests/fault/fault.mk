# SPDX-License-Identifier: MIT
# Faults: allocations of our own (with sanitizers), all allocations of the process, and writes.
CHECKS += fault
PROGRAMS += $(BUILD)/tests/fault/every
PROGRAMS_GCC += $(BUILD)/tests/fault/own
FAULT_SOURCES := tests/fault/fault.c tests/fault/interpose.c

$(BUILD)/tests/fault/own: $(FAULT_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/libassize.a
	$(link)

$(BUILD)/tests/fault/every: $(FAULT_SOURCES) tests/fault/interpose.h $(BUILD)/libassize.a
	@mkdir -p $(@D)
	$(call quietly,LINK $@)$(CC) $(CPPFLAGS) -DEVERY_ALLOCATION $(CFLAGS) -fno-builtin $(WARNINGS) -Wno-missing-prototypes \
	  -o $@ $(FAULT_SOURCES) $(BUILD)/libassize.a $(LDLIBS)

.PHONY: check-fault
check-fault: $(BUILD)/tests/fault/every
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(GCC_BUILD) $(SANITIZED_GCC)/tests/fault/own
	@$(BUILD)/tests/fault/every > $(SANITIZED_GCC)/every.log 2>&1 & status=0; $(SANITIZED_GCC)/tests/fault/own || status=1; \
	wait $$! || status=1; cat $(SANITIZED_GCC)/every.log; exit $$status
