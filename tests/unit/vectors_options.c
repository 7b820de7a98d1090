/* SPDX-License-Identifier: MIT */
/* Bracketed options are read in any order and spelling the guide shows. */
#include <harness/rule_summary.h>
#include <harness/vectors.h>

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/e_options.tsv", "E", 10, rule_summary_check);
}
