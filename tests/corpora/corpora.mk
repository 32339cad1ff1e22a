# SPDX-License-Identifier: MIT
CHECKS += corpora

.PHONY: check-corpora
check-corpora: $(BUILD)/assize
	@python3 tests/corpora/run.py $(BUILD)/assize $(SHARED)/corpora
	@python3 tests/corpora/catalogues.py $(BUILD)/assize $(SHARED)/corpora
	@python3 tests/corpora/attested.py $(BUILD)/assize $(SHARED)/corpora
	@python3 tests/corpora/documents.py $(BUILD)/assize $(SHARED)/corpora
	@python3 tests/corpora/spdx.py $(BUILD)/assize $(SHARED)/corpora
