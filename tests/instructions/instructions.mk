# SPDX-License-Identifier: MIT
# A gate for speed that does not hang on the machine: instructions of eight small workloads, beside those on record. They are
# recorded anew on purpose only, by `make instructions-record`; the commit says why.
CHECKS += instructions
INSTRUCTIONS = python3 tests/instructions/run.py --build $(BUILD) --compiler "$(CC)" --flags "$(OPTIMISE) $(SANITISE) $(DEFINES)"

.PHONY: check-instructions instructions-record
check-instructions: $(BUILD)/assize
	@$(INSTRUCTIONS)

instructions-record: test-dependencies $(BUILD)/assize
	@$(INSTRUCTIONS) --record
