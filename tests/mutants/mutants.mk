# SPDX-License-Identifier: MIT
# Whether tests notice what is wrong: one-line changes to the engine, each of which must make a fast part of `make check` fail.
# `make mutants` tries them, some ten seconds each; MUTANTS="expired closed" tries those whose names hold such a word.
# A part of `make check` is only that each change still finds its place.
CHECKS += mutants
MUTANTS ?=
MUTANTS_TRY = python3 tests/mutants/mutants.py tests/mutants/changes.list

.PHONY: check-mutants mutants
check-mutants:
	@$(MUTANTS_TRY) --places

mutants: test-dependencies
	@$(MUTANTS_TRY) --build $(BUILD)/mutants --make "CC=$(CC)" $(MUTANTS)
