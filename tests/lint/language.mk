# SPDX-License-Identifier: MIT
CHECKS += language

.PHONY: check-language
check-language: $(BUILD)/assize
	python3 tests/lint/phrases.py
	python3 tests/lint/language.py $(BUILD)/assize
