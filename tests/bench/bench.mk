# SPDX-License-Identifier: MIT
# Measures: not a part of `make check`. `make bench` writes build/bench.json and build/bench.html and prints the table; BENCH gives it
# arguments, such as BENCH=--full or BENCH="--components 20,500 --rules 10,100 --only review".
BENCH ?=
BENCH_BUILD := $(BUILD)/bench
BENCH_PROGRAMS := assize process store
BENCH_ENVIRONMENT = ASSIZE=$(BUILD)/assize COMPILE="$(CC) $(CPPFLAGS) -Itests $(CFLAGS)"

$(BENCH_PROGRAMS:%=$(BENCH_BUILD)/%): $(BENCH_BUILD)/%: $(BUILD)/tests/bench/%.o $(BUILD)/tests/bench/protocol.o $(BUILD)/libassize.a
	@mkdir -p $(@D)
	$(link)

# What other engines need from Debian; what cannot be installed makes an engine absent, and nothing fail.
PEER_PACKAGES := libclips-dev

.PHONY: bench peer-packages bench-peers
peer-packages:
	$(call install,$(PEER_PACKAGES))

bench-peers:
	@$(if $(findstring --without-peers,$(BENCH)),:,$(MAKE) --no-print-directory peer-packages || echo "Engines that need them will be absent.")

bench: test-dependencies bench-peers $(BUILD)/assize $(BENCH_PROGRAMS:%=$(BENCH_BUILD)/%)
	@$(BENCH_ENVIRONMENT) python3 tests/bench/bench.py --build $(BENCH_BUILD) $(BENCH)

# The README shows the newest figures.
.PHONY: bench-readme
bench-readme:
	@python3 tests/bench/readme.py $(BUILD)/bench.json README.md
