# SPDX-License-Identifier: MIT
"""Other engines, each in the form that its own users would choose."""


def engines_for(bench, policy, size):
    return []


def absent(bench):
    return {}
