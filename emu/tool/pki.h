/* SPDX-License-Identifier: MIT */
/*
 * `vspa pki`: the certification authority on one's own desk: init, sign, root, show. No unit is powered.
 *
 * argv[0] is the command's own name ("pki"). Returns the exit code: 0 done, 1 the answer is no (a CSR that is none, a
 * unit without a certificate), 2 wrong use, 3 environment.
 */
#pragma once

int emu_tool_pki(int argc, char **argv);
