# SPDX-License-Identifier: MIT
# What no test runs: layout, structure, records without holes, and what three analysers say. clang-tidy takes its time: what it
# has found to be fine is looked at again only when the file or a header of it changes.
CHECKS += lint
LINT_SOURCES := $(sort $(GENERATORS) $(SOURCES) $(wildcard tests/*/*.c))
LINT_FLAGS = -std=c17 $(CPPFLAGS) -Itests
# Tests are not analysed, only looked at: they stop where an assertion does not hold, which the analyser does not know.
# A tenth of the steps that the analyser takes in a function by itself: all of them take ten times as long (TIDY_NODES=225000).
TIDY_NODES ?= 20000
TIDY_FLAGS = -Xclang -analyzer-config -Xclang max-nodes=$(TIDY_NODES)
TIDY := $(LINT_SOURCES:%.c=$(BUILD)/lint/%.tidy)

$(BUILD)/lint/%.tidy: %.c .clang-tidy | $(BUILD)/gen/parser.h $(BUILD)/gen/scanner.c $(BUILD)/gen/fingerprint.h
	@mkdir -p $(@D)
	$(call quietly,TIDY $<)clang-tidy --quiet $(if $(filter tests/%,$<),--checks=-clang-analyzer-*) $< -- $(LINT_FLAGS) $(TIDY_FLAGS) 2>$@.log || { cat $@.log; exit 1; }
	@$(CC) $(LINT_FLAGS) -MM -MP -MT $@ -MF $(@:.tidy=.d) $< && touch $@
-include $(TIDY:.tidy=.d)

.PHONY: check-lint lint-tidy lint-layout lint-cppcheck lint-records lint-generated lint-structure
check-lint: lint-layout lint-cppcheck lint-records lint-generated lint-tidy lint-structure

# Two files at a time.
lint-tidy:
	@$(MAKE) --no-print-directory $(BOTH_CORES) $(TIDY)

# In the style of .clang-format; the same version of it everywhere.
lint-layout:
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format --dry-run -Werror

lint-cppcheck: | $(BUILD)/gen/parser.h
	@cppcheck -q -j2 --error-exitcode=1 --std=c11 --enable=warning,performance,portability --inline-suppr --library=tests/lint/cppcheck.cfg \
	  -D_GNU_SOURCE -D__BYTE_ORDER__=1234 -D__ORDER_LITTLE_ENDIAN__=1234 $(filter -I%,$(LINT_FLAGS)) $(LINT_SOURCES)

# Records that are written as they lie in memory have no holes: what stood there before would be written along.
lint-records: | $(BUILD)/gen/parser.h
	@clang $(LINT_FLAGS) -fsyntax-only -Werror=padded -Wno-error tests/lint/records.c 2>&1 | \
	  if grep -E "(code/program\.h|image/image\.h|model/records\.def|store/base_inside\.h):.*padding" | grep -v "struct '\(struct \)\?\(OpInfo\|Program\|Base\|BaseReader\)'"; then exit 1; fi

# Neither generator has anything to say.
lint-generated:
	@mkdir -p $(BUILD)/lint && said=$$(bison -Wall -Wcounterexamples -o $(BUILD)/lint/parser.c grammar/parser.y 2>&1; \
	  flex -o $(BUILD)/lint/scanner.c grammar/scanner.l 2>&1); [ -z "$$said" ] || { echo "$$said"; exit 1; }
	@grep -q '^%expect 0$$' grammar/parser.y

lint-structure: $(BUILD)/assize
	@python3 tests/lint/circles.py $(BUILD)
	@python3 tests/lint/lint.py $(BUILD)/assize

.PHONY: format
format:
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i
