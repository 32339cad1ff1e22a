# SPDX-License-Identifier: MIT
# Verdicts against the published JSON Schema. With the python of Debian, which has its jsonschema.
CHECKS += schema

.PHONY: check-schema
check-schema: $(BUILD)/assize
	@/usr/bin/python3 tests/schema/run.py $(BUILD)/assize
