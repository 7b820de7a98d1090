/* SPDX-License-Identifier: MIT */
#include "usage_facts.h"

const struct emu_choice usage_environment[] = {
    {"VSPA_IMAGES", "the folder of firmware images, in place of --images"},
    {"VSPA_PKI", "the folder of roots, in place of --pki"},
    {"SSLKEYLOGFILE", "the file to which TLS secrets are appended, in place of --keylog"},
    {"XDG_DATA_HOME", "the folder of vspa/unit.flash, in place of ~/.local/share"},
    {"NO_COLOR", "no colour, whatever its value"},
    {"TMPDIR", "the folder of sockets and scratch files, in place of /tmp"},
};
const size_t n_usage_environment = sizeof usage_environment / sizeof usage_environment[0];

const struct usage_exit_code usage_exit_codes[] = {
    {EMU_EXIT_OK, "done"},
    {EMU_EXIT_NO, "the answer is no: a check failed, a replay parted"},
    {EMU_EXIT_USAGE, "wrong use"},
    {EMU_EXIT_ENVIRONMENT, "environment: a file, a port, the network"},
    {EMU_EXIT_TIME_LIMIT, "a time limit was reached"},
};
const size_t n_usage_exit_codes = sizeof usage_exit_codes / sizeof usage_exit_codes[0];

const char *const usage_date = VSPA_DATE;
