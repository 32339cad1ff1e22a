# SPDX-License-Identifier: MIT
# Verdicts in other forms than text and JSON: hostile names in every place; and pages as browsers, a validator of HTML and a checker of
# accessibility see them, which are Debian's and npm's (package-lock.json has their versions).
CHECKS += pages
TEST_PACKAGES += chromium-headless-shell fonts-noto-cjk $(if $(shell command -v npm),,nodejs npm) $(if $(shell command -v java),,default-jre-headless)
PAGES := $(BUILD)/pages
PAGES_NEED := node npm java chromium-headless-shell

.PHONY: check-pages
check-pages: $(BUILD)/assize
	@mkdir -p $(PAGES)
	@rm -rf $(PAGES)/facts && $(BUILD)/assize build policies/security_review/security_review.asz -o $(PAGES)/p.aszb 2> $(PAGES)/log
	@$(BUILD)/assize facts import -p $(PAGES)/p.aszb -f $(PAGES)/facts $(SAMPLE)/invented/*.json > $(PAGES)/log
	@$(BUILD)/assize facts import -p $(PAGES)/p.aszb -f $(PAGES)/facts --trust $(SAMPLE)/signed/keys $(SAMPLE)/signed/*.json > $(PAGES)/log
	@$(BUILD)/assize review $(SAMPLE_ID) -p $(PAGES)/p.aszb -f $(PAGES)/facts --on 2026-11-22 --format html -o $(PAGES)/sample.html || [ $$? -eq 3 -o $$? -eq 1 ]
	@$(BUILD)/assize profile diff policies/security_review/security_review.asz $(patsubst %,--profile policies/%.asz,energy/energy finance/finance) \
	  --format html > $(PAGES)/differences.html
	@for day in 2026-11-22 2027-03-22; do $(BUILD)/assize review $(SAMPLE_ID) -p $(PAGES)/p.aszb -f $(PAGES)/facts --on $$day --format json -o $(PAGES)/$$day.json || [ $$? -eq 3 -o $$? -eq 1 ]; done
	@$(BUILD)/assize report diff $(PAGES)/2026-11-22.json $(PAGES)/2027-03-22.json --format html -o $(PAGES)/verdicts.html || [ $$? -eq 1 ]
	@python3 tests/pages/pages.py $(BUILD)/assize $(SHARED) $(PAGES)/hostile.html $(PAGES)/sample.html
	@sh tests/pages/browse.sh $(PAGES) $(PAGES_NEED)
