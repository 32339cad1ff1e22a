# SPDX-License-Identifier: MIT
# Where facts stand in what was submitted: what explanations and findings say is looked for there.
CHECKS += places

.PHONY: check-places
check-places: $(BUILD)/assize
	@python3 tests/places/places.py $(BUILD)/assize
