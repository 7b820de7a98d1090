/* SPDX-License-Identifier: MIT */
/* A rule takes the right alternative and asks for the right thing. */
#include <harness/rule_summary.h>
#include <harness/vectors.h>

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/c_rules.tsv", "C", 15, rule_summary_check);
}
