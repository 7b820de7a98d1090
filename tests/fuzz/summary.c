/* SPDX-License-Identifier: MIT */
/* The body of a NOTIFY of messages. Counts stay within their bound, and a body that is read again says the same. */
#include "fuzz.h"
#include <rt/assert.h>
#include <fw/sip_summary.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fw_sip_messages m, again;
    struct rt_str body = rt_str_n((const char *)data, n);
    bool is_known = sip_summary_read(body, &m);
    RT_ASSERT(m.n_new <= SIP_SUMMARY_COUNT_MAX && m.n_old <= SIP_SUMMARY_COUNT_MAX);
    RT_ASSERT(is_known || !m.is_waiting);
    RT_ASSERT(m.has_counts || (m.n_new == 0 && m.n_old == 0));
    RT_ASSERT(sip_summary_read(body, &again) == is_known && again.is_waiting == m.is_waiting &&
              again.n_new == m.n_new && again.n_old == m.n_old);
    return 0;
}
