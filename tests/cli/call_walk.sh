#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A hand and three telephones that do anything at any time, for as many walks as VSPA_WALKS says: in the end the line is idle
# and has a dial tone. VSPA_SEED is the first of them.
. "$(dirname "$0")/lib.sh"

PYTHONPATH="$here/../../emu/clients" PYTHONDONTWRITEBYTECODE=1 python3 "$here/call_walk.py" "$vspa" "${VSPA_WALKS:-2}" "${VSPA_SEED:-1}" ||
    fail "a walk ended badly: VSPA_WALKS=1 VSPA_SEED=N repeats it"
exit $failed
