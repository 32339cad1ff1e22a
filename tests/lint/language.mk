# SPDX-License-Identifier: MIT
CHECKS += language

.PHONY: check-language
check-language: $(BUILD)/assize
	python3 tests/lint/phrases.py
	@python3 tests/lint/promises.py $(GOLDEN_CASES)
	python3 tests/lint/language.py $(BUILD)/assize
