/* SPDX-License-Identifier: MIT */
#include "usage_facts.h"

const struct emu_choice usage_environment[] = {
    {"VSPA_IMAGES", "folder of firmware images; --images overrides it"},
    {"VSPA_PKI", "folder of root certificates; --pki overrides it"},
    {"SSLKEYLOGFILE", "file to append TLS secrets to; --keylog overrides it"},
    {"XDG_DATA_HOME", "folder of vspa/unit.flash and vspa/images [~/.local/share]"},
    {"XDG_STATE_HOME", "folder of vspa/history, the lines of the console [~/.local/state]"},
    {"NO_COLOR", "if set and not empty, print no colour"},
    {"TMPDIR", "folder of sockets and scratch files [/tmp]"},
};
const size_t n_usage_environment = sizeof usage_environment / sizeof usage_environment[0];

const struct usage_exit_code usage_exit_codes[] = {
    {EMU_EXIT_OK, "done"},
    {EMU_EXIT_NO, "the answer is no: a check failed, a replay diverged"},
    {EMU_EXIT_USAGE, "usage error"},
    {EMU_EXIT_ENVIRONMENT, "environment error: a file, a port, the network"},
    {EMU_EXIT_TIME_LIMIT, "a time limit was reached"},
};
const size_t n_usage_exit_codes = sizeof usage_exit_codes / sizeof usage_exit_codes[0];

const char *const usage_date = VSPA_DATE;
