# SPDX-License-Identifier: MIT
# Verdicts, and what is told of profiles, of impact, differences and needs, and by the register, against the published JSON Schemas. With the python of Debian, which has its jsonschema.
CHECKS += schema

.PHONY: check-schema
check-schema: $(BUILD)/assize
	@/usr/bin/python3 tests/schema/profile.py $(BUILD)/assize && /usr/bin/python3 tests/schema/impact.py $(BUILD)/assize && \
	  /usr/bin/python3 tests/schema/register.py $(BUILD)/assize && \
	  /usr/bin/python3 tests/schema/run.py $(BUILD)/assize
