#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/benchmarks.md has the table of rows as tests/bench makes it. usage: benchmarks.sh SOURCE_DIR
set -euo pipefail
cd "$1"
if ! diff <(python3 tests/bench/run --rows) <(sed -n '/^| row | times as much as |/,/^$/p' docs/benchmarks.md | sed '/^$/d'); then
    echo "docs/benchmarks.md: its table of rows is not that of tests/bench/rows.py: './dev bench --rows' prints it" >&2
    exit 1
fi
