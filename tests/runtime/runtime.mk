# SPDX-License-Identifier: MIT
# The runtime is a library of its own: a program that is linked with it, without one object of the compiler, gives the same
# verdict as the whole program does.
CHECKS += runtime
RUNTIME := $(BUILD)/tests/runtime/review
PROGRAMS += $(RUNTIME)
RUNTIME_SUBMISSION = $(SAMPLE)/invented/07-onsite-inspection.json

$(RUNTIME): $(BUILD)/tests/runtime/review.o $(BUILD)/libassize-runtime.a
	$(link)

.PHONY: check-runtime
check-runtime: all $(RUNTIME)
	@rm -rf $(BUILD)/runtime && mkdir -p $(BUILD)/runtime
	@$(BUILD)/assize build policies/security_review/security_review.asz -o $(BUILD)/runtime/policy.aszb
	@$(BUILD)/assize facts import -p $(BUILD)/runtime/policy.aszb -f $(BUILD)/runtime/whole $(RUNTIME_SUBMISSION) >$(BUILD)/runtime/log
	@$(BUILD)/assize review $(SAMPLE_ID) -p $(BUILD)/runtime/policy.aszb -f $(BUILD)/runtime/whole --on 2026-11-22 --format json \
	  >$(BUILD)/runtime/whole.json; [ $$? -eq 3 ]
	@$(RUNTIME) $(BUILD)/runtime/policy.aszb $(BUILD)/runtime/alone $(RUNTIME_SUBMISSION) $(SAMPLE_ID) 2026-11-22 >$(BUILD)/runtime/alone.json
	@cmp $(BUILD)/runtime/whole.json $(BUILD)/runtime/alone.json
	@nm $(BUILD)/libassize.a 2>&1 | grep -qE ' T (assize_parse|policy_bind|check_policy|emit_bundle)$$'
	@if nm $(BUILD)/libassize-runtime.a 2>&1 | grep -E ' [TU] (assize_parse|policy_bind|check_policy|emit_bundle)$$'; then exit 1; fi
	@echo "$$(ar t $(BUILD)/libassize-runtime.a | wc -l) objects of $$(ar t $(BUILD)/libassize.a | wc -l) review without the compiler"
