# SPDX-License-Identifier: MIT
# Every word of the language where a name may stand.
CHECKS += words

.PHONY: check-words
check-words: $(BUILD)/assize
	@python3 tests/words/words.py $(BUILD)/assize
